package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Wei;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code openai} client from npm, with nothing but base URL and key changed. */
final class OpenAiClientIT {
    private static final String MODEL = "deopenchat-demonstration";

    @Test
    void theOpenAiClientPassesItsWholeSuiteThroughBridgeAndGateway(@TempDir Path scratch) throws Exception {
        Path suite = DemonstrationBackend.checkout().resolve("deopenchat-bridge/src/test/openai");
        assertThat(suite.resolve("node_modules"))
                .as("the packages of the suite; scripts/test installs them, or run 'npm ci' in that folder")
                .exists();
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            String api = market.closing(DemonstrationBackend.serving(MODEL)).api();
            ProviderActor provider =
                    market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), ProviderActor.PLENTY_OF_CAPACITY);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 100_000);
            provider.serves(java.net.URI.create(api));
            BridgeActor bridge = client.startsBridge(provider);

            Path output = scratch.resolve("suite.txt");
            ProcessBuilder run = new ProcessBuilder("npm", "test", "--silent")
                    .directory(suite.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            run.environment()
                    .putAll(Map.of(
                            "OPENAI_BASE_URL",
                            bridge.baseUrl(),
                            "OPENAI_API_KEY",
                            "any",
                            "OPENAI_MODEL",
                            MODEL,
                            "BACKEND_STATS_URL",
                            api.replace("/v1", "/stats")));
            int exitCode = run.start().waitFor();
            assertThat(exitCode).as(Files.readString(output)).isZero();

            long open = Eventually.finds("every round settled", () -> {
                long unsettled = bridge.journal().stream()
                        .map(round -> round.path("state").asText())
                        .filter(state -> !state.equals("confirmed") && !state.equals("void"))
                        .count();
                return unsettled == 0 ? java.util.Optional.of(unsettled) : java.util.Optional.empty();
            });
            assertThat(open).isZero();
            Wei owed = bridge.journal().stream()
                    .filter(round -> round.path("state").asText().equals("confirmed"))
                    .map(round -> Wei.parseCanonical(round.path("cost").asText()))
                    .reduce(Wei.ZERO, Wei::plus);
            assertThat(provider.claims())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.paid()).isEqualTo(owed));
        }
    }
}
