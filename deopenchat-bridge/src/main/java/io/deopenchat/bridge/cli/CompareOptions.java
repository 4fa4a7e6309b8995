package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.Comparing;
import io.deopenchat.bridge.config.RecordFilter;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import java.math.BigDecimal;
import picocli.CommandLine.Option;

/** Whether some prompts go to a second provider as well. */
final class CompareOptions {
    @Option(
            names = "--compare-share",
            paramLabel = "SHARE",
            description = {
                "Take this share of the prompts to a second provider as well, which reads them and is paid, and keep both answers",
                "sealed until the command compare has asked you which is better; 0 to 0.1 (default: 0). With --compare-budget."
            })
    private BigDecimal share = BigDecimal.ZERO;

    @Option(
            names = "--compare-budget",
            paramLabel = "AMOUNT",
            description =
                    "Most that second answers may cost in any 24 hours, within every --budget that is not of one key.")
    private Wei budget = Wei.ZERO;

    /** @throws UsageError if the options contradict each other */
    Comparing comparing() {
        try {
            return new Comparing(RecordFilter.basisPoints(share), budget);
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }
}
