package io.deopenchat.chain;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.protocol.http.HttpService;

/** JSON-RPC over HTTP with one node. Every failure is a {@link ChainUnavailable} or, for a revert, a {@link ContractRefusal}. */
final class Rpc implements AutoCloseable {
    private static final Pattern HTTP_STATUS = Pattern.compile("Invalid response received: ([0-9]{3})");
    private static final String TOO_MANY_REQUESTS = "429";
    private static final int REVERTED = 3;
    private static final int MAX_REASON_LENGTH = 300;

    /** Exit code 33 of the FEVM is a revert; other exit codes, such as 7 for gas, come with the same words. */
    private static final String FILECOIN_REVERT = "message execution failed (exit=[33]";

    private final Endpoint endpoint;
    private final OkHttpClient http;
    private final HttpService service;
    private final RevertReasons reasons;

    Rpc(Endpoint endpoint, Duration connectTimeout, Duration readTimeout, RevertReasons reasons) {
        this.endpoint = endpoint;
        this.reasons = reasons;
        this.http = new OkHttpClient.Builder()
                .connectTimeout(connectTimeout)
                .readTimeout(readTimeout)
                .writeTimeout(readTimeout)
                .callTimeout(connectTimeout.plus(readTimeout))
                .build();
        this.service = new HttpService(endpoint.url(), http);
        endpoint.authorization().ifPresent(value -> service.addHeader("Authorization", value));
    }

    String endpointName() {
        return endpoint.name();
    }

    /** @return the result, or null where the node has none (an unknown receipt) */
    <T, R extends Response<T>> @Nullable T ask(String method, Class<R> type, Object... parameters) {
        R response;
        try {
            response = new Request<>(method, List.of(parameters), service, type).send();
        } catch (IOException e) {
            throw unreachable(method, e);
        } catch (ClientConnectionException e) {
            throw unwilling(method, status(e));
        }
        if (response == null) {
            throw new ChainUnavailable(
                    "the node at %s answered %s with an empty body".formatted(endpoint.name(), method), null);
        }
        if (response.hasError()) {
            throw failure(method, response.getError());
        }
        return response.getResult();
    }

    /** For methods that always have a result. */
    <T, R extends Response<T>> T require(String method, Class<R> type, Object... parameters) {
        T result = ask(method, type, parameters);
        if (result == null) {
            throw new ChainUnavailable("the node at %s has no answer to %s".formatted(endpoint.name(), method), null);
        }
        return result;
    }

    /** Reads a part of an answer; what cannot be read is the node's failure. */
    <T> T understand(String method, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (RuntimeException e) {
            throw new ChainUnavailable(
                    "the node at %s gave an answer to %s that cannot be read".formatted(endpoint.name(), method), e);
        }
    }

    /**
     * A revert is known by its data: its code and message differ between node implementations (Filecoin's had code 11 for
     * years). Only a revert without data has to be guessed from them.
     */
    private RuntimeException failure(String method, Response.Error error) {
        String message = error.getMessage() == null ? "" : error.getMessage();
        String data = RevertReasons.hex(error.getData());
        if (data.length() > 2) {
            return reasons.refusal(data);
        }
        if (error.getCode() == REVERTED
                || message.contains("execution reverted")
                || message.contains(FILECOIN_REVERT)) {
            return reasons.refusal("0x");
        }
        if (isRateLimit(error.getCode(), message.toLowerCase(Locale.ROOT))) {
            return new NodeUnreachable(
                    "the node at %s has no room for %s: %s"
                            .formatted(endpoint.name(), method, Foreign.text(message, MAX_REASON_LENGTH)),
                    null);
        }
        return new RpcFailure(endpoint.name(), method, error.getCode(), message);
    }

    /** By its words: the usual code, -32005, also stands for a range of logs that is too large. */
    private static boolean isRateLimit(int code, String message) {
        return code == 429
                || message.contains("rate limit")
                || message.contains("too many requests")
                || message.contains("request count exceeded");
    }

    /** Without the cause: its message repeats the answer, which may repeat the key in the URL. */
    private ChainUnavailable unwilling(String method, String status) {
        String message =
                "the node at %s answered %s with HTTP status %s; check --chain-endpoint and its key or rate limit"
                        .formatted(endpoint.name(), method, status);
        return status.equals(TOO_MANY_REQUESTS)
                ? new NodeUnreachable(message, null)
                : new ChainUnavailable(message, null);
    }

    private ChainUnavailable unreachable(String method, IOException failure) {
        String host = endpoint.name();
        return switch (failure) {
            case ConnectException e ->
                new NodeUnreachable(
                        "no connection to the node at " + host + "; check that it runs and --chain-endpoint", e);
            case NoRouteToHostException e ->
                new NodeUnreachable("no route to the node at " + host + "; check the network and --chain-endpoint", e);
            case UnknownHostException e ->
                new NodeUnreachable("the host of the node, " + host + ", is not known; check --chain-endpoint", e);
            case InterruptedIOException e ->
                new ChainUnavailable("the node at %s did not answer %s in time".formatted(host, method), e);
            case SSLException e ->
                new ChainUnavailable(
                        "no secure connection to the node at " + host
                                + "; check https and the port in --chain-endpoint",
                        e);
            default ->
                new ChainUnavailable(
                        "the connection to the node at %s broke during %s".formatted(host, method), failure);
        };
    }

    private static String status(ClientConnectionException e) {
        Matcher status = HTTP_STATUS.matcher(e.getMessage() == null ? "" : e.getMessage());
        return status.find() ? status.group(1) : "unknown";
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
