package io.deopenchat.bridge.comparison;

/** Where a daemon puts the pairs that its client paid. */
public record Inbox(PairFiles files, Payer payer) {

    /** Whether there is room for one more. */
    public boolean hasRoom() {
        return files.hasRoom();
    }

    /** Keeps two answers to one prompt, in an order that chance decides. */
    public void keep(String model, String prompt, Side one, Side other) {
        files.keep(payer, model, prompt, one, other);
    }
}
