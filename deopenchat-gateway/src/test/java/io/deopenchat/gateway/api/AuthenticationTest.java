package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deopenchat.gateway.access.RequestRate;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Access;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.SignedAccess;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signature;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private static final String ACTION = "GET " + Headers.ACCOUNT_PATH;

    private final ClientKey client = new ClientKey("client");
    private final ClientKey stranger = new ClientKey("stranger");
    private final HandClock clock = new HandClock();
    private final Authentication authentication = at(Parties.DOMAIN, Parties.PROVIDER);
    private final Wish wish = Wish.of(client, 7).deadline(clock.seconds() + 60);

    private Authentication at(Domain domain, Address provider) {
        RequestRate<Address> unlimited = new RequestRate<>(0, System::nanoTime);
        return new Authentication(domain, provider, Parties.VERIFIER, clock, unlimited, unlimited);
    }

    private static void isRefused(ErrorCode code, Runnable call) {
        Refusal refusal = catchThrowableOfType(Refusal.class, call::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.error().code()).isEqualTo(code);
    }

    private static MultiMap headers(SignedRequest signed) {
        return MultiMap.caseInsensitiveMultiMap()
                .add(Headers.REQUEST, signed.header())
                .add(Headers.SIGNATURE, signed.signature().toString());
    }

    private static MultiMap headers(SignedAccess signed) {
        return MultiMap.caseInsensitiveMultiMap()
                .add(Headers.ACCESS, signed.header())
                .add(Headers.SIGNATURE, signed.signature().toString());
    }

    @Nested
    class Requests {
        private void isRefusedAsItIs(SignedRequest signed) {
            isRefused(
                    ErrorCode.INVALID_SIGNATURE,
                    () -> authentication.request(headers(signed), wish.endpoint(), wish.bodyBytes()));
        }

        private Stream<InferenceRequest> tampered() {
            InferenceRequest r = wish.request();
            Prices p = r.prices();
            TokenPrice dear = new TokenPrice(Wei.of(1));
            return Stream.of(
                    new InferenceRequest(
                            Parties.OWNER, 7, r.contentHash(), r.model(), p, r.maxCost(), r.authorized(), r.deadline()),
                    new InferenceRequest(
                            r.provider(), 8, r.contentHash(), r.model(), p, r.maxCost(), r.authorized(), r.deadline()),
                    new InferenceRequest(
                            r.provider(), 7, r.model(), r.model(), p, r.maxCost(), r.authorized(), r.deadline()),
                    new InferenceRequest(
                            r.provider(),
                            7,
                            r.contentHash(),
                            r.contentHash(),
                            p,
                            r.maxCost(),
                            r.authorized(),
                            r.deadline()),
                    new InferenceRequest(
                            r.provider(),
                            7,
                            r.contentHash(),
                            r.model(),
                            new Prices(Wei.of(11), p.input(), p.output()),
                            r.maxCost(),
                            r.authorized(),
                            r.deadline()),
                    new InferenceRequest(
                            r.provider(),
                            7,
                            r.contentHash(),
                            r.model(),
                            new Prices(p.request(), dear, p.output()),
                            r.maxCost(),
                            r.authorized(),
                            r.deadline()),
                    new InferenceRequest(
                            r.provider(),
                            7,
                            r.contentHash(),
                            r.model(),
                            new Prices(p.request(), p.input(), dear),
                            r.maxCost(),
                            r.authorized(),
                            r.deadline()),
                    new InferenceRequest(
                            r.provider(), 7, r.contentHash(), r.model(), p, Wei.of(11), r.authorized(), r.deadline()),
                    new InferenceRequest(
                            r.provider(), 7, r.contentHash(), r.model(), p, r.maxCost(), Wei.MAX, r.deadline()),
                    new InferenceRequest(
                            r.provider(),
                            7,
                            r.contentHash(),
                            r.model(),
                            p,
                            r.maxCost(),
                            r.authorized(),
                            r.deadline() + 1));
        }

        @Test
        void everyFieldIsUnderTheSignature() {
            Signature signature = wish.signed().signature();

            assertThat(tampered())
                    .hasSize(10)
                    .allSatisfy(tampered -> isRefusedAsItIs(new SignedRequest(tampered, client.address(), signature)));
        }

        @Test
        void theClientIsTheOneWhoSigned() {
            SignedRequest signed = wish.signed();

            isRefusedAsItIs(new SignedRequest(signed.request(), stranger.address(), signed.signature()));
            isRefusedAsItIs(new SignedRequest(signed.request(), Address.ZERO, signed.signature()));
        }

        @Test
        void everyBitOfTheSignatureCounts() {
            SignedRequest signed = wish.signed();
            byte[] bytes = signed.signature().toArray();
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                byte[] flipped = Arrays.copyOf(bytes, bytes.length);
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                        .add(Headers.REQUEST, signed.header())
                        .add(Headers.SIGNATURE, "0x" + HexFormat.of().formatHex(flipped));

                isRefused(
                        ErrorCode.INVALID_SIGNATURE,
                        () -> authentication.request(headers, wish.endpoint(), wish.bodyBytes()));
            }
        }

        @Test
        void everyBitOfTheBodyCounts() {
            byte[] body = wish.bodyBytes();
            Random random = new Random(3);
            for (int i = 0; i < 200; i++) {
                byte[] flipped = Arrays.copyOf(body, body.length);
                flipped[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));

                isRefused(
                        ErrorCode.INVALID_SIGNATURE,
                        () -> authentication.request(headers(wish.signed()), wish.endpoint(), flipped));
            }
            isRefused(
                    ErrorCode.INVALID_SIGNATURE,
                    () -> authentication.request(headers(wish.signed()), wish.endpoint(), new byte[0]));
        }

        @ParameterizedTest
        @EnumSource(names = "CHAT_COMPLETIONS", mode = EnumSource.Mode.EXCLUDE)
        void isWorthNothingAtAnotherEndpoint(InferenceEndpoint other) {
            isRefused(
                    ErrorCode.INVALID_SIGNATURE,
                    () -> authentication.request(headers(wish.signed()), other, wish.bodyBytes()));
        }

        @Test
        void isWorthNothingElsewhere() {
            List<Authentication> elsewhere = List.of(
                    at(new Domain(Parties.DOMAIN.chainId() + 1, Parties.DOMAIN.contract()), Parties.PROVIDER),
                    at(new Domain(Parties.DOMAIN.chainId(), Parties.OWNER), Parties.PROVIDER),
                    at(Parties.DOMAIN, Parties.OWNER));

            assertThat(elsewhere)
                    .allSatisfy(other -> isRefused(
                            ErrorCode.INVALID_SIGNATURE,
                            () -> other.request(headers(wish.signed()), wish.endpoint(), wish.bodyBytes())));
        }

        @ParameterizedTest
        @ValueSource(strings = {Headers.REQUEST, Headers.SIGNATURE})
        void eachHeaderComesExactlyOnce(String name) {
            MultiMap missing = headers(wish.signed());
            missing.remove(name);
            MultiMap doubled = headers(wish.signed());
            doubled.add(name, doubled.get(name));

            for (MultiMap headers : List.of(missing, doubled)) {
                isRefused(
                        ErrorCode.INVALID_SIGNATURE,
                        () -> authentication.request(headers, wish.endpoint(), wish.bodyBytes()));
            }
        }

        static Stream<String> malformed() {
            return Stream.of(
                    "",
                    "e30",
                    "not base64url",
                    "e30=",
                    Base64.getUrlEncoder().withoutPadding().encodeToString("[]".getBytes(StandardCharsets.UTF_8)),
                    "A".repeat(3_000));
        }

        @ParameterizedTest
        @MethodSource("malformed")
        void aHeaderThatIsNoMessageIsRefused(String header) {
            MultiMap headers = headers(wish.signed()).set(Headers.REQUEST, header);

            isRefused(
                    ErrorCode.INVALID_SIGNATURE,
                    () -> authentication.request(headers, wish.endpoint(), wish.bodyBytes()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"sequence", "maxCost", "authorized", "deadline", "requestPrice"})
        void aNumberInAnotherSpellingIsRefused(String member) {
            String header = wish.signed().header();
            var json = Json.parseObject(Base64.getUrlDecoder().decode(header));
            for (String spelling : List.of("0" + json.path(member).textValue(), "+1", "-1", "1.0", "0x7", "", " 7")) {
                String other = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Json.bytes(json.deepCopy().put(member, spelling)));

                isRefused(
                        ErrorCode.INVALID_SIGNATURE,
                        () -> authentication.request(
                                headers(wish.signed()).set(Headers.REQUEST, other), wish.endpoint(), wish.bodyBytes()));
            }
        }

        @Test
        void anAuthenticOneIsKnownByItsHash() {
            Authentication.Authentic authentic =
                    authentication.request(headers(wish.signed()), wish.endpoint(), wish.bodyBytes());

            assertThat(authentic.signed()).isEqualTo(wish.signed());
            assertThat(authentic.requestHash()).isEqualTo(wish.terms().requestHash());
        }

        @Test
        void theModelOfTheBodyIsTheSignedOne() {
            Wish other = wish.model("another model");
            InferenceCall call = InferenceCall.parse(other.endpoint(), other.bodyBytes());

            isRefused(ErrorCode.INVALID_SIGNATURE, () -> authentication.requireSameModel(other.request(), call));
            authentication.requireSameModel(wish.request(), call);
        }

        @ParameterizedTest
        @ValueSource(longs = {-61, -3_600, 3_661, 4_000_000_000L})
        void aDeadlineThatIsPastOrTooFarAheadIsRefused(long ahead) {
            InferenceRequest request = wish.deadline(clock.seconds() + ahead).request();

            isRefused(ErrorCode.REQUEST_EXPIRED, () -> authentication.requireTimely(request));
        }

        @Test
        void theLastDeadlineThereIsDoesNotOverflow() {
            isRefused(
                    ErrorCode.REQUEST_EXPIRED,
                    () -> authentication.requireTimely(
                            wish.deadline(Long.MAX_VALUE).request()));
            isRefused(
                    ErrorCode.REQUEST_EXPIRED,
                    () -> authentication.requireTimely(wish.deadline(0).request()));
        }

        @ParameterizedTest
        @ValueSource(longs = {-60, -1, 0, 1, 3_600, 3_660})
        void clocksMayDifferByAMinute(long ahead) {
            authentication.requireTimely(wish.deadline(clock.seconds() + ahead).request());
        }

        @Test
        void aRetryMayBeLate() {
            Wish late = wish.deadline(clock.seconds() - 10_000);

            assertThat(authentication
                            .request(headers(late.signed()), late.endpoint(), late.bodyBytes())
                            .signed())
                    .isEqualTo(late.signed());
        }
    }

    @Nested
    class Accesses {
        private Access access() {
            return new Access(Parties.PROVIDER, ACTION, clock.seconds() + 60);
        }

        private void isRefusedFor(ErrorCode code, SignedAccess signed) {
            isRefused(code, () -> authentication.access(headers(signed), ACTION));
        }

        @Test
        void everyFieldIsUnderTheSignature() {
            SignedAccess signed = client.signs(access());

            for (Access tampered : List.of(
                    new Access(Parties.OWNER, ACTION, access().deadline()),
                    new Access(Parties.PROVIDER, ACTION + "x", access().deadline()),
                    new Access(Parties.PROVIDER, ACTION, access().deadline() + 1))) {
                isRefusedFor(
                        ErrorCode.INVALID_SIGNATURE, new SignedAccess(tampered, client.address(), signed.signature()));
            }
            isRefusedFor(
                    ErrorCode.INVALID_SIGNATURE, new SignedAccess(access(), stranger.address(), signed.signature()));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "POST " + Headers.ACCOUNT_PATH,
                    "GET " + Headers.ACCOUNT_PATH + "/",
                    "get " + Headers.ACCOUNT_PATH,
                    "DELETE " + Headers.ROUNDS_PATH + "1",
                    "",
                })
        void isWorthNothingForAnotherAction(String action) {
            isRefusedFor(
                    ErrorCode.INVALID_SIGNATURE,
                    client.signs(new Access(Parties.PROVIDER, action, access().deadline())));
        }

        @Test
        void isWorthNothingElsewhere() {
            MultiMap headers = headers(client.signs(access()));

            for (Authentication other : List.of(
                    at(new Domain(1, Parties.DOMAIN.contract()), Parties.PROVIDER),
                    at(new Domain(Parties.DOMAIN.chainId(), Parties.OWNER), Parties.PROVIDER),
                    at(Parties.DOMAIN, Parties.OWNER))) {
                isRefused(ErrorCode.INVALID_SIGNATURE, () -> other.access(headers, ACTION));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {Headers.ACCESS, Headers.SIGNATURE})
        void eachHeaderComesExactlyOnce(String name) {
            MultiMap missing = headers(client.signs(access()));
            missing.remove(name);
            MultiMap doubled = headers(client.signs(access()));
            doubled.add(name, doubled.get(name));

            for (MultiMap headers : List.of(missing, doubled)) {
                isRefused(ErrorCode.INVALID_SIGNATURE, () -> authentication.access(headers, ACTION));
            }
        }

        @Test
        void aSignedRequestIsNoAccess() {
            assertThatThrownBy(() -> authentication.access(headers(wish.signed()), ACTION))
                    .isInstanceOf(Refusal.class);
        }

        @ParameterizedTest
        @ValueSource(longs = {-61, 361, 3_600, 4_000_000_000L})
        void aDeadlineThatIsPastOrTooFarAheadIsRefused(long ahead) {
            isRefusedFor(
                    ErrorCode.REQUEST_EXPIRED,
                    client.signs(new Access(Parties.PROVIDER, ACTION, clock.seconds() + ahead)));
        }

        @ParameterizedTest
        @ValueSource(longs = {-60, 0, 300, 360})
        void givesTheClientWhoSigned(long ahead) {
            SignedAccess signed = client.signs(new Access(Parties.PROVIDER, ACTION, clock.seconds() + ahead));

            assertThat(authentication.access(headers(signed), ACTION)).isEqualTo(client.address());
        }
    }
}
