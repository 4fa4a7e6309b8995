package io.deopenchat.bridge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.config.Seals;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.chain.Operators;
import io.deopenchat.http.Answers;
import io.deopenchat.http.Await;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.EncryptionKey;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.ProviderInfo;
import io.deopenchat.protocol.ServiceLimits;
import io.deopenchat.protocol.SignedEncryptionKey;
import io.deopenchat.sealing.EncryptionSecret;
import io.deopenchat.sealing.OpenedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.TestKey;
import io.deopenchat.signing.Verifier;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that names keys as a test likes, and what a bridge seals to. */
final class SealingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long START = 1_800_000_000;
    private static final long HOUR = 3_600;
    private static final byte[] BODY = "{\"model\":\"test/tiny\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final Bytes32 OLD = key();
    private static final Bytes32 NEW = key();

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server = listening();
    private final Registry chain = new Registry("http://127.0.0.1:" + server.actualPort());
    private final GatewayClient gateway = new GatewayClient(
            vertx.createHttpClient(),
            Parties.CLIENT,
            Parties.DOMAIN,
            Parties.PROVIDER,
            InstantSource.system(),
            config().timeouts());
    private volatile Instant now = Instant.ofEpochSecond(START);
    private volatile @Nullable SignedEncryptionKey published;
    private volatile @Nullable SignedEncryptionKey ofTheClient;

    private final ProviderWatch watch = new ProviderWatch(
            chain,
            gateway,
            Parties.DOMAIN,
            Parties.PROVIDER,
            config().maxima(),
            EndpointPolicy.anywhere(),
            Duration.ofDays(1),
            () -> now);
    private final Sealing sealing = wanting(Seals.ALWAYS);

    private Sealing wanting(Seals wanted) {
        return new Sealing(
                wanted,
                watch,
                gateway,
                Parties.DOMAIN,
                Parties.PROVIDER,
                Parties.CLIENT.address(),
                new Verifier(Secp256k1.fastest()),
                () -> now);
    }

    private static BridgeConfig config() {
        return BridgeConfig.of("127.0.0.1", 0, Parties.PROVIDER, Path.of("unused"));
    }

    private static Bytes32 key() {
        return EncryptionSecret.generate(new SecureRandom()).publicKey();
    }

    private HttpServer listening() {
        return Await.within(
                PATIENCE, vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"), "listening");
    }

    private void answer(HttpServerRequest request) {
        if (Headers.PROVIDER_PATH.equals(request.path())) {
            Answers.json(request.response(), info().toJson());
            return;
        }
        asked.incrementAndGet();
        SignedEncryptionKey told = ofTheClient;
        if (told == null) {
            Answers.error(request.response(), ProtocolError.of(ErrorCode.UNKNOWN_URL, "no key here"));
        } else {
            Answers.json(request.response(), told.toJson());
        }
    }

    private ProviderInfo info() {
        return new ProviderInfo(
                Parties.DOMAIN.chainId(),
                Parties.DOMAIN.contract(),
                Parties.PROVIDER,
                Parties.OPERATOR.address(),
                Bytes32.ZERO,
                "http://127.0.0.1",
                List.of(),
                new ServiceLimits(256, 67_108_864, Wei.ZERO, HOUR, 1_000),
                START,
                "test",
                published);
    }

    private static SignedEncryptionKey signed(Bytes32 key, long until, Signer operator) {
        EncryptionKey message = new EncryptionKey(Parties.PROVIDER, Address.ZERO, key, until);
        return new SignedEncryptionKey(message, operator.sign(Parties.DOMAIN, message));
    }

    private void publishes(Bytes32 key, long until) {
        publishes(signed(key, until, Parties.OPERATOR));
    }

    private void publishes(@Nullable SignedEncryptionKey key) {
        published = key;
        watch.refresh();
    }

    /** To which key a call is sealed now. */
    private Optional<Bytes32> recipient() {
        return packed(sealing).map(SealingTest::recipient);
    }

    private static Bytes32 recipient(byte[] packed) {
        return OpenedRequest.recipientOf(packed);
    }

    private static Optional<byte[]> packed(Sealing by) {
        return by.pack(InferenceCall.parse(InferenceEndpoint.CHAT_COMPLETIONS, BODY), Buffer.buffer(BODY), Bytes32.ZERO)
                .map(parcel -> parcel.bytes().getBytes());
    }

    @AfterEach
    void closes() {
        watch.close();
        Await.within(PATIENCE, vertx.close(), "closing");
    }

    @Test
    void sealsToWhatTheOperatorSignedUntilItExpires() {
        publishes(OLD, START + HOUR);

        assertThat(recipient()).contains(OLD);
        now = Instant.ofEpochSecond(START + HOUR);
        assertThat(recipient()).contains(OLD);
        now = Instant.ofEpochSecond(START + HOUR + 1);
        assertThat(recipient()).isEmpty();
    }

    @Test
    void aKeyOfAForeignOperatorIsNone() {
        publishes(signed(OLD, START + HOUR, TestKey.OWNER.signer()));

        assertThat(recipient()).isEmpty();
    }

    @Test
    void aKeyIsNoneAnyMoreWhenItsOperatorIsWithdrawn() {
        publishes(OLD, START + HOUR);
        assertThat(recipient()).contains(OLD);

        chain.operators(Operators.only(TestKey.OWNER.address()));
        watch.refresh();

        assertThat(watch.encryptionKey()).as("the gateway still names it").isPresent();
        assertThat(recipient()).isEmpty();
    }

    @Test
    void aKeyThatOnlyThisClientWasToldGoesWithItsOperatorToo() {
        ofTheClient = signed(OLD, START + HOUR, Parties.OPERATOR);
        assertThat(recipient()).contains(OLD);

        chain.operators(Operators.only(TestKey.OWNER.address()));
        watch.refresh();

        assertThat(recipient()).isEmpty();
    }

    @Test
    void whatAWithdrawnOperatorSignedHoldsNoNewKeyBack() {
        publishes(OLD, START + HOUR);
        assertThat(recipient()).contains(OLD);

        chain.operators(Operators.only(TestKey.OWNER.address()));
        watch.refresh();
        ofTheClient = signed(NEW, START + HOUR - 1, TestKey.OWNER.signer());
        watch.refresh();

        assertThat(recipient()).contains(NEW);
    }

    @Test
    void nobodySignsForLongerThanAnHourAndItsSkew() {
        publishes(OLD, START + HOUR + 61);
        assertThat(recipient()).isEmpty();

        publishes(NEW, START + HOUR + 60);
        assertThat(recipient()).contains(NEW);
    }

    @Test
    void anOlderKeyDoesNotComeBack() {
        publishes(OLD, START + HOUR - 1);
        assertThat(recipient()).contains(OLD);
        publishes(NEW, START + HOUR);
        assertThat(recipient()).contains(NEW);

        publishes(OLD, START + HOUR - 1);

        assertThat(recipient()).contains(NEW);
    }

    @Test
    void norAfterTheGatewaySaidThatItLostTheNewOne() {
        publishes(OLD, START + HOUR - 1);
        publishes(NEW, START + HOUR);
        assertThat(recipient()).contains(NEW);

        sealing.forget();
        publishes(OLD, START + HOUR - 1);
        ofTheClient = signed(OLD, START + HOUR - 1, Parties.OPERATOR);

        assertThat(recipient()).isEmpty();
        publishes(OLD, START + HOUR);
        assertThat(recipient()).contains(OLD);
    }

    @Test
    void aGatewayWithoutAKeyIsAskedOnceForEachLook() {
        assertThat(recipient()).isEmpty();
        assertThat(recipient()).isEmpty();
        assertThat(asked).hasValue(1);

        ofTheClient = signed(OLD, START + HOUR, Parties.OPERATOR);
        watch.refresh();

        assertThat(recipient()).contains(OLD);
        assertThat(recipient()).contains(OLD);
        assertThat(asked).hasValue(2);
    }

    @Test
    void whoSealsWherePossibleSendsInClearOnlyToWhoNamesNoKeyOfItsOperator() {
        Sealing wherePossible = wanting(Seals.WHERE_POSSIBLE);

        publishes(signed(OLD, START + HOUR, TestKey.OWNER.signer()));
        assertThat(packed(wherePossible)).contains(BODY);

        publishes(OLD, START + HOUR);
        assertThat(packed(wherePossible).map(SealingTest::recipient)).contains(OLD);
    }

    @Test
    void whoSealsNeverAsksForNoKey() {
        publishes(OLD, START + HOUR);

        assertThat(packed(wanting(Seals.NEVER))).contains(BODY);
        assertThat(asked).hasValue(0);
    }
}
