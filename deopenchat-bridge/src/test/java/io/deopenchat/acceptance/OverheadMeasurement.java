package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What both programs on one machine add to a small chat: the same call of the backend directly, and through a bridge and a
 * gateway process, in turn. Not one of the tests: it looks at a clock, and is run by {@code scripts/measure}.
 */
class OverheadMeasurement {
    private static final String MODEL = "storyteller";
    /** Until the second compiler has seen both programs: daemons run for days. */
    private static final int WARM_UP = 8_000;

    private static final int CALLS = 2_000;
    private static final Duration MOST_ADDED = Duration.ofMillis(3);

    /** Other processes of the tests are compiled less, because they live shortly. */
    private static final DaemonProcess.Surroundings AS_USERS_RUN_IT =
            DaemonProcess.Surroundings.USUAL.on("-XX:TieredStopAtLevel=4");

    private final Http http = new Http();
    private final String call = Json.text(BridgeActor.chat(MODEL, "hello"));

    @Test
    void addsAtMostThreeMillisecondsToTheMedian(@TempDir Path scratch) {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            backend.answers(Reply.saying("Once", " upon", " a", " time").usage(9, 4));
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 64);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 1_000_000);
            List<String> options =
                    List.of("--without-key", "--provider", provider.address().toString());
            try (GatewayProcess gateway = GatewayProcess.start(
                            market, provider, backend.api(), GatewayProcess.Launch.USUAL.in(AS_USERS_RUN_IT));
                    BridgeProcess bridge = BridgeProcess.start(market, client, AS_USERS_RUN_IT, options)) {
                gateway.address();
                new RawClient(market, provider, client, MODEL).isKnown();
                measure(backend.api() + "/chat/completions", bridge.address() + "/chat/completions");
            }
        }
    }

    private void measure(String direct, String bridged) {
        long[] alone = new long[CALLS];
        long[] through = new long[CALLS];
        for (int i = -WARM_UP; i < CALLS; i++) {
            long before = nanos(direct);
            long behind = nanos(bridged);
            if (i >= 0) {
                alone[i] = before;
                through[i] = behind;
            }
        }
        Arrays.sort(alone);
        Arrays.sort(through);
        tell("direct", alone);
        tell("through bridge and gateway", through);
        long added = through[CALLS / 2] - alone[CALLS / 2];
        System.out.printf(
                "added to the median: %.2f ms; load of the machine %.1f on %d cores%n",
                added / 1e6,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        assertThat(Duration.ofNanos(added)).isLessThanOrEqualTo(MOST_ADDED);
    }

    private static void tell(String what, long[] sorted) {
        System.out.printf(
                "%-28s median %.2f ms, 99 of 100 within %.2f ms%n",
                what, sorted[CALLS / 2] / 1e6, sorted[CALLS * 99 / 100] / 1e6);
    }

    private long nanos(String url) {
        long start = System.nanoTime();
        Http.Answer answer = http.postJson(url, call);
        long end = System.nanoTime();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return end - start;
    }
}
