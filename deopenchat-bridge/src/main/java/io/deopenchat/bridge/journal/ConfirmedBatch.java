package io.deopenchat.bridge.journal;

import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedConfirmation;
import java.util.List;

/**
 * A confirmation that was signed, with the rounds that it newly covers.
 *
 * @param sequences in transcript order; empty for one that was taken back from the gateway
 */
public record ConfirmedBatch(SignedConfirmation signed, List<Long> sequences) {

    public ConfirmedBatch {
        sequences = List.copyOf(sequences);
    }

    public Confirmation confirmation() {
        return signed.confirmation();
    }
}
