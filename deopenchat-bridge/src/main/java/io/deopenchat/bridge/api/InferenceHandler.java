package io.deopenchat.bridge.api;

import io.deopenchat.bridge.account.Account;
import io.deopenchat.bridge.account.OpenRound;
import io.deopenchat.bridge.account.Opening;
import io.deopenchat.bridge.account.PriceAgreement;
import io.deopenchat.bridge.account.Reconciliation;
import io.deopenchat.bridge.account.Remedy;
import io.deopenchat.bridge.account.Settlement;
import io.deopenchat.bridge.provider.Delivery;
import io.deopenchat.bridge.provider.GatewayAddress;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.money.Prices;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.signing.Bytes32;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One call of an application, from its whole body to the end of its round: bound its cost, sign, relay, check the receipt.
 * Runs on a virtual thread of its own; only bytes stay on the event loop.
 */
final class InferenceHandler {
    /**
     * A connection that fails sooner was probably dead before the request left: it is sent once more, unchanged, which a
     * gateway that did receive it takes for the same round.
     */
    static final Duration RESEND_WITHIN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(InferenceHandler.class);

    private final ProviderWatch watch;
    private final Account account;
    private final Reconciliation reconciliation;
    private final Remedy remedy;
    private final Settlement settlement;
    private final Relay relay;
    private final GatewayClient gateway;
    private final PriceAgreement prices;

    InferenceHandler(
            ProviderWatch watch,
            Account account,
            Reconciliation reconciliation,
            Remedy remedy,
            Settlement settlement,
            Relay relay,
            GatewayClient gateway,
            PriceAgreement prices) {
        this.watch = watch;
        this.account = account;
        this.reconciliation = reconciliation;
        this.remedy = remedy;
        this.settlement = settlement;
        this.relay = relay;
        this.gateway = gateway;
        this.prices = prices;
    }

    /** Answers the call; returns when its round has ended, which may be after the answer. */
    void serve(InferenceEndpoint endpoint, byte[] body, AppAnswer answer) {
        try (MDC.MDCCloseable _ =
                MDC.putCloseable("provider", watch.provider().address().toString())) {
            InferenceCall call = InferenceCall.parse(endpoint, body);
            Optional<GatewayRefusal> refusal = attempt(call, body, answer);
            if (refusal.isPresent() && !answer.isGone() && remedy.apply(refusal.get())) {
                refusal = attempt(call, body, answer);
            }
            refusal.ifPresent(answer::refuse);
        } catch (MalformedMessage e) {
            answer.refuse(new ProtocolError(
                    ErrorCode.INVALID_REQUEST,
                    String.valueOf(e.getMessage()),
                    e.param().orElse(null),
                    null));
        }
    }

    /** @return the gateway's refusal, which is still to be answered; empty if everything is */
    private Optional<GatewayRefusal> attempt(InferenceCall call, byte[] body, AppAnswer answer) {
        Optional<Offer> offer = watch.offer(call.model());
        if (offer.isEmpty()) {
            answer.refuse(notListed());
            return Optional.empty();
        }
        Optional<Prices> exceeded = prices.exceededBy(offer.get());
        if (exceeded.isPresent()) {
            answer.refuse(tooDear(offer.get(), exceeded.get()));
            return Optional.empty();
        }
        if (!reconciliation.ensure()) {
            answer.refuseForNow(unavailable(reconciliation.problem()));
            return Optional.empty();
        }
        Bytes32 contentHash =
                ContentHash.of(InferenceEndpoint.METHOD, call.endpoint().path(), body);
        return switch (account.open(call, contentHash, offer.get())) {
            case Opening.Opened(OpenRound round) ->
                run(round, offer.get().provider().gateway(), body, answer);
            case Opening.Refused(ProtocolError error) -> {
                answer.refuse(error);
                yield Optional.empty();
            }
        };
    }

    private Optional<GatewayRefusal> run(OpenRound round, GatewayAddress address, byte[] body, AppAnswer answer) {
        answer.identify(round.provider(), round.sequence());
        try {
            return conclude(round, send(round, address, Buffer.buffer(body), answer), answer);
        } catch (RuntimeException unexpected) {
            LOG.error("round {} failed unexpectedly", round.sequence(), unexpected);
            account.orphaned(round.terms());
            answer.fail(ProtocolError.of(
                    ErrorCode.INTERNAL_ERROR,
                    "internal error in round " + round.sequence() + "; see the log of the bridge"));
            return Optional.empty();
        }
    }

    private Optional<GatewayRefusal> conclude(OpenRound round, Delivery delivery, AppAnswer answer) {
        switch (delivery) {
            case Delivery.Ended ended -> settlement.settle(round.terms(), ended.log());
            case Delivery.Refused(GatewayRefusal refusal)
            when !refusal.saysTheRoundIsVoid() -> {
                answer.refuse(refusal);
                settlement.recover(round.terms());
            }
            case Delivery.Refused(GatewayRefusal refusal) -> {
                account.voided(round.terms(), "refused with " + refusal.summary());
                return Optional.of(refusal);
            }
            case Delivery.NotSent(String reason) -> {
                account.voided(round.terms(), "not sent: " + reason);
                answer.refuseForNow(unavailable(reason));
            }
            case Delivery.Broken broken -> {
                answer.fail(connectionLost(round.sequence(), broken.reason()));
                settlement.recover(round.terms());
            }
        }
        return Optional.empty();
    }

    private Delivery send(OpenRound round, GatewayAddress address, Buffer body, AppAnswer answer) {
        long start = System.nanoTime();
        Delivery delivery = carry(round, address, body, answer);
        boolean nothingArrived = delivery instanceof Delivery.Broken broken && !broken.begun();
        if (!nothingArrived || answer.isGone() || System.nanoTime() - start > RESEND_WITHIN.toNanos()) {
            return delivery;
        }
        Delivery again = carry(round, address, body, answer);
        return again instanceof Delivery.NotSent(String reason) ? new Delivery.Broken(reason, false) : again;
    }

    private Delivery carry(OpenRound round, GatewayAddress address, Buffer body, AppAnswer answer) {
        Relay.Passage passage = relay.carry(answer.context(), address, round.path(), round.signed(), body, answer);
        answer.whenGone(() -> {
            passage.abandon();
            Thread.ofVirtual()
                    .name("cancel-" + round.sequence())
                    .start(() -> gateway.cancel(address, round.sequence()));
        });
        return passage.delivery().join();
    }

    private ProtocolError tooDear(Offer offer, Prices agreed) {
        return ProtocolError.about(
                "model",
                ErrorCode.PRICE_CHANGED,
                "provider " + watch.provider().address() + " now asks " + offer.prices()
                        + " for this model, agreed were " + agreed
                        + "; start the bridge with --accept-prices to agree to what is listed");
    }

    private ProtocolError notListed() {
        return ProtocolError.about(
                "model",
                ErrorCode.MODEL_NOT_FOUND,
                "provider " + watch.provider().address() + " does not list this model; see /v1/models");
    }

    private ProtocolError unavailable(String reason) {
        return ProtocolError.of(
                ErrorCode.UNAVAILABLE,
                "the gateway at " + watch.provider().gateway().authority() + " cannot be used: " + reason
                        + "; nothing was spent");
    }

    private static ProtocolError connectionLost(long sequence, String reason) {
        return ProtocolError.of(
                ErrorCode.BACKEND_ERROR,
                "the connection to the gateway failed in round " + sequence + ": " + reason
                        + "; only what was delivered is paid");
    }
}
