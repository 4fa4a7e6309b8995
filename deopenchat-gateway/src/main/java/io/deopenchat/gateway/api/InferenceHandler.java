package io.deopenchat.gateway.api;

import io.deopenchat.gateway.access.ClientLists;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.api.Authentication.Authentic;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.round.NoRoom;
import io.deopenchat.gateway.round.Rounds;
import io.deopenchat.gateway.sealing.EncryptionKeys;
import io.deopenchat.http.Answers;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.HeldBody;
import io.deopenchat.http.RequestThread;
import io.deopenchat.http.TraceParent;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A signed call: read, verify, enter its round, follow it. */
final class InferenceHandler {
    private static final Logger LOG = LoggerFactory.getLogger(InferenceHandler.class);

    /** Time for another process to take this one's place. */
    static final Duration RETRY_WHEN_STOPPING = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final BodyReader bodies;
    private final BodyReader countedBodies;
    private final RequestThread threads;
    private final Authentication authentication;
    private final ClientLists clients;
    private final Supplier<Offers> offers;
    private final AccountBook accounts;
    private final Rounds rounds;
    private final EncryptionKeys keys;
    private final Address operator;
    private final ModelLimits limits;
    private final Consumer<ErrorCode> onRefusal;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param countedBodies of calls whose tokens are only counted, which cost nothing by size
     * @param keys open what is sealed
     */
    InferenceHandler(
            Vertx vertx,
            BodyReader bodies,
            BodyReader countedBodies,
            RequestThread threads,
            Authentication authentication,
            ClientLists clients,
            Supplier<Offers> offers,
            AccountBook accounts,
            Rounds rounds,
            EncryptionKeys keys,
            Address operator,
            ModelLimits limits,
            Consumer<ErrorCode> onRefusal) {
        this.vertx = vertx;
        this.bodies = bodies;
        this.countedBodies = countedBodies;
        this.threads = threads;
        this.authentication = authentication;
        this.clients = clients;
        this.offers = offers;
        this.accounts = accounts;
        this.rounds = rounds;
        this.keys = keys;
        this.operator = operator;
        this.limits = limits;
        this.onRefusal = onRefusal;
    }

    void handle(HttpServerRequest request, InferenceEndpoint endpoint) {
        Context context = vertx.getOrCreateContext();
        (endpoint == InferenceEndpoint.COUNT_TOKENS ? countedBodies : bodies)
                .readHeld(
                        request,
                        body -> threads.run(request, () -> answer(request, enter(request, endpoint, body, context))));
    }

    private Rounds.Entry enter(HttpServerRequest request, InferenceEndpoint endpoint, HeldBody held, Context context) {
        try (held) {
            return orRefused(() -> enter(request, endpoint, held.bytes(), context));
        }
    }

    private Rounds.Entry enter(HttpServerRequest request, InferenceEndpoint endpoint, byte[] body, Context context) {
        Authentic authentic = authentication.request(request.headers(), endpoint, body);
        MDC.put("client", authentic.signed().client().toString());
        Optional<Rounds.Entry> retried = rounds.retried(authentic.signed(), authentic.requestHash());
        if (retried.isPresent()) {
            return retried.get();
        }
        requireWorthReading(authentic.signed());
        Content content = Content.of(keys, authentic, endpoint, body);
        return content.told(orRefused(() -> begin(request, endpoint, authentic, content, context)));
    }

    private Rounds.Entry begin(
            HttpServerRequest request,
            InferenceEndpoint endpoint,
            Authentic authentic,
            Content content,
            Context context) {
        byte[] body = content.body();
        InferenceCall call = rounds.memory().parses().within(body.length, () -> InferenceCall.parse(endpoint, body));
        authentication.requireSameModel(authentic.signed().request(), call);
        Terms terms = new Terms(authentic.signed(), authentic.requestHash(), call, limits, content.answerSecret());
        Offers now = offers.get();
        if (!now.receiptOperator().equals(operator)) {
            warnOnce(now.receiptOperator());
            return new Rounds.Entry.Refused(ProtocolError.of(
                    ErrorCode.UNAVAILABLE,
                    "the contract names another operator than this gateway signs with; its provider must restart it"));
        }
        return rounds.begin(
                terms,
                body,
                now.listing(terms.request().model()),
                context,
                TraceParent.of(request.headers().getAll(TraceParent.HEADER)));
    }

    private static Rounds.Entry orRefused(Supplier<Rounds.Entry> way) {
        try {
            return way.get();
        } catch (Refusal refusal) {
            return new Rounds.Entry.Refused(refusal.error());
        } catch (NoRoom full) {
            return new Rounds.Entry.Refused(full.error());
        } catch (MalformedMessage malformed) {
            return new Rounds.Entry.Refused(malformed.toError());
        }
    }

    /** Anybody can sign a request. A body is taken apart only for who has put money down: that takes many times its size. */
    private void requireWorthReading(SignedRequest signed) {
        requireAdmitted(signed.client());
        authentication.requireTimely(signed.request());
        accounts.stranger(signed).ifPresent(error -> {
            throw new Refusal(error);
        });
    }

    private void requireAdmitted(Address client) {
        if (!clients.admit(client)) {
            throw Refusal.of(
                    ErrorCode.CLIENT_REFUSED,
                    "this provider begins no rounds for client " + client
                            + "; confirmations, stored rounds and releases are served as before");
        }
    }

    private void warnOnce(Address named) {
        if (!warned.getAndSet(true)) {
            LOG.error(
                    "refusing all requests: the contract takes receipts of operator {} and this gateway signs as {};"
                            + " restart it with the other key",
                    named,
                    operator);
        }
    }

    private void answer(HttpServerRequest request, Rounds.Entry entry) {
        HttpServerResponse response = request.response();
        switch (entry) {
            case Rounds.Entry.Live live -> RoundResponse.follow(live.round(), response);
            case Rounds.Entry.Replay replay -> RoundResponse.replay(replay.round(), replay.held(), response);
            case Rounds.Entry.Stopping _ -> {
                onRefusal.accept(ErrorCode.UNAVAILABLE);
                Answers.retryLater(
                        response,
                        ProtocolError.of(ErrorCode.UNAVAILABLE, "this gateway is stopping; ask again, or another one"),
                        RETRY_WHEN_STOPPING);
            }
            case Rounds.Entry.Refused refused -> {
                onRefusal.accept(refused.error().code());
                Answers.error(response, refused.error());
            }
        }
    }
}
