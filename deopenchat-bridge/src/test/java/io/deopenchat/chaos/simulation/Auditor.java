package io.deopenchat.chaos.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says whether money is where it should be. Reads what a stranger could read, and adds up by itself: no class of either daemon
 * is used here. Words as in docs/protocol.md: E is what an owner put in, S the highest total signed, A the highest accepted, C
 * what the contract paid.
 */
final class Auditor {
    private static final long SHARE_OF_CLAIMED = 10;

    /** Until a gateway has seen on the chain that an owner leaves; it may be down for a minute. */
    private static final long SECONDS_TO_SEE = 90;

    /** A claim that is hurried is mined by then, though the gateway may be down for a minute and the node away. */
    private static final long SECONDS_TO_CLAIM = 300;

    private final Map<Pair, Long> accepted = new HashMap<>();
    private final Map<Pair, Long> acknowledged = new HashMap<>();
    private final Map<Pair, Long> mostClaimed = new HashMap<>();

    /** One account in all its records. */
    private record Books(
            Pair pair,
            LedgerFile.Account account,
            List<LedgerFile.Round> rounds,
            JournalFile journal,
            Escrow chain,
            Evidence evidence) {

        long confirmed() {
            return sum("confirmed");
        }

        long unconfirmed() {
            return sum("completed");
        }

        private long sum(String state) {
            return rounds.stream()
                    .filter(round -> round.state().equals(state))
                    .mapToLong(LedgerFile.Round::cost)
                    .sum();
        }

        long reserved() {
            return rounds.stream()
                    .filter(round -> round.state().equals("admitted"))
                    .mapToLong(round -> round.request().get("maxCost").asLong())
                    .sum();
        }

        /** Of what was confirmed a while before the owner left for the last time: the gateway could claim it. */
        long inTime() {
            long left = evidence.leaving().stream()
                    .filter(leaving -> leaving.pair().equals(pair))
                    .flatMap(leaving -> leaving.to().stream())
                    .mapToLong(second -> second)
                    .max()
                    .orElse(Long.MAX_VALUE);
            return rounds.stream()
                    .filter(round -> round.state().equals("confirmed") && round.confirmedAt() < left - SECONDS_TO_CLAIM)
                    .mapToLong(LedgerFile.Round::cost)
                    .sum();
        }

        boolean wasLeft() {
            return evidence.leaving().stream()
                    .anyMatch(leaving -> leaving.pair().equals(pair));
        }
    }

    /** At any moment. */
    void look(Evidence evidence, Findings findings) {
        Map<Integer, LedgerFile> ledgers = ledgers(evidence);
        look(evidence, ledgers, books(evidence, ledgers), findings);
    }

    private void look(Evidence evidence, Map<Integer, LedgerFile> ledgers, List<Books> all, Findings findings) {
        all.forEach(books -> {
            order(books, findings);
            sums(books, findings);
            memory(books, findings);
            rounds(books, findings);
            wire(books, findings);
        });
        backend(evidence, ledgers, findings);
        credit(evidence, all, findings);
    }

    /** When nothing goes wrong any more, and everybody had time. */
    void lookAtTheEnd(Evidence evidence, Findings findings) {
        Map<Integer, LedgerFile> ledgers = ledgers(evidence);
        List<Books> all = books(evidence, ledgers);
        look(evidence, ledgers, all, findings);
        ledgers.forEach((provider, ledger) -> findings.require(
                ledger.claimsOnTheirWay() == 0,
                "no claim is on its way",
                "p" + provider,
                0,
                ledger.claimsOnTheirWay()));
        all.forEach(books -> settled(books, findings));
    }

    private static Map<Integer, LedgerFile> ledgers(Evidence evidence) {
        return evidence.ledgers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> LedgerFile.read(entry.getValue())));
    }

    private static List<Books> books(Evidence evidence, Map<Integer, LedgerFile> ledgers) {
        return evidence.journals().entrySet().stream()
                .map(entry -> books(entry.getKey(), ledgers, JournalFile.read(entry.getValue()), evidence))
                .toList();
    }

    private static Books books(Pair pair, Map<Integer, LedgerFile> ledgers, JournalFile journal, Evidence evidence) {
        LedgerFile ledger = Objects.requireNonNull(ledgers.get(pair.provider()));
        String client = evidence.clients().get(pair.client());
        return new Books(
                pair,
                ledger.accounts().stream()
                        .filter(account -> account.client().equals(client))
                        .findFirst()
                        .orElseGet(() -> new LedgerFile.Account(client, 0, 0, 0, "")),
                ledger.rounds().stream()
                        .filter(round -> round.client().equals(client))
                        .toList(),
                journal,
                evidence.chain().getOrDefault(pair, Escrow.NONE),
                evidence);
    }

    /** C <= A <= S <= E, and what was put in is somewhere. */
    private static void order(Books books, Findings findings) {
        long paid = books.chain.claimed();
        long held = books.account.confirmed();
        long signed = books.journal.signed();
        findings.require(paid <= held, "paid at most what was accepted", books.pair, held, paid);
        findings.require(held <= signed, "accepted at most what was signed", books.pair, signed, held);
        findings.require(
                books.chain.deposited() == books.chain.escrow() + paid + books.chain.refunded(),
                "money in is escrow, paid and refunded",
                books.pair,
                books.chain.deposited(),
                books.chain.escrow() + paid + books.chain.refunded());
        if (!books.evidence.deep() && !books.wasLeft()) {
            long committed = held + books.unconfirmed() + books.reserved();
            findings.require(
                    signed <= books.chain.deposited(),
                    "signed at most the escrow",
                    books.pair,
                    books.chain.deposited(),
                    signed);
            findings.require(
                    committed <= books.chain.deposited(),
                    "served at most the escrow",
                    books.pair,
                    books.chain.deposited(),
                    committed);
        }
    }

    /** A confirmation is the sum of the receipts that it covers, in money, in rounds and in tokens. */
    private static void sums(Books books, Findings findings) {
        List<LedgerFile.Round> covered = books.rounds.stream()
                .filter(round -> round.state().equals("confirmed"))
                .toList();
        long tokens = covered.stream()
                .mapToLong(round -> round.promptTokens() + round.completionTokens())
                .sum();
        findings.require(
                books.confirmed() == books.account.confirmed(),
                "accepted is the sum of receipts",
                books.pair,
                books.confirmed(),
                books.account.confirmed());
        findings.require(
                covered.size() == books.account.rounds(),
                "rounds are counted once",
                books.pair,
                covered.size(),
                books.account.rounds());
        findings.require(
                tokens == books.account.tokens(),
                "tokens are counted once",
                books.pair,
                tokens,
                books.account.tokens());
        findings.require(
                books.account.confirmed() == 0
                        || books.journal.confirmations().stream()
                                .anyMatch(signed -> signed.total() == books.account.confirmed()
                                        && signed.transcript().equals(books.account.transcript())),
                "what is accepted is in the journal",
                books.pair,
                books.journal.signed(),
                books.account.confirmed());
    }

    /** Nothing that was promised to be kept is lost. */
    private void memory(Books books, Findings findings) {
        long held = books.account.confirmed();
        long promised = books.journal.acknowledged();
        findings.require(promised <= held, "an acknowledged confirmation survives", books.pair, promised, held);
        long before = accepted.merge(books.pair, held, Math::max);
        findings.require(held >= before, "what is accepted never falls", books.pair, before, held);
        long promisedBefore = acknowledged.merge(books.pair, promised, Math::max);
        findings.require(
                promised >= promisedBefore, "what is acknowledged never falls", books.pair, promisedBefore, promised);
    }

    private static void rounds(Books books, Findings findings) {
        Map<Long, JournalFile.Round> known =
                books.journal.rounds().stream().collect(Collectors.toMap(JournalFile.Round::sequence, round -> round));
        for (LedgerFile.Round round : books.rounds) {
            String about = books.pair + " round " + round.sequence();
            JournalFile.Round own = known.get(round.sequence());
            findings.require(own != null, "a round that was served is in the journal", about, "a row", "none");
            if (own != null) {
                findings.require(
                        own.requestHash().equals(round.requestHash()),
                        "one sequence is one request",
                        about,
                        own.requestHash(),
                        round.requestHash());
                findings.require(
                        !own.state().equals("confirmed") || own.cost() == round.cost(),
                        "both sides have the same bill",
                        about,
                        own.cost(),
                        round.cost());
            }
            if (round.isBilled()) {
                long cost = price(round);
                findings.require(cost == round.cost(), "a bill is by the signed prices", about, cost, round.cost());
            }
            served(books, round, findings);
        }
    }

    /** {@code min(requestPrice + ceil((prompt * inputPrice + completion * outputPrice) / 1,000,000), maxCost)}. */
    private static long price(LedgerFile.Round round) {
        long tokens = Math.addExact(
                Math.multiplyExact(
                        round.promptTokens(), round.request().get("inputPrice").asLong()),
                Math.multiplyExact(
                        round.completionTokens(),
                        round.request().get("outputPrice").asLong()));
        return Math.min(
                round.request().get("requestPrice").asLong() + Math.ceilDiv(tokens, 1_000_000),
                round.request().get("maxCost").asLong());
    }

    private static void served(Books books, LedgerFile.Round round, Findings findings) {
        for (Evidence.Leaving leaving : books.evidence.leaving()) {
            boolean tooLate = leaving.pair().equals(books.pair)
                    && round.admittedAt() > leaving.from() + SECONDS_TO_SEE
                    && leaving.to().map(to -> round.admittedAt() < to).orElse(true);
            findings.require(
                    !tooLate,
                    "nothing is begun while an owner leaves",
                    books.pair + " round " + round.sequence(),
                    "until " + leaving.from(),
                    round.admittedAt());
        }
    }

    /** What is signed is in the journal before it leaves, and a sequence is signed for one request. */
    private static void wire(Books books, Findings findings) {
        Map<Long, String> own = books.journal.rounds().stream()
                .collect(Collectors.toMap(JournalFile.Round::sequence, JournalFile.Round::requestHash));
        books.evidence.requests().stream()
                .filter(request -> request.pair().equals(books.pair))
                .forEach(request -> findings.require(
                        request.requestHash().equals(own.get(request.sequence())),
                        "a request that left is in the journal",
                        books.pair + " round " + request.sequence(),
                        request.requestHash(),
                        own.getOrDefault(request.sequence(), "none")));
        Set<String> signed = books.journal.confirmations().stream()
                .map(confirmation -> confirmation.total() + " " + confirmation.transcript())
                .collect(Collectors.toSet());
        books.evidence.confirmations().stream()
                .filter(confirmation -> confirmation.pair().equals(books.pair))
                .forEach(confirmation -> findings.require(
                        signed.contains(confirmation.total() + " " + confirmation.transcript()),
                        "a confirmation that left is in the journal",
                        books.pair,
                        "a row",
                        confirmation.total()));
    }

    /** Work is done once for each request, and every bill has its work. */
    private static void backend(Evidence evidence, Map<Integer, LedgerFile> ledgers, Findings findings) {
        Map<String, BackendLog.Call> done = new HashMap<>();
        Set<String> billed = new HashSet<>();
        for (BackendLog.Call call : evidence.calls()) {
            String request = call.pair() + " " + call.requestHash();
            findings.require(
                    done.put(request, call) == null,
                    "a request is run once",
                    call.pair() + " round " + call.sequence(),
                    1,
                    2);
        }
        ledgers.forEach((provider, ledger) -> ledger.rounds().stream()
                .filter(LedgerFile.Round::isBilled)
                .forEach(round -> {
                    Pair pair = new Pair(provider, evidence.clients().indexOf(round.client()));
                    String request = pair + " " + round.requestHash();
                    findings.require(billed.add(request), "a request is billed once", request, 1, 2);
                    work(done.get(request), round, pair, findings);
                }));
    }

    private static void work(
            BackendLog.@org.jspecify.annotations.Nullable Call call,
            LedgerFile.Round round,
            Pair pair,
            Findings findings) {
        String about = pair + " round " + round.sequence();
        findings.require(call != null, "a bill has its work", about, "a call", "none");
        if (call != null) {
            findings.require(
                    call.usage().promptTokens() == round.promptTokens()
                            && call.usage().completionTokens() == round.completionTokens(),
                    "a bill is what the backend did",
                    about,
                    call.usage(),
                    round.promptTokens() + " and " + round.completionTokens());
        }
    }

    /** At most the credit is at risk: what is billed and not confirmed, and the ceilings of what runs, of all keys of an owner. */
    private void credit(Evidence evidence, List<Books> all, Findings findings) {
        Map<String, Long> borrowed = new HashMap<>();
        for (Books books : all) {
            long claimed = mostClaimed.merge(books.pair, books.chain.claimed(), Math::max);
            long exposure = books.unconfirmed() + books.reserved();
            borrowed.merge(
                    "p" + books.pair.provider() + " " + evidence.owners().get(books.pair.client()),
                    Math.max(0, exposure - claimed / SHARE_OF_CLAIMED),
                    Long::sum);
        }
        borrowed.forEach((owner, sum) -> findings.require(
                sum <= evidence.startingCredit(),
                "at most the credit is at risk",
                owner,
                evidence.startingCredit(),
                sum));
    }

    /** S = A = C, and nothing is open but what a gateway served after it had refused it. */
    private static void settled(Books books, Findings findings) {
        long held = books.account.confirmed();
        findings.require(
                books.journal.signed() == held, "signed is accepted", books.pair, books.journal.signed(), held);
        if (books.wasLeft()) {
            long inTime = books.inTime();
            findings.require(
                    books.chain.claimed() >= inTime,
                    "accepted in time is paid",
                    books.pair,
                    inTime,
                    books.chain.claimed());
        } else {
            findings.require(
                    books.chain.claimed() == held, "accepted is paid", books.pair, held, books.chain.claimed());
        }
        findings.require(books.reserved() == 0, "no round is in flight", books.pair, 0, books.reserved());
        books.journal.rounds().stream()
                .filter(round ->
                        round.state().equals("intended") || round.state().equals("received"))
                .forEach(round -> findings.unexpected("every round has ended: " + books.pair + " round "
                        + round.sequence() + " is " + round.state()));
        books.journal.rounds().stream()
                .filter(round -> round.state().equals("disputed"))
                .forEach(round -> findings.unexpected(
                        "nothing is disputed: " + books.pair + " round " + round.sequence() + ", " + round.reason()));
        unconfirmed(books, findings);
    }

    private static void unconfirmed(Books books, Findings findings) {
        Map<Long, JournalFile.Round> known =
                books.journal.rounds().stream().collect(Collectors.toMap(JournalFile.Round::sequence, round -> round));
        books.rounds.stream()
                .filter(round -> round.state().equals("completed"))
                .filter(round -> round.cost() > 0)
                .filter(round -> !known.containsKey(round.sequence())
                        || !known.get(round.sequence()).wasRefused())
                .forEach(round -> findings.unexpected("every bill is confirmed: " + books.pair + " round "
                        + round.sequence() + " is " + known.get(round.sequence())));
    }
}
