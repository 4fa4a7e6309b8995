package io.deopenchat.bridge.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account needs to know after a start.
 *
 * @param highestSequence 0 if nothing was ever signed
 * @param highestPosition place of the newest receipt that is owed, in the order of receipts
 * @param acknowledged the newest confirmation that the gateway holds; null for none
 * @param pending a confirmation that was signed and not acknowledged; null for none
 * @param intended rounds whose end is unknown, by sequence
 * @param received rounds that are owed, in the order in which their receipts were checked
 * @param disputed rounds that are never confirmed
 */
public record Memory(
        long highestSequence,
        long highestPosition,
        @Nullable ConfirmedBatch acknowledged,
        @Nullable ConfirmedBatch pending,
        List<Round> intended,
        List<Round> received,
        List<Round> disputed) {}
