package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Signature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a client sends wrongly gets the protocol's error and changes nothing: no escrow, no ledger, no backend call. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputIT {
    private static final String MODEL = "storyteller";
    private static final Wei PLENTY = Wei.parseWithUnit("0.001ether");
    private static final int MAX_BODY = 100_000;

    private Marketplace market;
    private ScriptedBackend backend;
    private ProviderActor provider;
    private ClientActor client;
    private RawClient raw;
    private byte[] body;
    private InferenceRequest first;

    private AccountInfo ledgerBefore;
    private AccountState chainBefore;
    private int callsBefore;

    @BeforeAll
    void opens(@TempDir Path scratch) {
        market = Marketplace.onAnvil(scratch);
        backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Well"));
        provider =
                market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8).takesBodiesUpTo(MAX_BODY);
        client = market.client();
        client.fetchesTokens(provider, MODEL, 1_000_000);
        provider.serves(backend.api());
        raw = new RawClient(market, provider, client, MODEL).isKnown();
        body = RawClient.chat(MODEL, false);
        first = request(1);
        Http.Answer answer = raw.sends(first, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @AfterAll
    void closes() {
        market.close();
    }

    @BeforeEach
    void remembers() {
        ledgerBefore = raw.account();
        chainBefore = client.account(provider);
        callsBefore = backend.calls();
    }

    @AfterEach
    void nothingChanged() {
        AccountInfo ledger = raw.account();
        assertThat(ledger.nextSequence()).isEqualTo(ledgerBefore.nextSequence());
        assertThat(ledger.reserved()).isEqualTo(Wei.ZERO);
        assertThat(ledger.confirmation()).isEqualTo(ledgerBefore.confirmation());
        assertThat(ledger.unconfirmed()).isEqualTo(ledgerBefore.unconfirmed());
        assertThat(client.account(provider)).isEqualTo(chainBefore);
        assertThat(backend.calls()).isEqualTo(callsBefore);
    }

    private InferenceRequest request(long sequence) {
        return raw.request(sequence, MODEL, body, PLENTY, PLENTY.plus(PLENTY));
    }

    private static void refused(Http.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.json().path("error").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("message", "type", "param", "code");
    }

    @Test
    void aSignatureOfAnotherKeyIsRefused() {
        InferenceRequest request = request(2);
        Signature another = market.client().signer().sign(market.contract().domain(), request);
        refused(raw.sends(new SignedRequest(request, client.address(), another), body), 401, "invalid_signature");
    }

    @Test
    void aSignatureWithTheOtherRecoveryIdIsRefused() {
        SignedRequest good = raw.signed(request(2));
        byte[] flipped = good.signature().toArray();
        flipped[64] = (byte) (flipped[64] == 27 ? 28 : 27);
        refused(
                raw.sends(new SignedRequest(good.request(), client.address(), Signature.of(flipped)), body),
                401,
                "invalid_signature");
    }

    @Test
    void aBodyThatWasChangedAfterSigningIsRefused() {
        byte[] changed = new String(body, StandardCharsets.UTF_8)
                .replace("tell me", "tell us")
                .getBytes(StandardCharsets.UTF_8);
        refused(raw.sends(request(2), changed), 401, "invalid_signature");
    }

    @Test
    void aSequenceThatWasUsedForAnotherRequestIsRefusedAndTheNextOneIsNamed() {
        byte[] other = RawClient.chat(MODEL, true);
        Http.Answer answer = raw.sends(raw.request(1, MODEL, other, PLENTY, PLENTY.plus(PLENTY)), other);
        refused(answer, 409, "sequence_used");
        assertThat(answer.json().at("/deopenchat/nextSequence").asText()).isEqualTo("2");
    }

    @Test
    void aSequenceFarAheadIsRefused() {
        refused(raw.sends(request(258), body), 409, "sequence_out_of_window");
    }

    @Test
    void anExpiredDeadlineIsRefused() {
        refused(raw.sends(due(Instant.now().minusSeconds(120)), body), 401, "request_expired");
    }

    @Test
    void aDeadlineTooFarAheadIsRefused() {
        refused(raw.sends(due(Instant.now().plusSeconds(7_200)), body), 401, "request_expired");
    }

    private InferenceRequest due(Instant deadline) {
        InferenceRequest good = request(2);
        return new InferenceRequest(
                good.provider(),
                good.sequence(),
                good.contentHash(),
                good.model(),
                good.prices(),
                good.maxCost(),
                good.authorized(),
                deadline.getEpochSecond());
    }

    @Test
    void tooLittleEscrowIsRefusedAndTheNeedIsNamed() {
        Wei tooMuch = Wei.parseWithUnit("2000ether");
        Wei owed = ledgerBefore.unconfirmed().getFirst().receipt().cost();
        Http.Answer answer = raw.sends(raw.request(2, MODEL, body, tooMuch, tooMuch.plus(tooMuch)), body);
        refused(answer, 402, "insufficient_escrow");
        assertThat(answer.json().at("/deopenchat/requiredEscrow").asText())
                .isEqualTo(tooMuch.plus(owed).toString());
    }

    @Test
    void tooLowAnAuthorizationIsRefused() {
        refused(raw.sends(raw.request(2, MODEL, body, PLENTY, Wei.of(1)), body), 402, "authorization_too_low");
    }

    @Test
    void tooLowACeilingIsRefused() {
        refused(raw.sends(raw.request(2, MODEL, body, Wei.of(1), PLENTY), body), 402, "max_cost_too_low");
    }

    @Test
    void anUnknownModelIsRefused() {
        byte[] unknown = RawClient.chat("nobody/lists-this", false);
        refused(
                raw.sends(raw.request(2, "nobody/lists-this", unknown, PLENTY, PLENTY.plus(PLENTY)), unknown),
                404,
                "model_not_found");
    }

    @Test
    void aModelInTheBodyThatIsNotTheSignedOneIsRefused() {
        byte[] another = RawClient.chat("another", false);
        refused(
                raw.sends(raw.request(2, MODEL, another, PLENTY, PLENTY.plus(PLENTY)), another),
                401,
                "invalid_signature");
    }

    @Test
    void anotherPriceThanTheListedOneIsRefusedAndTheListedOneIsNamed() {
        InferenceRequest good = request(2);
        InferenceRequest cheaper = new InferenceRequest(
                good.provider(),
                good.sequence(),
                good.contentHash(),
                good.model(),
                new io.deopenchat.money.Prices(
                        Wei.ZERO,
                        io.deopenchat.money.TokenPrice.FREE,
                        good.prices().output()),
                good.maxCost(),
                good.authorized(),
                good.deadline());
        Http.Answer answer = raw.sends(cheaper, body);
        refused(answer, 409, "price_changed");
        assertThat(answer.json().at("/deopenchat/inputPrice").asText()).isEqualTo("1000000000000000");
    }

    @Test
    void aClientWithoutAnAccountIsRefused() {
        RawClient stranger = new RawClient(market, provider, market.client(), MODEL);
        refused(stranger.sends(stranger.request(1, MODEL, body, PLENTY, PLENTY), body), 402, "unknown_account");
    }

    @Test
    void missingHeadersAreRefused() {
        refused(raw.sends(body, List.of("content-type", "application/json")), 401, "invalid_signature");
    }

    @Test
    void malformedHeadersAreRefused() {
        SignedRequest good = raw.signed(request(2));
        for (String header : List.of(
                "%%%",
                "e30",
                "x".repeat(4_000),
                encoded("{\"client\":7}"),
                encoded("[]"),
                encoded("{\"sequence\":\"1\",\"sequence\":\"2\"}"))) {
            refused(
                    raw.sends(
                            body,
                            List.of(
                                    Headers.REQUEST,
                                    header,
                                    Headers.SIGNATURE,
                                    good.signature().toString())),
                    401,
                    "invalid_signature");
        }
        for (String signature :
                List.of("0x", "0x12", "nonsense", good.signature().toString().toUpperCase(java.util.Locale.ROOT))) {
            refused(
                    raw.sends(body, List.of(Headers.REQUEST, good.header(), Headers.SIGNATURE, signature)),
                    401,
                    "invalid_signature");
        }
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void malformedJsonIsRefused() {
        for (String json : List.of(
                "",
                "{",
                "[]",
                "{\"model\":7}",
                "{\"model\":\"" + MODEL + "\",\"model\":\"x\"}",
                "{\"model\":\"" + MODEL + "\",\"stream\":\"yes\"}",
                "{\"model\":\"" + MODEL + "\",\"n\":0}",
                "{\"model\":\"" + MODEL + "\"} x")) {
            byte[] malformed = json.getBytes(StandardCharsets.UTF_8);
            refused(
                    raw.sends(raw.request(2, MODEL, malformed, PLENTY, PLENTY.plus(PLENTY)), malformed),
                    400,
                    "invalid_request");
        }
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        byte[] large = RawClient.chat(MODEL, false);
        large = java.util.Arrays.copyOf(large, MAX_BODY + 1);
        java.util.Arrays.fill(large, body.length, large.length, (byte) ' ');
        refused(raw.sends(raw.request(2, MODEL, large, PLENTY, PLENTY.plus(PLENTY)), large), 413, "request_too_large");
    }

    @Test
    void aCompressedBodyIsRefused() {
        List<String> headers = RawClient.headers(raw.signed(request(2)));
        headers.addAll(List.of("content-encoding", "gzip"));
        refused(raw.sends(body, headers), 415, "unsupported_encoding");
    }

    @Test
    void aRequestForAnotherProviderIsRefused() {
        InferenceRequest good = request(2);
        InferenceRequest elsewhere = new InferenceRequest(
                client.address(),
                good.sequence(),
                good.contentHash(),
                good.model(),
                good.prices(),
                good.maxCost(),
                good.authorized(),
                good.deadline());
        refused(raw.sends(elsewhere, body), 401, "invalid_signature");
    }

    @Test
    void aConfirmationThatIsNotTheClientsIsRefused() {
        var confirmation = raw.confirmation(ledgerBefore.unconfirmed());
        Http.Answer answer = raw.confirms(
                confirmation,
                List.of(1L),
                sent -> new String(sent, StandardCharsets.UTF_8)
                        .replace(confirmation.cumulativeCost().toString(), "1")
                        .getBytes(StandardCharsets.UTF_8));
        refused(answer, 401, "invalid_signature");
    }

    @Test
    void theSameRequestAgainGetsTheSameAnswerAndOneBill() {
        Http.Answer again = raw.sends(first, body);
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(RawClient.receiptOf(again))
                .isEqualTo(ledgerBefore.unconfirmed().getFirst());
    }

    @Test
    void anUnknownRoundIsNotFound() {
        refused(raw.accesses("GET", Headers.ROUNDS_PATH + "99"), 404, "round_not_found");
    }

    @Test
    void anUnknownUrlIsAnsweredInOpenAisShape() {
        refused(new Http().get(provider.endpoint() + "/v1/files"), 404, "unknown_url");
    }
}
