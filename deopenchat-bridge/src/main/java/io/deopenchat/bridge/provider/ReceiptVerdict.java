package io.deopenchat.bridge.provider;

/** Whether a receipt may be paid. */
public sealed interface ReceiptVerdict {

    /** It says what was agreed and what was received. */
    record Owed() implements ReceiptVerdict {}

    /** It does not; {@code reason} names expected and actual values. */
    record Disputed(String reason) implements ReceiptVerdict {}
}
