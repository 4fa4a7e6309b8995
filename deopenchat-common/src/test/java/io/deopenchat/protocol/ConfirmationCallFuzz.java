package io.deopenchat.protocol;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import java.util.Set;

/** A confirmation that is read is written as the same one, and names no round twice. */
final class ConfirmationCallFuzz {
    private ConfirmationCallFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        read(bytes, MalformedMessage.class, () -> ConfirmationCall.parse(bytes)).ifPresent(call -> {
            equal(call, ConfirmationCall.parse(call.body()), "a confirmation keeps what it says");
            equal(call.sequences().size(), Set.copyOf(call.sequences()).size(), "no round is confirmed twice");
        });
    }
}
