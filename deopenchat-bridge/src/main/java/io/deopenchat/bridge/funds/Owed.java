package io.deopenchat.bridge.funds;

import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Memory;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.money.Wei;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What one account owes its provider as the journal has it, in base units. Read while a daemon may be writing.
 *
 * @param confirmed the highest total that was signed, whether the gateway acknowledged it or not
 * @param received receipts that were checked and that no signed confirmation covers
 * @param inFlight the ceilings of rounds whose end is not known
 * @param openRounds the number of these
 */
public record Owed(Wei confirmed, Wei received, Wei inFlight, int openRounds) {
    public static final Owed NOTHING = new Owed(Wei.ZERO, Wei.ZERO, Wei.ZERO, 0);

    /** {@link #NOTHING} where there is no journal. */
    public static Owed read(Path stateDirectory, AccountId account) {
        Path file = account.fileIn(stateDirectory);
        if (!Files.exists(file)) {
            return NOTHING;
        }
        try (Journal journal = Journal.openReadOnly(file)) {
            return of(journal.remember());
        }
    }

    static Owed of(Memory memory) {
        List<Long> covered =
                memory.pending() == null ? List.of() : memory.pending().sequences();
        return new Owed(
                confirmed(memory),
                memory.received().stream()
                        .filter(round -> !covered.contains(round.sequence()))
                        .map(Owed::cost)
                        .reduce(Wei.ZERO, Wei::plusOrMax),
                memory.intended().stream()
                        .map(round -> round.terms().request().maxCost())
                        .reduce(Wei.ZERO, Wei::plusOrMax),
                memory.intended().size());
    }

    private static Wei confirmed(Memory memory) {
        return Stream.of(memory.acknowledged(), memory.pending())
                .filter(Objects::nonNull)
                .map(ConfirmedBatch::confirmation)
                .map(confirmation -> confirmation.cumulativeCost())
                .reduce(Wei.ZERO, Wei::max);
    }

    private static Wei cost(Round round) {
        return round.signedReceipt().map(signed -> signed.receipt().cost()).orElse(Wei.ZERO);
    }

    /** What the provider may have in total: everything but disputed rounds and those whose end is not known. */
    public Wei total() {
        return confirmed.plusOrMax(received);
    }
}
