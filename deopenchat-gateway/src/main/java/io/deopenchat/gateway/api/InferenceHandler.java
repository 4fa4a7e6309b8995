package io.deopenchat.gateway.api;

import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.api.Authentication.Authentic;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.round.Rounds;
import io.deopenchat.http.Answers;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.RequestThread;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.ProtocolError;
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
    private final RequestThread threads;
    private final Authentication authentication;
    private final Supplier<Offers> offers;
    private final Rounds rounds;
    private final Address operator;
    private final ModelLimits limits;
    private final Consumer<ErrorCode> onRefusal;
    private final AtomicBoolean warned = new AtomicBoolean();

    InferenceHandler(
            Vertx vertx,
            BodyReader bodies,
            RequestThread threads,
            Authentication authentication,
            Supplier<Offers> offers,
            Rounds rounds,
            Address operator,
            ModelLimits limits,
            Consumer<ErrorCode> onRefusal) {
        this.vertx = vertx;
        this.bodies = bodies;
        this.threads = threads;
        this.authentication = authentication;
        this.offers = offers;
        this.rounds = rounds;
        this.operator = operator;
        this.limits = limits;
        this.onRefusal = onRefusal;
    }

    void handle(HttpServerRequest request, InferenceEndpoint endpoint) {
        Context context = vertx.getOrCreateContext();
        bodies.read(
                request, body -> threads.run(request, () -> answer(request, enter(request, endpoint, body, context))));
    }

    private Rounds.Entry enter(HttpServerRequest request, InferenceEndpoint endpoint, byte[] body, Context context) {
        try {
            Authentic authentic = authentication.request(request.headers(), endpoint, body);
            MDC.put("client", authentic.signed().client().toString());
            InferenceCall call = InferenceCall.parse(endpoint, body);
            Terms terms = new Terms(authentic.signed(), authentic.requestHash(), call, limits);
            Optional<Rounds.Entry> retried = rounds.retried(terms);
            if (retried.isPresent()) {
                return retried.get();
            }
            authentication.requireTimely(terms.request());
            authentication.requireSameModel(terms.request(), call);
            Offers now = offers.get();
            if (!now.receiptOperator().equals(operator)) {
                warnOnce(now.receiptOperator());
                return new Rounds.Entry.Refused(
                        ProtocolError.of(
                                ErrorCode.UNAVAILABLE,
                                "the contract names another operator than this gateway signs with; its provider must restart it"));
            }
            return rounds.begin(terms, body, now.listing(terms.request().model()), context);
        } catch (Refusal refusal) {
            return new Rounds.Entry.Refused(refusal.error());
        } catch (MalformedMessage malformed) {
            return new Rounds.Entry.Refused(new ProtocolError(
                    ErrorCode.INVALID_REQUEST,
                    String.valueOf(malformed.getMessage()),
                    malformed.param().orElse(null),
                    null));
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
            case Rounds.Entry.Replay replay -> RoundResponse.replay(replay.round(), response);
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
