package io.deopenchat.gateway.backend;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;

/** A backend that counts tokens counts none or more, or says nothing. */
final class TokenizerAnswerFuzz {
    private TokenizerAnswerFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(input, MalformedMessage.class, () -> Json.parseObject(input)).ifPresent(answer -> {
            for (Tokenizer tokenizer : Tokenizer.values()) {
                tokenizer.countIn(answer).ifPresent(count -> holds(count >= 0, "no tokens below nothing", count));
            }
        });
    }
}
