package io.deopenchat.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderState;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.LedgerConfig;
import io.deopenchat.gateway.config.ListenConfig;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.gateway.config.OperationsConfig;
import io.deopenchat.gateway.config.ServingConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Bytes32;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An order from its posting to its end, by a whole gateway before a real chain: account 1 provides, 2 signs, 3 owns. */
@Timeout(120)
class OrderServedTest {
    private static final long STAKE = 100_000;
    private static final String BODY =
            "{\"model\":\"" + ProviderOnChain.MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final ProviderOnChain chain = new ProviderOnChain();
    private final TestBackend backend = new TestBackend();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ClientKey client = new ClientKey("client of an order");
    private final Path directory;

    OrderServedTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void close() {
        http.shutdownNow();
        backend.close();
        chain.close();
    }

    private Gateway serves() {
        return new Gateway(
                new GatewayConfig(
                                ListenConfig.local(0, 1_000_000),
                                ServingConfig.of(BackendPlan.of(backend.config()), Offer.LIMITS),
                                LedgerConfig.withoutWaiting(directory, null),
                                ClaimConfig.at(1_000_000).atAnyCost(),
                                AccessConfig.DEFAULT)
                        .with(MarketConfig.of(2)),
                OperationsConfig.DEFAULT,
                chain.chain().client(),
                chain.contract(),
                Anvil.key(1),
                Anvil.key(2),
                InstantSource.system(),
                "test",
                failure -> {
                    throw failure;
                });
    }

    @Test
    void aClientThatPostedAnOrderIsServedPaysAndHasItsRestAtOnce() throws Exception {
        try (Gateway gateway = serves()) {
            URI url = URI.create("http://127.0.0.1:" + gateway.port());
            long order = chain.posts(client, chain.terms(STAKE));
            Eventually.holds("the order is locked", () -> state(order) == OrderState.LOCKED);

            SignedReceipt receipt = isAnswered(url);
            Wei cost = receipt.receipt().cost();
            assertThat(cost).isEqualTo(Wei.of(6));
            assertThat(confirms(url, receipt)).isEqualTo(200);

            Eventually.holds("the order is finished", () -> state(order) == OrderState.FINISHED);
            assertThat(chain.contract().credits().credit(Anvil.address(3)))
                    .isEqualTo(Wei.of(STAKE).minus(cost));
            assertThat(transactionOf(order)).isEqualTo(transactionOfTheClaim());
            assertThat(chain.contract()
                            .reputation()
                            .providerRecord(ProviderOnChain.PROVIDER)
                            .ordersFinished())
                    .isEqualTo(1);
        }
    }

    private OrderState state(long order) {
        return chain.order(order).state();
    }

    private SignedReceipt isAnswered(URI url) {
        Thread.ofVirtual().start(() -> backend.next().answers(TestBackend.completion("Hello", 10, 20)));
        return Eventually.gives("the client's account is known", () -> {
            HttpResponse<String> answer = asks(url);
            return answer.headers().firstValue(Headers.RECEIPT).map(SignedReceipt::fromHeader);
        });
    }

    private HttpResponse<String> asks(URI url) {
        InferenceEndpoint endpoint = InferenceEndpoint.CHAT_COMPLETIONS;
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        InferenceRequest request = new InferenceRequest(
                ProviderOnChain.PROVIDER,
                1,
                ContentHash.of(InferenceEndpoint.METHOD, endpoint.path(), body),
                ModelId.of(ProviderOnChain.MODEL),
                ProviderOnChain.PRICES,
                Wei.of(100),
                Wei.of(1_000),
                Instant.now().getEpochSecond() + 60);
        SignedRequest signed = new SignedRequest(
                request, client.address(), client.signer().sign(chain.contract().domain(), request));
        return sends(HttpRequest.newBuilder(url.resolve(endpoint.path()))
                .header(Headers.REQUEST, signed.header())
                .header(Headers.SIGNATURE, signed.signature().toString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    private int confirms(URI url, SignedReceipt receipt) {
        Bytes32 digest = chain.contract().domain().digest(receipt.receipt());
        Confirmation next = Confirmation.none(ProviderOnChain.PROVIDER).and(receipt.receipt(), digest);
        ConfirmationCall call = new ConfirmationCall(client.address(), chain.signs(client, next), List.of(1L));
        return sends(HttpRequest.newBuilder(url.resolve("/deopenchat/v1/confirmations"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(call.body()))
                        .build())
                .statusCode();
    }

    private HttpResponse<String> sends(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Bytes32 transactionOf(long order) {
        return chain.contract().orderEvents(ProviderOnChain.PROVIDER, 0, head()).stream()
                .filter(event -> event instanceof OrderEvent.OrderFinished && event.orderId() == order)
                .map(event -> event.origin().transaction())
                .findFirst()
                .orElseThrow();
    }

    private Bytes32 transactionOfTheClaim() {
        return chain.contract().events(ProviderOnChain.PROVIDER, 0, head()).stream()
                .filter(AccountEvent.Claimed.class::isInstance)
                .map(event -> event.origin().transaction())
                .findFirst()
                .orElseThrow();
    }

    private long head() {
        return chain.chain().client().headBlock();
    }
}
