package io.deopenchat.bridge.provider;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.protocol.SignedReceipt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A byte log that arrived to its end.
 *
 * @param receipt that came with it; null if it has to be fetched
 * @param unreadable the beginning of what came in place of a receipt; empty if nothing did
 * @param text that it delivered; null if it is too long to look at
 * @param isVoid whether the gateway declared the round void behind it
 */
public record ReceivedLog(
        Delivered delivered,
        @Nullable SignedReceipt receipt,
        String unreadable,
        @Nullable String text,
        boolean isVoid) {

    public Optional<SignedReceipt> signedReceipt() {
        return Optional.ofNullable(receipt);
    }

    public Optional<String> deliveredText() {
        return Optional.ofNullable(text);
    }
}
