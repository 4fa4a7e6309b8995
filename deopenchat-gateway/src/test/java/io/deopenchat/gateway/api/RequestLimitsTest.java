package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.gateway.api.TestConnection.Head;
import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClientFiles;
import io.deopenchat.gateway.config.Patience;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.http.AddressRange;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much of the gateway one caller gets, on real sockets. */
@Timeout(120)
class RequestLimitsTest {
    private static final int BURST = 2;

    private final ClientKey client = new ClientKey("client");
    private final Path directory;
    private @Nullable TestGateway running;

    RequestLimitsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void close() throws IOException {
        gateway().close();
    }

    private void starts(AccessConfig access) {
        running = new TestGateway(directory, null, access);
        gateway().accounts().update(Escrow.of(client, 100_000_000).state());
    }

    private TestGateway gateway() {
        return Objects.requireNonNull(running);
    }

    private static AccessConfig perAddress(int connections, int requestsPerSecond, String... trusted) {
        return new AccessConfig(
                100,
                connections,
                requestsPerSecond,
                0,
                List.of(trusted).stream().map(AddressRange::parse).toList(),
                Patience.DEFAULT,
                ClientFiles.NONE);
    }

    private TestConnection asks(Map<String, String> headers) throws IOException {
        return gateway().connect().send("GET", Headers.PROVIDER_PATH, headers, new byte[0]);
    }

    private int status(Map<String, String> headers) throws IOException {
        return asks(headers).head().status();
    }

    @Test
    void anAddressThatAsksTooOftenIsToldWhenToComeBack() throws IOException {
        starts(perAddress(0, 1));
        for (int i = 0; i < BURST; i++) {
            assertThat(status(Map.of())).isEqualTo(200);
        }

        TestConnection refused = asks(Map.of());
        Head head = refused.head();
        JsonNode answer = Json.parseObject(refused.readAll().getBytes());

        assertThat(head.status()).isEqualTo(429);
        assertThat(head.header("retry-after")).isEqualTo("1");
        assertThat(Integer.parseInt(head.header("retry-after-ms"))).isBetween(1, 1_000);
        assertThat(answer.path("error").path("code").textValue()).isEqualTo("rate_limited");
        assertThat(answer.path("error").path("type").textValue()).isEqualTo("rate_limit_error");
        assertThat(answer.path("deopenchat").path("retryAfterMillis").textValue())
                .isEqualTo(head.header("retry-after-ms"));
        assertThat(gateway().refusals()).containsExactly(ErrorCode.RATE_LIMITED);
    }

    @Test
    void nobodyGetsMoreByClaimingToBeSomebodyElse() throws IOException {
        starts(perAddress(0, 1));
        for (int i = 0; i < BURST; i++) {
            status(Map.of("x-forwarded-for", "192.0.2." + i));
        }

        assertThat(status(Map.of("x-forwarded-for", "192.0.2.77"))).isEqualTo(429);
    }

    @Test
    void callersBehindATrustedProxyAreToldApart() throws IOException {
        starts(perAddress(1, 1, "127.0.0.0/8", "::1"));
        for (int i = 0; i < 2 * BURST; i++) {
            assertThat(status(Map.of("x-forwarded-for", "192.0.2." + i))).isEqualTo(200);
        }
    }

    @Test
    void anAccountThatCallsTooOftenIsRefusedAndAnotherIsNot() throws IOException {
        starts(new AccessConfig(0, 0, 0, 1, List.of(), Patience.DEFAULT, ClientFiles.NONE));
        ClientKey other = new ClientKey("other");
        gateway().accounts().update(Escrow.of(other, 100_000_000).state());
        for (int i = 0; i < BURST; i++) {
            assertThat(gateway()
                            .access(client, "GET", Headers.ACCOUNT_PATH)
                            .head()
                            .status())
                    .isEqualTo(200);
        }

        assertThat(gateway().access(client, "GET", Headers.ACCOUNT_PATH).head().status())
                .isEqualTo(429);
        assertThat(gateway().post(gateway().wish(client, 1, "{}")).head().status())
                .isEqualTo(429);
        assertThat(gateway().access(other, "GET", Headers.ACCOUNT_PATH).head().status())
                .isEqualTo(200);
    }

    @Test
    void confirmationsHaveABucketOfTheirOwn() throws IOException {
        starts(new AccessConfig(0, 0, 0, 1, List.of(), Patience.DEFAULT, ClientFiles.NONE));
        for (int total = 1; total <= BURST; total++) {
            assertThat(confirms(total)).isEqualTo(409);
        }

        assertThat(confirms(BURST + 1)).isEqualTo(429);
        assertThat(gateway().access(client, "GET", Headers.ACCOUNT_PATH).head().status())
                .isEqualTo(200);
    }

    private int confirms(long total) throws IOException {
        Confirmation signed = new Confirmation(Parties.PROVIDER, Wei.of(total), 1, 1, Hash.keccak256("any"));
        return gateway()
                .connect()
                .send(
                        "POST",
                        Headers.CONFIRMATIONS_PATH,
                        Map.of(),
                        client.calls(signed, List.of()).body())
                .head()
                .status();
    }

    @Test
    void aConnectionTooManyIsClosedAndRoomIsMadeByTheNextThatGoes() throws IOException {
        starts(perAddress(2, 0));
        TestConnection first = gateway().connect();
        TestConnection second = gateway().connect();
        assertThat(first.send("GET", "/v1/models", Map.of(), new byte[0]).head().status())
                .isEqualTo(200);
        assertThat(second.send("GET", "/v1/models", Map.of(), new byte[0])
                        .head()
                        .status())
                .isEqualTo(200);

        assertThat(gateway().connect().isClosedByTheOtherSide()).isTrue();

        second.close();
        gateway().awaitRoomForAConnection();
    }
}
