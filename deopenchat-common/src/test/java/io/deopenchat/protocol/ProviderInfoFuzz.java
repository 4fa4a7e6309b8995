package io.deopenchat.protocol;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

/** What a gateway says of itself is read as it would write it. */
final class ProviderInfoFuzz {
    private ProviderInfoFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        read(bytes, MalformedMessage.class, () -> ProviderInfo.fromJson(WireObject.parse(bytes)))
                .ifPresent(info -> equal(
                        info, ProviderInfo.fromJson(new WireObject(info.toJson())), "a provider keeps what it says"));
    }
}
