package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Not a test: {@code scripts/chaos orders} runs it with as many orders as it was told. */
class OrdersOnDemand {
    private static final String PROPERTY = "deopenchat.orders.";
    private static final int BRIDGES = 10;
    private static final int GATEWAYS = 4;

    @TempDir
    Path scratch = Path.of(".");

    @Test
    void runsTheCampaign() throws IOException {
        OrdersCampaign.Plan plan = new OrdersCampaign.Plan(
                BRIDGES, GATEWAYS, Integer.getInteger(PROPERTY + "count", 500), Long.getLong(PROPERTY + "seed", 1));
        try (OrdersCampaign campaign = new OrdersCampaign(plan, scratch)) {
            OrdersReport report = new OrdersReport(plan, campaign.runs());
            System.out.println(report.line());
            report.cells().write(Path.of(System.getProperty(PROPERTY + "out", "orders.json")));
            assertThat(report.findings()).isEmpty();
        }
    }
}
