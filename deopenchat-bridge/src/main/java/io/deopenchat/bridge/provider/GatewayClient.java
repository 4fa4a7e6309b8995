package io.deopenchat.bridge.provider;

import io.deopenchat.bridge.config.Timeouts;
import io.deopenchat.http.BoundedBody;
import io.deopenchat.http.Sending;
import io.deopenchat.openai.Dialect;
import io.deopenchat.protocol.Access;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ProviderInfo;
import io.deopenchat.protocol.SignedAccess;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedEncryptionKey;
import io.deopenchat.protocol.SignedRelease;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.sealing.AnswerForm;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.SigningFailed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls to a gateway that are not rounds. Each waits for its answer, so it belongs on a virtual thread; each one that
 * concerns the account is signed for this call only.
 */
public final class GatewayClient {
    static final int MAX_ANSWER_BYTES = 8 * 1_024 * 1_024;

    /** Of a round: a message, and at most 64 receipts. */
    static final int MAX_REFUSAL_BYTES = 128 * 1_024;

    private static final int OK = 200;
    private static final Duration ACCESS_LIFE = Limits.MAX_ACCESS_DEADLINE.dividedBy(2);

    private final HttpClient http;
    private final MessageSigner client;
    private final Domain domain;
    private final Address provider;
    private final InstantSource clock;
    private final Timeouts timeouts;

    public GatewayClient(
            HttpClient http,
            MessageSigner client,
            Domain domain,
            Address provider,
            InstantSource clock,
            Timeouts timeouts) {
        this.http = http;
        this.client = client;
        this.domain = domain;
        this.provider = provider;
        this.clock = clock;
        this.timeouts = timeouts;
    }

    /** What the gateway says of itself. */
    public Reply<ProviderInfo> info(GatewayAddress gateway) {
        return call(gateway, HttpMethod.GET, Headers.PROVIDER_PATH, false, null, ProviderInfo::fromJson);
    }

    /** What this client may seal its calls to. */
    public Reply<SignedEncryptionKey> encryptionKey(GatewayAddress gateway) {
        return call(gateway, HttpMethod.GET, Headers.ENCRYPTION_KEY_PATH, true, null, SignedEncryptionKey::fromJson);
    }

    /** The client's account as the gateway sees it. */
    public Reply<AccountInfo> account(GatewayAddress gateway) {
        return call(gateway, HttpMethod.GET, Headers.ACCOUNT_PATH, true, null, AccountInfo::fromJson);
    }

    /** Hands over a confirmation; the answer is the newest one that the gateway holds. */
    public Reply<SignedConfirmation> confirm(GatewayAddress gateway, ConfirmationCall call) {
        return call(
                gateway,
                HttpMethod.POST,
                Headers.CONFIRMATIONS_PATH,
                false,
                Buffer.buffer(call.body()),
                wire -> SignedConfirmation.fromJson(wire.object("confirmation")));
    }

    /** Asks to stop a round; the gateway bills what was delivered and ends the stream with the receipt. */
    public Reply<Boolean> cancel(GatewayAddress gateway, long sequence) {
        return call(gateway, HttpMethod.DELETE, Headers.ROUNDS_PATH + sequence, true, null, wire -> true);
    }

    /** Asks the provider to let the owner have at once what the rounds so far have not cost. */
    public Reply<SignedRelease> release(GatewayAddress gateway) {
        return call(gateway, HttpMethod.POST, Headers.RELEASE_PATH, true, null, SignedRelease::fromJson);
    }

    /** The byte log of a round from its first byte, with its receipt. */
    public Reply<ReceivedLog> round(
            GatewayAddress gateway, Dialect dialect, AnswerForm form, AnswerMemory memory, long sequence) {
        String path = Headers.ROUNDS_PATH + sequence;
        RequestOptions options;
        try {
            options = options(gateway, HttpMethod.GET, path, true, timeouts.idle());
        } catch (SigningFailed e) {
            return new Reply.Failed<>(String.valueOf(e.getMessage()));
        }
        Future<HttpClientRequest> connected = connect(options);
        Future<Reply<ReceivedLog>> reply = connected.compose(request -> Sending.of(request)
                .compose(response -> response.statusCode() == OK
                        ? LogTransfer.receive(response, dialect, form, memory, LogSink.NOBODY)
                                .<Reply<ReceivedLog>>map(Reply.Answered::new)
                        : BoundedBody.of(response, MAX_REFUSAL_BYTES)
                                .map(body -> new Reply.Refused<>(GatewayRefusal.read(response, body.getBytes())))));
        return await(connected, reply, timeouts.round());
    }

    private <T> Reply<T> call(
            GatewayAddress gateway,
            HttpMethod method,
            String path,
            boolean signed,
            @Nullable Buffer body,
            Function<WireObject, T> reader) {
        RequestOptions options;
        try {
            options = options(gateway, method, path, signed, timeouts.control());
        } catch (SigningFailed e) {
            return new Reply.Failed<>(String.valueOf(e.getMessage()));
        }
        if (body != null) {
            options.putHeader("content-type", "application/json");
        }
        Future<HttpClientRequest> connected = connect(options);
        Future<Reply<T>> reply =
                connected.compose(request -> (body == null ? Sending.of(request) : Sending.of(request, body))
                        .compose(response -> BoundedBody.of(response, MAX_ANSWER_BYTES)
                                .map(content -> {
                                    if (response.statusCode() / 100 != 2) {
                                        return new Reply.Refused<T>(GatewayRefusal.read(response, content.getBytes()));
                                    }
                                    return new Reply.Answered<>(reader.apply(object(content)));
                                })));
        return await(connected, reply, timeouts.control());
    }

    /** A round may still be asked for while the bridge closes. */
    private Future<HttpClientRequest> connect(RequestOptions options) {
        try {
            return http.request(options);
        } catch (IllegalStateException closed) {
            return Future.failedFuture(closed);
        }
    }

    /** An empty answer to a call that expects nothing counts as an empty object. */
    private static WireObject object(Buffer content) {
        return WireObject.parse(content.length() == 0 ? new byte[] {'{', '}'} : content.getBytes());
    }

    private RequestOptions options(
            GatewayAddress gateway, HttpMethod method, String path, boolean signed, Duration idle) {
        RequestOptions options = Requests.to(gateway, method, path, timeouts.connect(), idle);
        if (signed) {
            Access access = new Access(
                    provider,
                    method + " " + path,
                    clock.instant().plus(ACCESS_LIFE).getEpochSecond());
            SignedAccess signedAccess = new SignedAccess(access, client.address(), client.sign(domain, access));
            options.putHeader(Headers.ACCESS, signedAccess.header());
            options.putHeader(Headers.SIGNATURE, signedAccess.signature().toString());
        }
        return options;
    }

    /** A request that nobody waits for any more is reset, or it would hold its connection for as long as a gateway likes. */
    private static <T> Reply<T> await(Future<HttpClientRequest> connected, Future<Reply<T>> reply, Duration atMost) {
        try {
            return reply.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            connected.onSuccess(HttpClientRequest::reset);
            return new Reply.Failed<>("no answer within " + atMost.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Reply.Failed<>(Failures.reason(e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            connected.onSuccess(HttpClientRequest::reset);
            Thread.currentThread().interrupt();
            return new Reply.Failed<>("interrupted");
        }
    }
}
