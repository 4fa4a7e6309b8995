package io.deopenchat.gateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.ConfirmationOutcome;
import io.deopenchat.gateway.account.OpenRelease;
import io.deopenchat.gateway.account.ReleaseOutcome;
import io.deopenchat.gateway.account.StoredRound;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.round.HeldRound;
import io.deopenchat.gateway.round.Holding;
import io.deopenchat.gateway.round.LiveRound;
import io.deopenchat.gateway.round.NoRoom;
import io.deopenchat.gateway.round.Rounds;
import io.deopenchat.gateway.sealing.EncryptionKeys;
import io.deopenchat.http.Answers;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.RequestThread;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.Verifier;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.function.Supplier;

/** What a client may see and do with its own account. Every call proves who makes it. */
final class AccountHandlers {
    private final BodyReader bodies;
    private final RequestThread threads;
    private final Authentication authentication;
    private final Verifier verifier;
    private final Domain domain;
    private final Address provider;
    private final Signer operator;
    private final Supplier<Offers> offers;
    private final AccountBook accounts;
    private final Rounds rounds;
    private final EncryptionKeys keys;
    private final Runnable onConfirmation;

    AccountHandlers(
            BodyReader bodies,
            RequestThread threads,
            Authentication authentication,
            Verifier verifier,
            Domain domain,
            Address provider,
            Signer operator,
            Supplier<Offers> offers,
            AccountBook accounts,
            Rounds rounds,
            EncryptionKeys keys,
            Runnable onConfirmation) {
        this.bodies = bodies;
        this.threads = threads;
        this.authentication = authentication;
        this.verifier = verifier;
        this.domain = domain;
        this.provider = provider;
        this.operator = operator;
        this.offers = offers;
        this.accounts = accounts;
        this.rounds = rounds;
        this.keys = keys;
        this.onConfirmation = onConfirmation;
    }

    void account(HttpServerRequest request) {
        threads.run(
                request,
                () -> answering(request, () -> {
                    Address client = authentication.access(request.headers(), "GET " + Headers.ACCOUNT_PATH);
                    accounts.info(client)
                            .ifPresentOrElse(
                                    info -> Answers.json(request.response(), info.toJson()),
                                    () -> Answers.error(request.response(), AccountBook.unknownAccount(client)));
                }));
    }

    /** What this client may seal its requests to. */
    void encryptionKey(HttpServerRequest request) {
        threads.run(
                request,
                () -> answering(request, () -> {
                    Address client = authentication.access(request.headers(), "GET " + Headers.ENCRYPTION_KEY_PATH);
                    keys.forClient(client)
                            .ifPresentOrElse(
                                    key -> Answers.json(request.response(), key.toJson()),
                                    () -> Answers.error(
                                            request.response(),
                                            ProtocolError.of(
                                                    ErrorCode.UNKNOWN_URL, "this gateway opens no sealed requests")));
                }));
    }

    void confirmation(HttpServerRequest request) {
        bodies.read(request, body -> threads.run(request, () -> answering(request, () -> confirm(request, body))));
    }

    private void confirm(HttpServerRequest request, byte[] body) {
        ConfirmationCall call = ConfirmationCall.parse(body);
        if (!call.signed().confirmation().provider().equals(provider)
                || !verifier.isSignedBy(
                        call.client(),
                        domain.digest(call.signed().confirmation()),
                        call.signed().signature())) {
            throw Refusal.of(
                    ErrorCode.INVALID_SIGNATURE,
                    "the confirmation is not signed by client " + call.client() + " for provider " + provider);
        }
        authentication.requireConfirmationWithinRate(call.client());
        HttpServerResponse response = request.response();
        switch (accounts.confirm(call)) {
            case ConfirmationOutcome.Stored stored -> {
                stored.durable().join();
                onConfirmation.run();
                ObjectNode answer = Json.object();
                answer.set(
                        "confirmation",
                        stored.newest().map(newest -> newest.toJson()).orElse(null));
                Answers.json(response, answer);
            }
            case ConfirmationOutcome.Mismatched mismatched -> {
                mismatched.durable().join();
                onConfirmation.run();
                Answers.error(response, mismatched.error());
            }
            case ConfirmationOutcome.Refused refused -> Answers.error(response, refused.error());
        }
    }

    void round(HttpServerRequest request, String sequence) {
        threads.run(
                request,
                () -> answering(request, () -> {
                    Address client = authentication.access(request.headers(), "GET " + Headers.ROUNDS_PATH + sequence);
                    sendRound(request.response(), client, WireObject.sequence(sequence));
                }));
    }

    private void sendRound(HttpServerResponse response, Address client, long sequence) {
        Optional<LiveRound> running = rounds.inFlight(client, sequence);
        if (running.isPresent()) {
            RoundResponse.follow(running.get(), response);
            return;
        }
        switch (rounds.stored(client, sequence).orElse(null)) {
            case HeldRound(StoredRound.Finished finished, Holding held) ->
                RoundResponse.replay(finished.round(), held, response);
            case HeldRound(StoredRound.Voided nothing, Holding _) ->
                Answers.error(
                        response,
                        ProtocolError.of(
                                ErrorCode.ROUND_VOID,
                                "round " + sequence + " is void: "
                                        + nothing.reason().message()));
            case HeldRound(StoredRound.Erased _, Holding _) ->
                Answers.error(
                        response,
                        ProtocolError.of(
                                ErrorCode.ROUND_NOT_FOUND,
                                "round " + sequence + " was answered; its answer has been erased since"));
            case HeldRound(StoredRound.InFlight _, Holding _) ->
                Answers.error(
                        response,
                        ProtocolError.of(ErrorCode.ROUNDS_IN_FLIGHT, "round " + sequence + " is just ending"));
            case null ->
                Answers.error(
                        response,
                        ProtocolError.of(
                                ErrorCode.ROUND_NOT_FOUND, "no round " + sequence + " of this client is stored"));
        }
    }

    void cancel(HttpServerRequest request, String sequence) {
        threads.run(
                request,
                () -> answering(request, () -> {
                    Address client =
                            authentication.access(request.headers(), "DELETE " + Headers.ROUNDS_PATH + sequence);
                    Optional<LiveRound> running = rounds.inFlight(client, WireObject.sequence(sequence));
                    running.ifPresent(LiveRound::cancel);
                    ObjectNode answer = Json.object().put("sequence", sequence).put("cancelled", running.isPresent());
                    Answers.json(request.response(), answer);
                }));
    }

    void release(HttpServerRequest request) {
        threads.run(
                request,
                () -> answering(request, () -> {
                    Address client = authentication.access(request.headers(), "POST " + Headers.RELEASE_PATH);
                    requireReleaseOperator();
                    switch (accounts.release(client, operator)) {
                        case ReleaseOutcome.Signed signed -> {
                            signed.durable().join();
                            Answers.json(request.response(), json(signed.release()));
                        }
                        case ReleaseOutcome.Refused refused -> Answers.error(request.response(), refused.error());
                    }
                }));
    }

    /** A newly named operator signs releases at once, and receipts only after a notice. */
    private void requireReleaseOperator() {
        Address named = offers.get().provider().operators().releases();
        if (!named.equals(operator.address())) {
            throw Refusal.of(
                    ErrorCode.UNAVAILABLE,
                    "releases are signed by the newly named operator " + named + ", whose key this gateway does not"
                            + " have; request a withdrawal, or ask again later");
        }
    }

    private static ObjectNode json(OpenRelease open) {
        ObjectNode answer = Json.object();
        answer.putObject("release")
                .put("provider", open.release().provider().toString())
                .put("client", open.release().client().toString())
                .put("settledTotal", open.release().settledTotal().toString())
                .put("nonce", Long.toString(open.release().nonce()))
                .put("deadline", Long.toString(open.release().deadline()));
        return answer.put("signature", open.signature().toString());
    }

    private static void answering(HttpServerRequest request, Runnable call) {
        try {
            call.run();
        } catch (Refusal refusal) {
            Answers.error(request.response(), refusal.error());
        } catch (NoRoom full) {
            Answers.error(request.response(), full.error());
        } catch (MalformedMessage malformed) {
            Answers.error(
                    request.response(),
                    ProtocolError.of(ErrorCode.INVALID_REQUEST, String.valueOf(malformed.getMessage())));
        }
    }
}
