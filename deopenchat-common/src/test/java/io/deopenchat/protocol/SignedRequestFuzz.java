package io.deopenchat.protocol;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;

/** A signed request that is read is written as the same one, whatever other members it came with. */
final class SignedRequestFuzz {
    private SignedRequestFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String signature = input.line();
        String header = input.text();
        read(bytes, MalformedMessage.class, () -> SignedRequest.parse(header, signature))
                .ifPresent(signed -> {
                    SignedRequest again = SignedRequest.parse(
                            signed.header(), signed.signature().toString());
                    equal(signed, again, "a request keeps what it says");
                    equal(
                            signed.request().structHash(),
                            again.request().structHash(),
                            "what is signed depends on what is said alone");
                });
    }
}
