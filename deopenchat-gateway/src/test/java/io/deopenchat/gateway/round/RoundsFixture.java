package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.StoredRound;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.backend.Backend;
import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.Backends;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.gateway.metering.Meter;
import io.deopenchat.http.Await;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.signing.Hash;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * Rounds against a backend on a real socket and a real ledger. A request costs 5, a prompt token 1 and a completion token 2
 * base units.
 */
@Timeout(120)
abstract class RoundsFixture {
    static final Prices PRICES =
            new Prices(Wei.of(5), new TokenPrice(Wei.of(1_000_000)), new TokenPrice(Wei.of(2_000_000)));
    static final String PROMPT = "\"model\":\"" + Offer.MODEL
            + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]";
    static final String CHAT = "{" + PROMPT + "}";
    static final String STREAM = "{" + PROMPT + ",\"stream\":true}";

    static final long PROMPT_TOKENS = new Meter(
                    InferenceCall.parse(InferenceEndpoint.CHAT_COMPLETIONS, bytes(CHAT)), Offer.LIMITS, bytes(CHAT))
            .ofPromptAlone()
            .usage()
            .promptTokens();

    static final Duration LONG = Duration.ofMinutes(5);
    static final Duration SHORT = Duration.ofMillis(50);

    final ClientKey client = new ClientKey("client");
    final TestBackend backend = new TestBackend();
    final Vertx vertx = Vertx.vertx();
    final Ledger ledger;
    final AccountBook accounts;
    Backends connections;
    Rounds rounds;

    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    final RoundListener listener = new RoundListener() {
        @Override
        public void answering(Terms terms, Duration after) {
            heard.add("answering " + terms.sequence());
        }

        @Override
        public void abandoned(Terms terms, boolean answering) {
            heard.add("abandoned " + terms.sequence() + (answering ? " while answering" : " before an answer"));
        }

        @Override
        public void ended(Terms terms, RoundEnd end, Duration took) {
            heard.add("ended " + terms.sequence() + " " + end.getClass().getSimpleName());
        }
    };

    RoundsFixture(Path directory) {
        ledger = Ledger.open(directory, Parties.DOMAIN, Parties.PROVIDER, Parties.SEAL, failure -> {
            throw failure;
        });
        accounts = new AccountBook(
                ledger,
                Parties.DOMAIN,
                Parties.PROVIDER,
                new Credit(Wei.of(1_000_000)),
                Limits.SEQUENCE_WINDOW,
                new HandClock());
        accounts.update(Escrow.of(client, 1_000_000).state());
        connections = connect(backend.config());
        rounds = rounds(connections);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Backends connect(BackendConfig config) {
        return new Backends(BackendPlan.of(config), profile -> new Backend(vertx, profile));
    }

    Rounds rounds(Backends to) {
        return new Rounds(vertx, accounts, to, KeepAlive.DEFAULT, Parties.DOMAIN, Parties.OPERATOR, listener);
    }

    void connectWith(BackendConfig config) {
        connectWith(BackendPlan.of(config), KeepAlive.DEFAULT);
    }

    void connectWith(BackendPlan plan, KeepAlive keepAlive) {
        connections.close();
        connections = new Backends(plan, profile -> new Backend(vertx, profile));
        rounds = new Rounds(vertx, accounts, connections, keepAlive, Parties.DOMAIN, Parties.OPERATOR, listener);
    }

    @AfterEach
    void close() {
        rounds.close();
        connections.close();
        Await.within(Duration.ofSeconds(20), vertx.close(), "closing");
        ledger.close();
        backend.close();
    }

    Wish wish(long sequence, String body) {
        return Wish.of(client, sequence).prices(PRICES).body(body).maxCost(2_000);
    }

    static Listing listing() {
        return Offer.listing(PRICES, 100);
    }

    Rounds.Entry begin(Wish wish) {
        return rounds.begin(wish.terms(), wish.bodyBytes(), Optional.of(listing()), vertx.getOrCreateContext());
    }

    LiveRound begins(Wish wish) {
        Rounds.Entry entry = begin(wish);
        assertThat(entry).isInstanceOf(Rounds.Entry.Live.class);
        return ((Rounds.Entry.Live) entry).round();
    }

    static TestReader reads(LiveRound round) {
        TestReader reader = new TestReader(round);
        round.attach(reader);
        return reader;
    }

    TestReader reads(String body) {
        return reads(begins(wish(1, body)));
    }

    FinishedRound billed(TestReader reader) {
        RoundEnd end = reader.awaitEnd();
        assertThat(end).isInstanceOf(RoundEnd.Billed.class);
        FinishedRound round = ((RoundEnd.Billed) end).round();
        Receipt receipt = round.receipt().receipt();
        assertThat(Parties.VERIFIER.isSignedBy(
                        Parties.OPERATOR.address(),
                        Parties.DOMAIN.digest(receipt),
                        round.receipt().signature()))
                .isTrue();
        assertThat(receipt.responseHash().toArray())
                .isEqualTo(Hash.sha256().digest(round.log().getBytes()));
        assertThat(round.log().toString()).isEqualTo(reader.received());
        assertThat(accounts.find(client.address(), receipt.sequence()))
                .contains(new StoredRound.Finished(receipt.requestHash(), round));
        isSettled();
        return round;
    }

    void isBilled(FinishedRound round, RoundStatus status, long promptTokens, long completionTokens) {
        Receipt receipt = round.receipt().receipt();
        assertThat(receipt.status()).isEqualTo(status);
        assertThat(receipt.usage()).isEqualTo(new Usage(promptTokens, completionTokens));
        assertThat(receipt.cost()).isEqualTo(Wei.of(5 + promptTokens + 2 * completionTokens));
    }

    ProtocolError isVoid(TestReader reader) {
        RoundEnd end = reader.awaitEnd();
        assertThat(end).isInstanceOf(RoundEnd.Voided.class);
        ProtocolError reason = ((RoundEnd.Voided) end).reason();
        assertThat(accounts.find(client.address(), 1))
                .get()
                .isInstanceOfSatisfying(
                        StoredRound.Voided.class,
                        stored -> assertThat(stored.reason().code()).isEqualTo(reason.code()));
        isSettled();
        assertThat(accounts.info(client.address()).orElseThrow().unconfirmed()).isEmpty();
        return reason;
    }

    void isSettled() {
        assertThat(accounts.info(client.address()).orElseThrow().reserved()).isEqualTo(Wei.ZERO);
        assertThat(accounts.inFlight(listing().model())).isZero();
        assertThat(rounds.inFlight(client.address(), 1)).isEmpty();
    }
}
