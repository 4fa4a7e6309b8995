package io.deopenchat.bridge.journal;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.protocol.WireObject;

/** A round in the journal is read as it was written, or the journal is damaged and says so. */
final class RoundTermsFuzz {
    private RoundTermsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(input, RuntimeException.class, () -> RoundTerms.fromJson(WireObject.parse(input)))
                .ifPresent(terms ->
                        equal(terms, RoundTerms.fromJson(new WireObject(terms.toJson())), "a round keeps its terms"));
    }
}
