package io.deopenchat.protocol;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;

/** A receipt that is read, from a header or an event, is written as the same one. */
final class SignedReceiptFuzz {
    private SignedReceiptFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new Input(bytes).text();
        read(bytes, MalformedMessage.class, () -> SignedReceipt.fromHeader(text))
                .ifPresent(SignedReceiptFuzz::keeps);
        read(bytes, MalformedMessage.class, () -> SignedReceipt.fromJson(WireObject.parse(bytes)))
                .ifPresent(SignedReceiptFuzz::keeps);
    }

    private static void keeps(SignedReceipt signed) {
        equal(signed, SignedReceipt.fromHeader(signed.header()), "a receipt keeps what it says");
    }
}
