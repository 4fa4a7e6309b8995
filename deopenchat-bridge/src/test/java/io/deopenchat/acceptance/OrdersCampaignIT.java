package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders by the hundred, with silence, kills and races: every stake ends as paid plus returned, to the unit. */
final class OrdersCampaignIT {
    private static final long SEED = 20_261_123;

    @TempDir
    Path scratch = Path.of(".");

    @Test
    void everyStakeEndsAsPaidPlusReturned() {
        OrdersCampaign.Plan plan = new OrdersCampaign.Plan(2, 2, 12, SEED);
        try (OrdersCampaign campaign = new OrdersCampaign(plan, scratch)) {
            OrdersCampaign.Outcome outcome = campaign.runs();
            OrdersReport report = new OrdersReport(plan, outcome);
            System.out.println(report.line());
            assertThat(outcome.findings()).as(report.line()).isEmpty();
            assertThat(outcome.whole()).as(report.line()).isPositive();
        }
    }
}
