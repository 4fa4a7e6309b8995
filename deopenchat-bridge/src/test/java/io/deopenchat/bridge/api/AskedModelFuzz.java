package io.deopenchat.bridge.api;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.deopenchat.protocol.MalformedMessage;

/** A model is asked for by its name, with or without the one provider that it is asked of. */
final class AskedModelFuzz {
    private AskedModelFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String name = new Input(input).text();
        read(input, MalformedMessage.class, () -> AskedModel.of(name))
                .ifPresent(asked -> asked.pin()
                        .ifPresentOrElse(
                                provider -> equal(
                                        asked, AskedModel.of(AskedModel.pinned(asked.model(), provider)), "the pin"),
                                () -> equal(name, asked.model(), "the name")));
    }
}
