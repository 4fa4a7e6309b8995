package io.deopenchat.chaos.processes;

import io.deopenchat.chaos.processes.AccountBooks.Round;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the money is right, in what is left when a program was killed and in everything when all is quiet. It reads the
 * two files, the backend's count of calls, what passed on the road and what the chain paid, and has no line of code in common
 * with the programs.
 */
final class Auditor {
    /** How far behind the newest request of the last look a receipt may come. */
    private static final long BACK = 2_000;

    private static final Set<String> BILLED = Set.of("completed", "confirmed");
    private static final Set<String> FINAL = Set.of("confirmed", "void");

    private final Path ledger;
    private final Path journal;
    private final Wire wire;
    private final Prices prices;
    private final Set<String> findings = new TreeSet<>();
    private long looks;
    private long mostAtRisk;
    private long atRisk;
    private final Set<String> interrupted = new HashSet<>();

    /** @param prompt base units per 1,000,000 prompt tokens, and as much for those of completions */
    record Prices(BigInteger prompt) {
        private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

        BigInteger cost(String chat) {
            BigInteger tokens = BigInteger.valueOf(
                    (long) CountingBackend.promptTokens(chat) + CountingBackend.completionTokens(chat));
            BigInteger[] division = tokens.multiply(prompt).divideAndRemainder(MILLION);
            return division[1].signum() == 0 ? division[0] : division[0].add(BigInteger.ONE);
        }
    }

    /** What the other witnesses say when all is quiet. */
    record Testimony(Map<String, Integer> calls, Map<String, Told> told, BigInteger claimed, BigInteger settled) {}

    Auditor(Path ledger, Path journal, Wire wire, Prices prices) {
        this.ledger = ledger;
        this.journal = journal;
        this.wire = wire;
        this.prices = prices;
    }

    /** What is wrong, so far; empty if nothing is. */
    List<String> findings() {
        Set<String> all = new TreeSet<>(findings);
        all.addAll(wire.contradictions());
        return List.copyOf(all);
    }

    /** How often a file was read after a kill. */
    long looks() {
        return looks;
    }

    /** Rounds that kills of the gateway interrupted: together, and the most at once. */
    long atRisk() {
        return atRisk;
    }

    long mostAtRisk() {
        return mostAtRisk;
    }

    private long recent() {
        return wire.requests().values().stream()
                        .mapToLong(Wire.Signed::sequence)
                        .max()
                        .orElse(0)
                - BACK;
    }

    /** To be called while it is dead. Whatever it told is in its file. */
    void gatewayWasKilled() {
        looks++;
        long from = recent();
        AccountBooks books = AccountBooks.ofGatewayFrom(ledger, from);
        long open = isInterrupted(books);
        atRisk += open;
        mostAtRisk = Math.max(mostAtRisk, open);
        atLeast("a confirmation that the gateway acknowledged", wire.acknowledged(), books.total());
        wire.receipts().forEach((sequence, cost) -> {
            if (sequence >= from) {
                isKept(sequence, cost, books.rounds().get(sequence));
            }
        });
    }

    /** A stream may have been delivered to its end and not be billed yet: those are the rounds at risk. */
    private long isInterrupted(AccountBooks books) {
        List<Round> open = books.rounds().values().stream()
                .filter(round -> round.state().equals("admitted"))
                .toList();
        open.stream()
                .flatMap(round -> Stream.ofNullable(wire.requests().get(round.request())))
                .forEach(signed -> interrupted.add(signed.chat()));
        return open.size();
    }

    /** To be called while it is dead. Whatever it signed is in its file. */
    void bridgeWasKilled() {
        looks++;
        long from = recent();
        AccountBooks books = AccountBooks.ofBridgeFrom(journal, from);
        atLeast("a confirmation that the bridge signed", wire.signed(), books.total());
        wire.requests().values().stream()
                .map(Wire.Signed::sequence)
                .filter(sequence -> sequence >= from && !books.rounds().containsKey(sequence))
                .forEach(sequence -> finds("the bridge signed request %d, which its journal does not know", sequence));
    }

    private void atLeast(String what, BigInteger seen, BigInteger kept) {
        if (kept.compareTo(seen) < 0) {
            finds("%s is lost: %s wei were seen, %s wei are in the file", what, seen, kept);
        }
    }

    private void isKept(long sequence, BigInteger cost, @Nullable Round kept) {
        if (kept == null || !BILLED.contains(kept.state()) || !kept.cost().equals(cost)) {
            finds("a receipt for sequence %d over %s wei left the gateway, its ledger has %s", sequence, cost, kept);
        }
    }

    /** To be called when nothing runs any more and everything was claimed. */
    void allIsQuiet(Testimony testimony) {
        AccountBooks gateway = AccountBooks.ofGateway(ledger);
        AccountBooks bridge = AccountBooks.ofBridge(journal);
        nothingIsOpen("ledger", gateway, bridge);
        nothingIsOpen("journal", bridge, bridge);
        theSidesAgree(gateway, bridge);
        totalsAreSums(gateway, bridge, testimony);
        atLeast("a confirmation that the gateway acknowledged", wire.acknowledged(), gateway.total());
        wire.receipts()
                .forEach((sequence, cost) ->
                        isKept(sequence, cost, gateway.rounds().get(sequence)));
        billsAreRight(gateway, testimony);
    }

    /** But for what arrived once more after it had been refused: its bill is within the credit, and nobody pays for it. */
    private void nothingIsOpen(String where, AccountBooks books, AccountBooks bridge) {
        books.rounds().forEach((sequence, round) -> {
            Round asked = bridge.rounds().get(sequence);
            boolean isRefused = asked != null && asked.state().equals(AccountBooks.REFUSED);
            if (!isRefused && !FINAL.contains(round.state())) {
                finds("round %d stays %s in the %s", sequence, round.state(), where);
            }
        });
    }

    private void theSidesAgree(AccountBooks gateway, AccountBooks bridge) {
        Set<Long> sequences = new TreeSet<>(gateway.rounds().keySet());
        sequences.addAll(bridge.rounds().keySet());
        for (long sequence : sequences) {
            BigInteger billed = confirmed(gateway, sequence);
            BigInteger agreed = confirmed(bridge, sequence);
            if (!billed.equals(agreed)) {
                finds("round %d costs %s wei in the ledger and %s wei in the journal", sequence, billed, agreed);
            }
        }
    }

    private static BigInteger confirmed(AccountBooks books, long sequence) {
        Round round = books.rounds().get(sequence);
        return round == null || !round.state().equals("confirmed") ? BigInteger.ZERO : round.cost();
    }

    private void totalsAreSums(AccountBooks gateway, AccountBooks bridge, Testimony testimony) {
        BigInteger sum = gateway.sum("confirmed");
        equal("the confirmation that the gateway holds", sum, gateway.total());
        equal("the newest confirmation of the bridge", sum, bridge.total());
        equal("what the contract paid for the account", sum, testimony.claimed);
        equal("the sum over all claims", sum, testimony.settled);
    }

    private void equal(String what, BigInteger sum, BigInteger other) {
        if (!sum.equals(other)) {
            finds("%s is %s wei, the receipts are %s wei", what, other, sum);
        }
    }

    private void billsAreRight(AccountBooks gateway, Testimony testimony) {
        Map<String, List<Long>> bills = bills(gateway);
        bills.forEach((chat, sequences) -> {
            if (sequences.size() > 1) {
                finds("%s is billed %d times: as %s", chat, sequences.size(), sequences);
            }
            // a call that the road lost may be cancelled before anybody knows that it never arrived
            boolean arrived = sequences.stream()
                    .anyMatch(
                            sequence -> !Objects.requireNonNull(gateway.rounds().get(sequence))
                                    .isCancelled());
            if (arrived && testimony.calls.getOrDefault(chat, 0) < sequences.size()) {
                finds("%s is billed %d times, the backend was asked less often", chat, sequences.size());
            }
        });
        testimony.told.forEach((chat, told) -> {
            if (told == Told.WHOLE && !interrupted.contains(chat)) {
                isBilled(chat, bills.getOrDefault(chat, List.of()), gateway);
            }
        });
    }

    private Map<String, List<Long>> bills(AccountBooks gateway) {
        Map<String, List<Long>> bills = new HashMap<>();
        gateway.rounds().forEach((sequence, round) -> {
            if (BILLED.contains(round.state())) {
                bills.computeIfAbsent(chatOf(sequence, round), chat -> new ArrayList<>())
                        .add(sequence);
            }
        });
        return bills;
    }

    private String chatOf(long sequence, Round round) {
        Wire.Signed signed = wire.requests().get(round.request());
        if (signed == null || signed.sequence() != sequence) {
            finds("round %d is billed, and nobody saw its request", sequence);
            return "request " + sequence;
        }
        return signed.chat();
    }

    private void isBilled(String chat, List<Long> sequences, AccountBooks gateway) {
        if (sequences.isEmpty()) {
            finds("%s was answered whole and is not billed", chat);
            return;
        }
        BigInteger cost = Objects.requireNonNull(gateway.rounds().get(sequences.getFirst()))
                .cost();
        if (!cost.equals(prices.cost(chat))) {
            finds("%s was answered whole for %s wei instead of %s", chat, cost, prices.cost(chat));
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library that nothing else needs
    private void finds(String what, @Nullable Object... values) {
        findings.add(what.formatted(values));
    }
}
