package io.deopenchat.bridge.comparison;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Comparison;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.MessageSigner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Says on chain what the user decided. The contract keeps a total for two providers in one direction, and a message names a new
 * total, so saying one twice changes nothing. Whoever sees the signature can hand it in, the node that tries it first of all: so
 * nothing is signed before the user agrees, and the total is in the files before it is signed.
 *
 * <p>A node tells what was said so far, and is not believed more than this side can have signed: the highest total that it knows
 * it signed, or, where it knows none, what it paid to both providers.
 */
public final class Ballot {
    private static final String NOT_RAISED = "TotalNotRaised";
    private static final String TOO_HIGH = "TotalTooHigh";

    private final ChainClient chain;
    private final DeopenchatContract contract;
    private final MessageSigner client;
    private final PairFiles files;
    private final Function<Address, Wei> paid;
    private final Address wallet;
    private final Payer payer;

    /**
     * @param paid what the client owes or has paid to a provider by its own journal, in base units
     * @param wallet that would send the transactions; it only pays for them
     */
    public Ballot(
            ChainClient chain,
            DeopenchatContract contract,
            MessageSigner client,
            PairFiles files,
            Function<Address, Wei> paid,
            Address wallet) {
        this.chain = chain;
        this.contract = contract;
        this.client = client;
        this.files = files;
        this.paid = paid;
        this.wallet = wallet;
        this.payer = Payer.of(contract.domain(), client.address());
    }

    /**
     * What is to be said with some pairs, and is not signed yet.
     *
     * @param total base units that the preferred one is preferred with, in all
     */
    public record Vote(Address preferred, Address other, Wei total, List<Pair> pairs) {

        public String description() {
            return "comparison of " + total + " base units in all in favour of provider " + preferred + ", against "
                    + other;
        }

        private Direction direction() {
            return new Direction(preferred, other);
        }
    }

    /** What the user agreed to say, and whether it can be said yet. */
    public sealed interface Signed {

        /** Everybody may hand it in. */
        record Ready(ContractCall call, List<Pair> pairs) implements Signed {}

        /** The providers have not claimed enough of what the pairs cost, so it weighs nothing yet. */
        record Early(List<Pair> pairs, String reason) implements Signed {}
    }

    /**
     * One for every two providers and direction that were decided on; what is on chain already is removed.
     *
     * @throws IllegalStateException if the node names more than this side can have said
     */
    public List<Vote> votes() {
        Map<Direction, List<Pair>> decided = new LinkedHashMap<>();
        files.all().stream()
                .filter(pair -> pair.payer().equals(payer))
                .forEach(pair -> pair.direction()
                        .ifPresent(direction -> decided.computeIfAbsent(direction, first -> new ArrayList<>())
                                .add(pair)));
        return decided.entrySet().stream()
                .flatMap(one -> vote(one.getKey(), one.getValue()).stream())
                .toList();
    }

    private Optional<Vote> vote(Direction direction, List<Pair> pairs) {
        Wei said = said(direction);
        Optional<Wei> signed = files.totals().of(payer, direction);
        requireBelievable(direction, said, signed);
        List<Pair> left = new ArrayList<>(pairs);
        left.removeIf(removed(pair -> pair.weight().isZero()
                || pair.said().filter(total -> !total.isAbove(said)).isPresent()));
        if (left.isEmpty()) {
            return Optional.empty();
        }
        List<Pair> signedBefore =
                left.stream().filter(pair -> pair.said().isPresent()).toList();
        List<Pair> now = signedBefore.isEmpty() ? left : signedBefore;
        Wei total =
                signedBefore.isEmpty() ? plusWeights(said.max(signed.orElse(Wei.ZERO)), left) : largest(signedBefore);
        return Optional.of(new Vote(direction.preferred(), direction.other(), total, now));
    }

    private Predicate<Pair> removed(Predicate<Pair> which) {
        return pair -> {
            boolean isDone = which.test(pair);
            if (isDone) {
                files.remove(pair);
            }
            return isDone;
        };
    }

    private static Wei plusWeights(Wei said, List<Pair> pairs) {
        Wei total = said;
        for (Pair pair : pairs) {
            total = total.plusOrMax(pair.weight());
        }
        return total;
    }

    private static Wei largest(List<Pair> pairs) {
        return pairs.stream()
                .flatMap(pair -> pair.said().stream())
                .max(Wei::compareTo)
                .orElse(Wei.ZERO);
    }

    /** The user agrees: signs, unless it weighs more than was paid, and tries it. */
    public Signed signed(Vote vote) {
        Wei most = paidToBoth(vote.direction());
        if (vote.total().isAbove(most)) {
            return new Signed.Early(vote.pairs(), "the journals know of " + most + " base units that both were paid");
        }
        files.totals().raise(payer, vote.direction(), vote.total());
        List<Pair> said =
                vote.pairs().stream().map(pair -> files.say(pair, vote.total())).toList();
        ContractCall call = call(vote.direction(), vote.total());
        try {
            chain.preflight(wallet, call);
            return new Signed.Ready(call, said);
        } catch (ContractRefusal refusal) {
            if (refusal.error().equals(TOO_HIGH)) {
                return new Signed.Early(said, String.valueOf(refusal.getMessage()));
            }
            throw refusal;
        }
    }

    /** Mined: nothing of these pairs is left to say. */
    public void isSaid(Signed.Ready vote) {
        vote.pairs().forEach(files::remove);
    }

    /**
     * What the client said of the two so far. The contract has no view of it, but tells it when it refuses a total of zero, which
     * raises nothing, whatever was said: that signature is worth nothing to anybody.
     */
    private Wei said(Direction direction) {
        try {
            chain.preflight(wallet, call(direction, Wei.ZERO));
        } catch (ContractRefusal refusal) {
            if (refusal.error().equals(NOT_RAISED)) {
                return Wei.parseCanonical(refusal.argument("current").orElseThrow());
            }
            throw refusal;
        }
        throw new IllegalStateException("the contract took a comparison of nothing");
    }

    private void requireBelievable(Direction direction, Wei named, Optional<Wei> signed) {
        Wei most = signed.orElseGet(() -> paidToBoth(direction));
        if (named.isAbove(most)) {
            throw new IllegalStateException("the node says that " + named
                    + " base units were said in favour of provider " + direction.preferred()
                    + ", and this side knows of " + most + " at most; ask another node, or if this key compared"
                    + " elsewhere remove " + files.totals().file());
        }
    }

    private Wei paidToBoth(Direction direction) {
        return paid.apply(direction.preferred()).min(paid.apply(direction.other()));
    }

    private ContractCall call(Direction direction, Wei total) {
        Comparison comparison = new Comparison(direction.preferred(), direction.other(), total);
        return contract.reputation().compare(client.address(), comparison, client.sign(contract.domain(), comparison));
    }
}
