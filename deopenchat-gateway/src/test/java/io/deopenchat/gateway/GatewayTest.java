package io.deopenchat.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.DeployedChain;
import io.deopenchat.cli.BindAddress;
import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.LedgerConfig;
import io.deopenchat.gateway.config.ListenConfig;
import io.deopenchat.gateway.config.OperationsConfig;
import io.deopenchat.gateway.config.ServingConfig;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.signing.SecretKey;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the contract must say before a gateway starts. Account 2 is the operator, account 4 is named to follow it. */
@Timeout(120)
class GatewayTest {
    private static ProviderOnChain provider;

    private final HandClock clock = new HandClock();
    private final Path directory;
    private String snapshot = "";

    GatewayTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void deploy() {
        provider = new ProviderOnChain();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void remember() {
        snapshot = provider.anvil().snapshot();
        clock.advance(
                Duration.between(clock.instant(), provider.chain().client().headTime()));
    }

    @AfterEach
    void goBack() {
        provider.anvil().revert(snapshot);
        provider.chain().forgetNonces();
    }

    private Gateway starts(SecretKey operator) {
        return starts(operator, OperationsConfig.DEFAULT);
    }

    private Gateway starts(SecretKey operator, OperationsConfig operations) {
        return new Gateway(
                new GatewayConfig(
                        ListenConfig.local(0, 1_000_000),
                        ServingConfig.of(
                                BackendPlan.of(BackendConfig.of(URI.create("http://127.0.0.1:1/v1"), null)),
                                Offer.LIMITS),
                        LedgerConfig.withoutWaiting(directory, null),
                        ClaimConfig.at(1_000),
                        AccessConfig.DEFAULT),
                operations,
                provider.chain().client(),
                provider.contract(),
                Anvil.key(1),
                operator,
                clock,
                "test",
                failure -> {
                    throw failure;
                });
    }

    @Test
    void aKeyThatIsNobodysOperatorIsRefused() {
        assertThatThrownBy(() -> starts(Anvil.key(5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("from operator " + Anvil.address(2) + ",")
                .hasMessageContaining("the given key is " + Anvil.address(5))
                .hasMessageContaining("--operator-sk-file");
    }

    @Test
    void theOperatorServesOnUntilTheNamedOneMaySignReceipts() {
        provider.names(Anvil.address(4));
        Instant from = provider.contract()
                .registry()
                .provider(ProviderOnChain.PROVIDER)
                .orElseThrow()
                .operators()
                .announced()
                .orElseThrow()
                .time();

        try (Gateway gateway = starts(Anvil.key(2))) {
            assertThat(gateway.port()).isPositive();
        }
        assertThatThrownBy(() -> starts(Anvil.key(4)))
                .hasMessageContaining("from operator " + Anvil.address(2))
                .hasMessageContaining("(from " + Anvil.address(4) + " at " + from + ")");
    }

    @Test
    void theNamedOperatorServesFromItsTimeOn() {
        provider.names(Anvil.address(4));
        clock.advance(DeployedChain.WITHDRAWAL_DELAY.plusMinutes(1));

        try (Gateway gateway = starts(Anvil.key(4))) {
            assertThat(gateway.port()).isPositive();
        }
        assertThatThrownBy(() -> starts(Anvil.key(2))).hasMessageContaining("from operator " + Anvil.address(4));
    }

    @Test
    void theAdminPortTellsHowTheGatewayIsAndStopsWithIt() throws Exception {
        OperationsConfig operations =
                new OperationsConfig(new BindAddress("127.0.0.1", 0), Duration.ofMinutes(2), Duration.ZERO);
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI admin;
            try (Gateway gateway = starts(Anvil.key(2), operations)) {
                admin = URI.create("http://127.0.0.1:" + gateway.adminPort().orElseThrow());

                assertThat(get(http, admin, "/health/ready").statusCode()).isEqualTo(200);
                assertThat(get(http, admin, "/metrics").body())
                        .contains("deopenchat_ready 1.0")
                        .contains("deopenchat_inflight_rounds 0.0")
                        .contains("deopenchat_ledger_sync_seconds_count");
            }
            assertThatThrownBy(() -> get(http, admin, "/health/live")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void withoutAnAddressThereIsNoAdminPort() {
        try (Gateway gateway = starts(Anvil.key(2))) {
            assertThat(gateway.adminPort()).isEmpty();
        }
    }

    private static HttpResponse<String> get(HttpClient http, URI admin, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(admin.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
