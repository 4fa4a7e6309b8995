package io.deopenchat.bridge.comparison;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.protocol.MalformedMessage;

/** A pair of answers is read as it was written, and weighs no more than either of them cost. */
final class PairFuzz {
    private PairFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(input, MalformedMessage.class, () -> Pair.fromBytes(input)).ifPresent(pair -> {
            equal(pair, Pair.fromBytes(pair.toBytes()), "a pair keeps what it says");
            holds(
                    !pair.weight().isAbove(pair.a().cost())
                            && !pair.weight().isAbove(pair.b().cost()),
                    "its weight",
                    pair);
        });
    }
}
