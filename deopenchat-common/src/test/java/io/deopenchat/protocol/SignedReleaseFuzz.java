package io.deopenchat.protocol;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.SecondReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A release is read with the amounts and times that a second reader finds in it. */
final class SignedReleaseFuzz {
    private SignedReleaseFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        read(bytes, MalformedMessage.class, () -> SignedRelease.fromJson(WireObject.parse(bytes)))
                .ifPresent(signed ->
                        saysTheSame(signed.release(), SecondReader.object(bytes).get("release")));
    }

    private static void saysTheSame(Release release, @Nullable Object second) {
        Map<String, String> expected = Map.of(
                "provider", release.provider().toString(),
                "client", release.client().toString(),
                "settledTotal", release.settledTotal().toString(),
                "nonce", Long.toString(release.nonce()),
                "deadline", Long.toString(release.deadline()));
        expected.forEach((name, value) ->
                equal(value, second instanceof Map<?, ?> members ? members.get(name) : null, name));
    }
}
