package io.deopenchat.gateway.round;

import static io.deopenchat.gateway.fixture.TestCollector.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.BackendProfile;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.TestCollector;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.gateway.operations.Metrics;
import io.deopenchat.gateway.operations.TracedRounds;
import io.deopenchat.gateway.operations.Traces;
import io.deopenchat.http.TraceParent;
import io.deopenchat.protocol.ErrorCode;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds whose traces go to a collector on a real socket. */
class TracedRoundsTest extends RoundsFixture {
    private static final TraceParent CALLER =
            new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "00");
    private static final String ROUND = "chat " + Offer.MODEL;

    private final TestCollector collector = new TestCollector();
    private Traces traces = new Traces(collector.endpoint(), "1.2.3");

    TracedRoundsTest(@TempDir Path directory) {
        super(directory);
        rounds = traced();
    }

    @AfterEach
    void stop() {
        traces.close();
        collector.close();
    }

    private Rounds traced() {
        return new Rounds(
                vertx,
                accounts,
                connections,
                KeepAlive.DEFAULT,
                Parties.DOMAIN,
                Parties.OPERATOR,
                new TracedRounds(new Metrics(), traces));
    }

    private void flushed() {
        rounds.close();
        traces.close();
    }

    private TestReader readsTraced(String body) {
        Wish wish = wish(1, body);
        Rounds.Entry entry = rounds.begin(
                wish.terms(),
                wish.bodyBytes(),
                Optional.of(listing()),
                vertx.getOrCreateContext(),
                Optional.of(CALLER));
        return reads(((Rounds.Entry.Live) entry).round());
    }

    private static Map<String, AnyValue> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(pair -> pair.getKey(), pair -> pair.getValue()));
    }

    @Test
    void aRoundIsASpanWithOneForEachOfItsPhases() {
        TestReader reader = readsTraced(CHAT);
        backend.next().answers(TestBackend.completion("Hello", 7, 3));
        billed(reader);
        flushed();

        Span round = collector.span(ROUND);
        assertThat(collector.paths()).containsOnly("/v1/traces");
        assertThat(collector.spans())
                .extracting(Span::getName)
                .containsExactlyInAnyOrder("admit", "dispatch", "backend", "settle", ROUND);
        assertThat(collector.spans())
                .allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(CALLER.traceId()))
                .allSatisfy(span -> assertThat(span.getEndTimeUnixNano())
                        .isBetween(span.getStartTimeUnixNano(), round.getEndTimeUnixNano()));
        assertThat(hex(round.getParentSpanId())).isEqualTo(CALLER.spanId());
        assertThat(List.of("admit", "dispatch", "backend", "settle"))
                .allSatisfy(phase ->
                        assertThat(collector.span(phase).getParentSpanId()).isEqualTo(round.getSpanId()));
    }

    @Test
    void theSpanOfARoundTellsModelAndTokensAndNothingOfTheClientOrItsWords() {
        TestReader reader = reads(STREAM);
        backend.next().beginsStream().says("Secret answer").usage(7, 3).done();
        billed(reader);
        flushed();

        assertThat(attributes(collector.span(ROUND)))
                .containsOnlyKeys(
                        "gen_ai.operation.name",
                        "gen_ai.request.model",
                        "gen_ai.request.stream",
                        "gen_ai.usage.input_tokens",
                        "gen_ai.usage.output_tokens",
                        "deopenchat.round.state")
                .hasEntrySatisfying(
                        "gen_ai.usage.input_tokens",
                        tokens -> assertThat(tokens.getIntValue()).isEqualTo(7))
                .hasEntrySatisfying(
                        "gen_ai.usage.output_tokens",
                        tokens -> assertThat(tokens.getIntValue()).isEqualTo(3));
        assertThat(collector.span("backend").getEventsList())
                .extracting(Span.Event::getName)
                .containsExactly("first output");
        assertThat(collector.received().toString())
                .contains("service.version")
                .doesNotContain("Hello there")
                .doesNotContain("Secret answer")
                .doesNotContain(client.address().toString());
    }

    @Test
    void aBackendIsToldTheSpanThatItsWorkBelongsTo() {
        TestReader reader = readsTraced(CHAT);
        TestBackend.Call call = backend.next();
        call.answers(TestBackend.completion("Hello", 7, 3));
        billed(reader);
        flushed();

        assertThat(TraceParent.of(call.headers().getAll(TraceParent.HEADER)))
                .contains(new TraceParent(
                        CALLER.traceId(), hex(collector.span("backend").getSpanId()), "01"));
    }

    private static String attribute(Span span, String name) {
        return Objects.requireNonNull(attributes(span).get(name), name).getStringValue();
    }

    @Test
    void anUntracedRoundTellsTheBackendNothing() {
        rounds = rounds(connections);
        TestReader reader = readsTraced(CHAT);
        TestBackend.Call call = backend.next();
        call.answers(TestBackend.completion("Hello", 7, 3));
        billed(reader);

        assertThat(call.headers().contains(TraceParent.HEADER)).isFalse();
    }

    @Test
    void eachBackendThatIsAskedHasASpan() {
        try (TestBackend other = new TestBackend()) {
            connections.close();
            connectWith(
                    new BackendPlan(
                            List.of(
                                    new BackendProfile("first", backend.config(), Map.of(), 8, 1_000),
                                    new BackendProfile("second", other.config(), Map.of(), 8, 1)),
                            BackendPlan.DEFAULT_MAX_QUEUE,
                            BackendPlan.DEFAULT_MAX_WAIT),
                    KeepAlive.DEFAULT);
            rounds = traced();
            TestReader reader = reads(CHAT);
            TestBackend fails = asked(other);
            fails.next().answers(503, "application/json", "{}");
            (fails == backend ? other : backend).next().answers(TestBackend.completion("Hello", 7, 3));
            billed(reader);
            flushed();
        }
        assertThat(collector.spans().stream()
                        .filter(span -> span.getName().equals("backend"))
                        .map(span -> attribute(span, "deopenchat.backend")))
                .containsExactlyInAnyOrder("first", "second");
    }

    private TestBackend asked(TestBackend other) {
        Eventually.holds("a backend is asked", () -> backend.waiting() + other.waiting() > 0);
        return backend.waiting() > 0 ? backend : other;
    }

    @Test
    void aVoidRoundIsAnErrorWithItsCode() {
        TestReader reader = reads(CHAT);
        backend.next().breaks();
        isVoid(reader);
        flushed();

        Span round = collector.span(ROUND);
        assertThat(round.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(attribute(round, "error.type")).isEqualTo(ErrorCode.BACKEND_ERROR.code());
        assertThat(attribute(round, "deopenchat.round.state")).isEqualTo("void");
    }

    @Test
    void aRefusedRoundIsNamedWithoutTheModelThatTheClientWrote() {
        Wish wish = wish(1, CHAT);
        rounds.begin(wish.terms(), wish.bodyBytes(), Optional.empty(), vertx.getOrCreateContext());
        flushed();

        assertThat(collector.spans()).extracting(Span::getName).containsExactlyInAnyOrder("chat", "admit");
        assertThat(attributes(collector.span("chat"))).doesNotContainKey("gen_ai.request.model");
    }

    @Test
    void aCollectorThatRefusesOrIsAwayDisturbsNoRound() {
        try (TestCollector refusing = new TestCollector(503)) {
            for (URI endpoint : List.of(refusing.endpoint(), URI.create("http://127.0.0.1:1"))) {
                traces.close();
                traces = new Traces(endpoint, "1.2.3");
                rounds = traced();
                long sequence = endpoint.getPort() == 1 ? 2 : 1;
                TestReader reader = reads(begins(wish(sequence, CHAT)));
                backend.next().answers(TestBackend.completion("Hello", 7, 3));
                assertThat(reader.awaitEnd()).isInstanceOf(RoundEnd.Billed.class);
                flushed();
            }
            assertThat(refusing.spans()).isNotEmpty();
        }
    }
}
