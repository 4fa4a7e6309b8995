package io.deopenchat.protocol;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;

/** A signed access that is read is written as the same one. */
final class SignedAccessFuzz {
    private SignedAccessFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String signature = input.line();
        String header = input.text();
        read(bytes, MalformedMessage.class, () -> SignedAccess.parse(header, signature))
                .ifPresent(signed -> equal(
                        signed,
                        SignedAccess.parse(signed.header(), signed.signature().toString()),
                        "an access keeps what it says"));
    }
}
