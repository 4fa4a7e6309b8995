package io.deopenchat.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Access;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.SignedAccess;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A client without a bridge: writes every header by hand, rightly or wrongly, and speaks to a gateway directly. */
final class RawClient {
    static final String CHAT_PATH = "/v1/chat/completions";

    private final Http http = new Http();
    private final Domain domain;
    private final ProviderActor provider;
    private final Signer signer;
    private final Prices prices;

    RawClient(Marketplace market, ProviderActor provider, ClientActor client, String model) {
        this.domain = market.contract().domain();
        this.provider = provider;
        this.signer = client.signer();
        this.prices = market.contract()
                .registry()
                .listing(provider.address(), ModelId.of(model))
                .orElseThrow()
                .prices();
    }

    static byte[] chat(String model, boolean stream) {
        ObjectNode body = BridgeActor.chat(model, "tell me").put("stream", stream);
        return Json.bytes(body);
    }

    /** A good request for {@code body}; a test changes what it wants wrong. */
    InferenceRequest request(long sequence, String model, byte[] body, Wei maxCost, Wei authorized) {
        return new InferenceRequest(
                provider.address(),
                sequence,
                ContentHash.of("POST", CHAT_PATH, body),
                ModelId.of(model),
                prices,
                maxCost,
                authorized,
                Instant.now().plusSeconds(600).getEpochSecond());
    }

    SignedRequest signed(InferenceRequest request) {
        return new SignedRequest(request, signer.address(), signer.sign(domain, request));
    }

    Http.Answer sends(InferenceRequest request, byte[] body) {
        return sends(signed(request), body);
    }

    Http.Answer sends(SignedRequest signed, byte[] body) {
        return sends(body, headers(signed));
    }

    static List<String> headers(SignedRequest signed) {
        return new ArrayList<>(List.of(
                "content-type",
                "application/json",
                Headers.REQUEST,
                signed.header(),
                Headers.SIGNATURE,
                signed.signature().toString()));
    }

    Http.Answer sends(byte[] body, List<String> headers) {
        return http.send("POST", provider.endpoint() + CHAT_PATH, body, headers);
    }

    Http.Answer accesses(String method, String path) {
        SignedAccess signed = access(method, path);
        return http.send(
                method,
                provider.endpoint() + path,
                new byte[0],
                List.of(
                        Headers.ACCESS,
                        signed.header(),
                        Headers.SIGNATURE,
                        signed.signature().toString()));
    }

    private SignedAccess access(String method, String path) {
        Access access = new Access(
                provider.address(),
                method + " " + path,
                Instant.now().plusSeconds(60).getEpochSecond());
        return new SignedAccess(access, signer.address(), signer.sign(domain, access));
    }

    /** A connection on which an answer waits that nobody takes. */
    Socket asksAndReadsNothing(String method, String path) throws IOException {
        SignedAccess signed = access(method, path);
        URI at = URI.create(provider.endpoint());
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(at.getHost(), at.getPort()));
        String head = method + " " + path + " HTTP/1.1\r\nhost: " + at.getAuthority() + "\r\n" + Headers.ACCESS + ": "
                + signed.header() + "\r\n" + Headers.SIGNATURE + ": " + signed.signature() + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    AccountInfo account() {
        return AccountInfo.fromJson(
                new WireObject(accesses("GET", Headers.ACCOUNT_PATH).json()));
    }

    /** Waits until the gateway has seen the deposit. */
    RawClient isKnown() {
        Eventually.holds("the gateway knows the account", this::isAnswered);
        return this;
    }

    /** More connections may be left from a gateway that was killed than the HTTP client tries. */
    private boolean isAnswered() {
        try {
            return accesses("GET", Headers.ACCOUNT_PATH).status() == 200;
        } catch (UncheckedIOException ofTheOneBefore) {
            return false;
        }
    }

    Bytes32 digest(SignedReceipt receipt) {
        return domain.digest(receipt.receipt());
    }

    Confirmation confirmation(List<SignedReceipt> receipts) {
        return confirmation(Confirmation.none(provider.address()), receipts);
    }

    Confirmation confirmation(Confirmation held, List<SignedReceipt> receipts) {
        Confirmation confirmation = held;
        for (SignedReceipt receipt : receipts) {
            confirmation = confirmation.and(receipt.receipt(), digest(receipt));
        }
        return confirmation;
    }

    Http.Answer confirms(Confirmation confirmation, List<Long> sequences) {
        return confirms(confirmation, sequences, bytes -> bytes);
    }

    Http.Answer confirms(Confirmation confirmation, List<Long> sequences, UnaryOperator<byte[]> spoil) {
        SignedConfirmation signed = new SignedConfirmation(confirmation, signer.sign(domain, confirmation));
        byte[] body = new ConfirmationCall(signer.address(), signed, sequences).body();
        return http.send(
                "POST",
                provider.endpoint() + Headers.CONFIRMATIONS_PATH,
                spoil.apply(body),
                List.of("content-type", "application/json"));
    }

    /** The receipt in the header of an answer that was not streamed. */
    static SignedReceipt receiptOf(Http.Answer answer) {
        return SignedReceipt.fromHeader(answer.header(Headers.RECEIPT));
    }

    /** The receipt behind a stream. */
    static SignedReceipt receiptBehind(Http.Answer stream) {
        String text = stream.text();
        String mark = "event: " + Headers.RECEIPT_EVENT + "\ndata: ";
        int start = text.indexOf(mark);
        if (start < 0) {
            throw new AssertionError("no receipt behind the stream: " + text);
        }
        String json = text.substring(start + mark.length(), text.indexOf("\n\n", start));
        return SignedReceipt.fromJson(WireObject.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Leaves no connection to the gateway open, which bounds how many it has. */
    void hangUp() {
        http.hangUp();
    }
}
