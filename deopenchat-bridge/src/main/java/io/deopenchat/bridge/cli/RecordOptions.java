package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.RecordFilter;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import java.math.BigDecimal;
import picocli.CommandLine.Option;

/** What the chain must know of whoever is bought from. What each number proves, and what it costs to fake: docs/reputation.md. */
final class RecordOptions {
    @Option(
            names = "--min-success-ratio",
            paramLabel = "RATIO",
            description = {
                "Buy only from whose record on chain shows that at least this share of what it was paid was neither flagged nor",
                "contested, and that it finished this share of the orders it locked; 0 to 1 (default: 0)."
            })
    private BigDecimal minSuccess = BigDecimal.ZERO;

    @Option(
            names = "--min-preference-ratio",
            paramLabel = "RATIO",
            description = "Buy only from who was preferred in this share of the value compared; 0 to 1 (default: 0).")
    private BigDecimal minPreference = BigDecimal.ZERO;

    @Option(
            names = "--min-rounds",
            paramLabel = "N",
            description = "Buy only from who has claimed so many confirmed rounds (default: 0).")
    private long minRounds;

    @Option(
            names = "--min-clients",
            paramLabel = "N",
            description = "Buy only from who was paid by so many client keys (default: 0).")
    private long minClients;

    @Option(
            names = "--min-paid",
            paramLabel = "AMOUNT",
            description = "Buy only from who was paid so much by all clients together, with its unit (default: 0).")
    private Wei minPaid = Wei.ZERO;

    @Option(
            names = "--max-flagged-share",
            paramLabel = "RATIO",
            description = {
                "Buy only from whom at most this share of what it was paid was flagged, or contested on chain; 0 to 1",
                "(default: 1)."
            })
    private BigDecimal maxFlagged = BigDecimal.ONE;

    /** @throws UsageError if a value is out of range */
    RecordFilter filter() {
        try {
            return new RecordFilter(
                    RecordFilter.basisPoints(minSuccess),
                    RecordFilter.basisPoints(minPreference),
                    minRounds,
                    minClients,
                    minPaid,
                    RecordFilter.basisPoints(maxFlagged));
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }
}
