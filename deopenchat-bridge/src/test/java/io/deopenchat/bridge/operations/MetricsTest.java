package io.deopenchat.bridge.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.bridge.config.Budget;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.protocol.ErrorCode;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bridge tells whoever shows a key. A chat costs 23 base units. */
class MetricsTest {
    private final FakeGateway gateway = new FakeGateway();
    private final RunningBridge bridge;

    MetricsTest(@TempDir Path directory) {
        String secret = ApplicationKeys.in(directory, InstantSource.system())
                .add("diary")
                .secret();
        gateway.answers(Script.whole());
        bridge = RunningBridge.spending(
                directory,
                new Registry(gateway.endpoint()),
                Budget.parse("1000wei/day"),
                Budget.parse("500wei/hour:model=" + Parties.MODEL + ":key=diary"));
        bridge.shows("authorization", "Bearer " + secret);
    }

    @AfterEach
    void stop() {
        bridge.close();
        gateway.close();
        assertThat(gateway.misuses()).isEmpty();
    }

    private String page() {
        return bridge.get("/metrics").body();
    }

    /** An application has its answer before the bridge has settled the round. */
    private void tells(String... lines) {
        for (String line : lines) {
            RunningBridge.await(line, () -> page().contains(line));
        }
    }

    @Test
    void countsWhatIsSpentOnWhichModelWithWhom() {
        bridge.chats();
        bridge.streams();

        String labels = "{model=\"" + Parties.MODEL + "\",provider=\"" + Parties.PROVIDER + "\"}";
        tells(
                "deopenchat_bridge_spent_base_units_total" + labels + " 46.0",
                "deopenchat_bridge_rounds_total" + labels + " 2.0",
                "deopenchat_bridge_calls_total{outcome=\"answered\"} 2.0",
                "deopenchat_bridge_signatures_total{message=\"InferenceRequest\"} 2.0",
                "deopenchat_bridge_overhead_seconds_count 2");
    }

    @Test
    void tellsWhenAProviderShowedThatItLives() {
        String provider = "{provider=\"" + Parties.PROVIDER + "\"}";
        tells("deopenchat_bridge_life_sign_age_seconds" + provider, "deopenchat_bridge_probe_age_seconds" + provider);
    }

    @Test
    void tellsTheFeeThatProvidersPay() {
        tells("deopenchat_bridge_fee_basis_points{state=\"present\"} 100.0");
        assertThat(page()).doesNotContain("state=\"announced\"");
    }

    @Test
    void tellsWhatIsLeftWithoutTheNameOfAnApplication() {
        bridge.chats();

        tells(
                "deopenchat_bridge_budget_left_base_units{budget=\"1\",model=\"\",period=\"day\"} 977.0",
                "deopenchat_bridge_budget_left_base_units{budget=\"2\",model=\"" + Parties.MODEL
                        + "\",period=\"hour\"} 477.0",
                "deopenchat_bridge_balance_left_base_units{provider=\"" + Parties.PROVIDER + "\"}");
        assertThat(page()).doesNotContain("diary");
    }

    @Test
    void countsWhatIsRefused() {
        bridge.post("/v1/chat/completions", "{}");
        bridge.post("/v1/chat/completions", RunningBridge.chat(false).replace(Parties.MODEL, "nobody/has-this"));
        gateway.answers(Script.refusing(ErrorCode.INVALID_REQUEST));
        bridge.chats();

        tells(
                "deopenchat_bridge_calls_total{outcome=\"not_understood\"} 1.0",
                "deopenchat_bridge_calls_total{outcome=\"nobody_sells\"} 1.0",
                "deopenchat_bridge_calls_total{outcome=\"refused_by_gateway\"} 1.0");
        assertThat(page()).doesNotContain("nobody/has-this");
    }

    @Test
    void tellsNobodyWithoutAKey() {
        bridge.shows("authorization", "Bearer sk-anything-else-at-all");

        assertThat(bridge.get("/metrics").statusCode()).isEqualTo(401);
        assertThat(bridge.get("/metrics").body()).doesNotContain("deopenchat_bridge");
    }
}
