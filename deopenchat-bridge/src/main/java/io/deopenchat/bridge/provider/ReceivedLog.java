package io.deopenchat.bridge.provider;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.protocol.SignedReceipt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A byte log that arrived to its end.
 *
 * @param receipt that came with it; null if it has to be fetched
 * @param isVoid whether the gateway declared the round void behind it
 */
public record ReceivedLog(Delivered delivered, @Nullable SignedReceipt receipt, boolean isVoid) {

    public Optional<SignedReceipt> signedReceipt() {
        return Optional.ofNullable(receipt);
    }
}
