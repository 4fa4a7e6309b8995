package io.deopenchat.gateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Fee;
import io.deopenchat.cli.BindAddress;
import io.deopenchat.gateway.account.AccountTotals;
import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.gateway.round.RoundEnd;
import io.deopenchat.http.Await;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AdminServerTest {
    private static final Path DASHBOARD = Path.of("..", "dashboards", "gateway.json");
    private static final Pattern METRIC = Pattern.compile("\\b(?:deopenchat|gen_ai)_[a-z_]+\\b(?=[{)\\[]|$|,)");

    private final Vertx vertx = Vertx.vertx();
    private final HandClock clock = new HandClock();
    private final Health health = new Health(clock, Duration.ofMinutes(2));
    private final Metrics metrics = new Metrics();
    private final AdminServer server = new AdminServer(vertx, new BindAddress("127.0.0.1", 0), health, metrics);
    private final ClientKey client = new ClientKey("client");

    @AfterEach
    void close() {
        server.close();
        Await.within(Duration.ofSeconds(20), vertx.close(), "closing");
    }

    private Scraped get(String path) {
        return Scraped.get(server.port(), path);
    }

    private Scraped scrape() {
        return get("/metrics");
    }

    private Terms stream() {
        return Wish.of(client, 1)
                .body("{\"model\":\"" + Offer.MODEL
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}")
                .terms();
    }

    private static RoundEnd billed(Terms terms, RoundStatus status) {
        Receipt receipt = new Receipt(
                terms.client(),
                terms.sequence(),
                terms.requestHash(),
                Hash.keccak256("response"),
                new Usage(7, 3),
                Wei.of(23),
                status);
        return new RoundEnd.Billed(new FinishedRound(
                new SignedReceipt(receipt, Parties.OPERATOR.sign(Parties.DOMAIN, receipt)),
                "text/event-stream",
                true,
                Buffer.buffer()));
    }

    /** Everything that can happen to a gateway, once. */
    private void everythingHappens() {
        metrics.watch(
                () -> new AccountTotals(2, Wei.of(900), Wei.of(30), Wei.of(20), Wei.of(10), 77),
                () -> 3,
                () -> 1,
                health);
        metrics.watchFee(() ->
                Optional.of(new Fee(Address.ZERO, Address.ZERO, 100, 500, new Fee.Announcement(250, clock.instant()))));
        Terms terms = stream();
        metrics.answering(terms, Duration.ofMillis(50));
        metrics.ended(terms, billed(terms, RoundStatus.COMPLETE), Duration.ofMillis(200));
        metrics.ended(
                terms,
                new RoundEnd.Voided(ProtocolError.of(ErrorCode.BACKEND_TIMEOUT, "late")),
                Duration.ofMillis(200));
        metrics.abandoned(terms, true);
        metrics.refused(ErrorCode.INSUFFICIENT_ESCROW);
        metrics.synced(Duration.ofMillis(2));
        metrics.failed();
    }

    @Test
    void livesFromTheBeginningAndIsReadyOnlyWhenItServes() {
        assertThat(get("/health/live").status()).isEqualTo(200);
        assertThat(get("/health/ready"))
                .returns(503, Scraped::status)
                .returns("{\"status\":\"starting\"}", Scraped::body);

        health.serving(clock::instant, () -> true);
        assertThat(get("/health/ready")).returns(200, Scraped::status).returns("{\"status\":\"ready\"}", Scraped::body);

        health.draining();
        assertThat(get("/health/ready"))
                .returns(503, Scraped::status)
                .returns("{\"status\":\"draining\"}", Scraped::body);
        assertThat(get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void servesNothingElse() {
        assertThat(get("/v1/models").status()).isEqualTo(404);
    }

    @Test
    void countsWhatHappened() {
        everythingHappens();

        Scraped scraped = scrape();

        assertThat(scraped.contentType()).startsWith("text/plain; version=0.0.4");
        String labels = "gen_ai_operation_name=\"chat\",gen_ai_request_model=\"" + Offer.MODEL + "\"";
        assertThat(scraped.value("deopenchat_rounds_total{state=\"complete\"}")).isEqualTo("1.0");
        assertThat(scraped.value("deopenchat_rounds_total{state=\"void\"}")).isEqualTo("1.0");
        assertThat(scraped.value("deopenchat_rounds_total{state=\"cut_off_by_backend\"}"))
                .isEqualTo("0.0");
        assertThat(scraped.value("deopenchat_refusals_total{code=\"insufficient_escrow\"}"))
                .isEqualTo("1.0");
        assertThat(scraped.value("deopenchat_billed_base_units_total")).isEqualTo("23.0");
        assertThat(scraped.value("deopenchat_account_base_units{state=\"unconfirmed\"}"))
                .isEqualTo("20.0");
        assertThat(scraped.value("deopenchat_fee_basis_points{state=\"present\"}"))
                .isEqualTo("100.0");
        assertThat(scraped.value("deopenchat_fee_basis_points{state=\"announced\"}"))
                .isEqualTo("250.0");
        assertThat(scraped.value("deopenchat_unclaimed_tokens")).isEqualTo("77.0");
        assertThat(scraped.value("deopenchat_inflight_streams")).isEqualTo("1.0");
        assertThat(scraped.value("deopenchat_claims_total{outcome=\"failed\"}")).isEqualTo("1.0");
        assertThat(scraped.value("deopenchat_disconnects_total{phase=\"while_answering\"}"))
                .isEqualTo("1.0");
        assertThat(scraped.value("gen_ai_client_token_usage_sum{" + labels + ",gen_ai_token_type=\"input\"}"))
                .isEqualTo("7.0");
        assertThat(scraped.value("gen_ai_client_token_usage_sum{" + labels + ",gen_ai_token_type=\"output\"}"))
                .isEqualTo("3.0");
        assertThat(scraped.value("gen_ai_server_time_to_first_token_seconds_bucket{" + labels + ",le=\"0.06\"}"))
                .isEqualTo("1");
        assertThat(scraped.body())
                .contains("gen_ai_server_request_duration_seconds_count{error_type=\"backend_timeout\"," + labels
                        + "} 1");
    }

    @Test
    void neverNamesAClient() {
        everythingHappens();

        assertThat(scrape().body()).doesNotContain(client.address().toString());
    }

    @Test
    void everyQueryOfTheDashboardAsksForSomethingThatExists() throws IOException {
        everythingHappens();
        TreeSet<String> asked = new TreeSet<>();
        List<String> queries = Json.parseObject(Files.readAllBytes(DASHBOARD)).findValuesAsText("expr");
        assertThat(queries).hasSizeGreaterThan(20);
        for (String query : queries) {
            List<String> named = METRIC.matcher(query)
                    .results()
                    .map(MatchResult::group)
                    .filter(name -> query.contains(name + "{"))
                    .toList();
            assertThat(named).as(query).isNotEmpty();
            asked.addAll(named);
        }

        assertThat(scrape().names()).containsAll(asked);
    }
}
