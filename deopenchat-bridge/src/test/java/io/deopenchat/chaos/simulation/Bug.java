package io.deopenchat.chaos.simulation;

/** Money bugs that a run can have planted. An auditor that misses one of them is not worth its time. */
enum Bug {
    NONE("nothing is planted"),
    ACKNOWLEDGED_BEFORE_SYNC("a confirmation is acknowledged before it is on disk"),
    SEQUENCE_REUSED("a bridge signs a sequence again for another request after a restart"),
    TOTAL_AS_DELTA("a confirmation says what is new instead of the total"),
    BILLED_TWICE("a confirmation pays for its rounds twice"),
    CEILING_NOT_RESERVED("rounds in flight do not count against escrow and credit"),
    CONFIRMED_LOWERED("a gateway goes on from an old copy of its ledger as if nothing had been served since"),
    CLAIMS_ADDED("the contract pays totals instead of differences"),
    ESCROW_BEFORE_DEPTH("a deposit counts before it is deep"),
    WITHDRAWAL_IGNORED("rounds are begun, and claims not hurried, while an owner takes the escrow"),
    LATER_PRICE("a round is billed at the prices listed at its end"),
    RUN_AGAIN("a retried round is run again"),
    SENT_BEFORE_JOURNALLED("a confirmation leaves before it is in the journal");

    private final String words;

    Bug(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
