package io.deopenchat.chain;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.EthSendTransaction;

/**
 * Nodes of one chain, in the order in which they are preferred. A question goes to the first that works; one that fails
 * rests for a while and is asked only if no other answers. A JSON-RPC error is an answer. No node is believed before it has
 * agreed to the {@link Pin}, at first and after each failure. One falls behind by its own newest block, compared with the clock
 * and with the heads of those before it; what a later one says of its head counts against none before it.
 */
final class Nodes implements AutoCloseable {
    static final int MAX_NODES = 8;

    /** Blocks that a node may be behind the highest head of those before it. */
    static final int MAX_BEHIND = 5;

    /** Between two looks at the heads of all nodes. */
    static final Duration COMPARE_EVERY = Duration.ofMinutes(1);

    private static final long ANY_HEAD = 0;

    private final List<Node> nodes;
    private final InstantSource clock;
    private volatile @Nullable Pin pin;
    private volatile Node answering;
    private volatile Instant nextComparison = Instant.MIN;

    Nodes(List<Rpc> nodes, InstantSource clock) {
        if (nodes.isEmpty() || nodes.size() > MAX_NODES) {
            throw new IllegalArgumentException(
                    "1 to " + MAX_NODES + " chain endpoints are needed, got " + nodes.size());
        }
        this.nodes = nodes.stream().map(rpc -> new Node(rpc, nodes.size() == 1)).toList();
        this.clock = clock;
        this.answering = this.nodes.getFirst();
    }

    /** Host and port of the node that answered last. */
    String endpointName() {
        return answering.rpc().endpointName();
    }

    Optional<Pin> pinned() {
        return Optional.ofNullable(pin);
    }

    /** From now on no node counts that says something else; null believes all. */
    void pin(@Nullable Pin wanted) {
        pin = wanted;
    }

    /** @return the result, or null where the node has none (an unknown receipt) */
    <T, R extends Response<T>> @Nullable T ask(String method, Class<R> type, Object... parameters) {
        return answered(ANY_HEAD, rpc -> rpc.ask(method, type, parameters));
    }

    /** For methods that always have a result. */
    <T, R extends Response<T>> T require(String method, Class<R> type, Object... parameters) {
        return answered(ANY_HEAD, rpc -> rpc.require(method, type, parameters));
    }

    /** For answers that leave out, without saying so, what a node does not know yet: only nodes that have the block. */
    <T, R extends Response<T>> T requireUpTo(long block, String method, Class<R> type, Object... parameters) {
        return answered(block, rpc -> rpc.require(method, type, parameters));
    }

    <T> T understand(String method, Supplier<T> reader) {
        return answering.rpc().understand(method, reader);
    }

    /** Number of the newest block. */
    long head() {
        if (nodes.size() > 1 && !clock.instant().isBefore(nextComparison)) {
            nextComparison = clock.instant().plus(COMPARE_EVERY);
            nodes.stream().filter(node -> !node.isResting(clock.instant())).forEach(this::lookAt);
        }
        return firstOf(this::headOf);
    }

    private void lookAt(Node node) {
        try {
            admit(node);
            requireRecent(node);
            requireNear(node, node.askHead(clock.instant()));
        } catch (RpcFailure unwilling) {
            node.failed(new ChainUnavailable(String.valueOf(unwilling.getMessage()), unwilling), clock.instant());
        } catch (ChainUnavailable down) {
            node.failed(down, clock.instant());
        }
    }

    private long headOf(Node node) {
        long head = node.askHead(clock.instant());
        requireNear(node, head);
        return head;
    }

    /**
     * Hands a signed transaction to the first node that takes it. Where one failed in the middle the next gets the same
     * bytes, of which a chain mines one copy; what it then refuses may have arrived before.
     *
     * @throws ChainUnavailable if it certainly did not arrive anywhere
     */
    Delivery deliver(SignedTransaction signed) {
        List<ChainUnavailable> failures = new ArrayList<>();
        ChainUnavailable uncertain = null;
        for (Node node : inOrder()) {
            try {
                admit(node);
                Delivery delivery = deliver(node, signed);
                if (!(delivery instanceof Delivery.Uncertain(ChainUnavailable why))) {
                    return uncertain != null && delivery instanceof Delivery.Refused
                            ? new Delivery.Uncertain(uncertain)
                            : delivery;
                }
                node.failed(why, clock.instant());
                uncertain = why;
            } catch (ChainUnavailable notSent) {
                node.failed(notSent, clock.instant());
                failures.add(notSent);
            }
        }
        if (uncertain != null) {
            return new Delivery.Uncertain(uncertain);
        }
        throw together(failures);
    }

    private Delivery deliver(Node node, SignedTransaction signed) {
        try {
            node.rpc().require("eth_sendRawTransaction", EthSendTransaction.class, signed.raw());
            works(node);
            return new Delivery.Accepted();
        } catch (RpcFailure refused) {
            works(node);
            return Delivery.refused(refused);
        } catch (NodeUnreachable neverSent) {
            throw neverSent;
        } catch (ChainUnavailable uncertain) {
            return new Delivery.Uncertain(uncertain);
        }
    }

    private <T extends @Nullable Object> T answered(long block, Function<Rpc, T> question) {
        return firstOf(node -> {
            requireBlock(node, block);
            return question.apply(node.rpc());
        });
    }

    private <T extends @Nullable Object> T firstOf(Function<Node, T> question) {
        List<ChainUnavailable> failures = new ArrayList<>();
        for (Node node : inOrder()) {
            try {
                admit(node);
                T answer = question.apply(node);
                works(node);
                return answer;
            } catch (RpcFailure | ContractRefusal answer) {
                works(node);
                throw answer;
            } catch (ChainUnavailable down) {
                node.failed(down, clock.instant());
                failures.add(down);
            }
        }
        throw together(failures);
    }

    private void works(Node node) {
        node.answered();
        answering = node;
    }

    /** Those that rest come last, the one first that rests no longer than the others. */
    private List<Node> inOrder() {
        Instant now = clock.instant();
        return nodes.stream()
                .sorted(Comparator.comparing(node -> node.isResting(now) ? node.restsUntil() : Instant.MIN))
                .toList();
    }

    /** A node that answers this with an error has not agreed. */
    private void admit(Node node) {
        Pin wanted = pin;
        if (wanted == null || node.hasAgreedTo(wanted)) {
            return;
        }
        try {
            wanted.require(node.rpc());
            if (nodes.size() > 1) {
                requireNear(node, node.askHead(clock.instant()));
            }
        } catch (RpcFailure unwilling) {
            throw new ChainUnavailable(String.valueOf(unwilling.getMessage()), unwilling);
        }
        node.agrees(wanted);
    }

    /** Where the chain stands still all nodes rest, and are asked in their order. */
    private void requireRecent(Node node) {
        Pin wanted = pin;
        if (wanted == null) {
            return;
        }
        Optional<Duration> oldest = Network.ofChain(wanted.chainId()).oldestHead();
        Duration age = Duration.between(node.askNewestBlockTime(), clock.instant());
        if (oldest.isPresent() && age.compareTo(oldest.get()) > 0) {
            throw new ChainUnavailable(
                    "the node at %s is behind: its newest block is %d s old, expected at most %d s; check the clock of this machine"
                            .formatted(
                                    node.rpc().endpointName(),
                                    age.toSeconds(),
                                    oldest.get().toSeconds()),
                    null);
        }
    }

    private void requireNear(Node node, long head) {
        long highest = highestUpTo(node);
        if (nodes.size() > 1 && head < highest - MAX_BEHIND) {
            throw behind(node, head, highest);
        }
    }

    private void requireBlock(Node node, long block) {
        Instant now = clock.instant();
        if (nodes.size() > 1 && node.headAsOf(now) < block) {
            long head = node.askHead(now);
            if (head < block) {
                throw behind(node, head, block);
            }
        }
    }

    /** The highest head that this node or one before it said lately. */
    private long highestUpTo(Node node) {
        Instant now = clock.instant();
        return nodes.subList(0, nodes.indexOf(node) + 1).stream()
                .mapToLong(each -> each.headAsOf(now))
                .max()
                .orElse(0);
    }

    private static ChainUnavailable behind(Node node, long head, long seen) {
        return new ChainUnavailable(
                "the node at %s is behind: its newest block is %d, block %d was seen before"
                        .formatted(node.rpc().endpointName(), head, seen),
                null);
    }

    private static ChainUnavailable together(List<ChainUnavailable> failures) {
        if (failures.size() == 1) {
            return failures.getFirst();
        }
        String all = failures.stream().map(ChainUnavailable::getMessage).collect(Collectors.joining("; "));
        boolean foreign = failures.stream().allMatch(ForeignNode.class::isInstance);
        return foreign ? new ForeignNode(all) : new ChainUnavailable(all, failures.getFirst());
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.rpc().close());
    }
}
