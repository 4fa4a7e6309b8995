package io.deopenchat.protocol;

import io.deopenchat.signing.Signature;

/** A {@link Release} with the operator's signature: the answer to {@code POST /deopenchat/v1/release}. */
public record SignedRelease(Release release, Signature signature) {

    public static SignedRelease fromJson(WireObject wire) {
        return new SignedRelease(release(wire.object("release")), wire.signature("signature"));
    }

    private static Release release(WireObject wire) {
        return WireObject.wellFormed(
                "release",
                () -> new Release(
                        wire.address("provider"),
                        wire.address("client"),
                        wire.wei("settledTotal"),
                        wire.number("nonce"),
                        wire.number("deadline")));
    }
}
