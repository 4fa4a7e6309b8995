package io.deopenchat.gateway.round;

import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.backend.BackendBody;
import io.deopenchat.gateway.backend.Backends;
import io.deopenchat.gateway.backend.Dispatch;
import io.deopenchat.gateway.backend.Placement;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.gateway.metering.Measured;
import io.deopenchat.gateway.metering.Meter;
import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * What {@link Rounds} does, without the money: no account, no ledger, no signature; its receipts carry a signature that
 * was made before. So the difference to a gateway is what these cost. For {@code scripts/bench}; no mode of the product.
 */
public final class UnpaidRounds {
    private static final SignedRequest NOBODYS =
            Wish.of(new ClientKey("nobody"), 1).signed();
    private static final Bytes32 NOTHING = Hash.keccak256("nothing");
    private final Vertx vertx;
    private final Backends backends;

    public UnpaidRounds(Vertx vertx, Backends backends) {
        this.vertx = vertx;
        this.backends = backends;
    }

    /** Begins a round that may be read. */
    public LiveRound begin(InferenceCall call, byte[] body, Context context) {
        Terms terms = new Terms(NOBODYS, NOTHING, call, Offer.LIMITS);
        LiveRound round = new LiveRound(terms, context, new RoundListener() {});
        if (!(backends.take(terms.client(), call.model(), 0) instanceof Placement.Placed placed)) {
            throw new IllegalStateException("the backend has no place");
        }
        byte[] sent = BackendBody.of(body, call, terms.limits());
        Dispatch dispatch = new Dispatch(vertx, context, backends, placed.place(), sent, call);
        round.run(() -> {
            Meter meter = new Meter(call, terms.limits(), body, dispatch::countTokens);
            Exchange exchange = new Exchange(vertx, round, meter, dispatch, KeepAlive.DEFAULT, new Settled(round));
            dispatch.begin(exchange);
            round.begins(exchange);
        });
        return round;
    }

    private record Settled(LiveRound round) implements Exchange.Ending {
        @Override
        public void billed(RoundStatus status, byte[] log, Supplier<Measured> measured) {
            String contentType = round.contentType();
            Thread.ofVirtual().start(() -> {
                FinishedRound finished = new FinishedRound(
                        unsigned(measured.get().usage(), status), contentType, round.isStream(), ArrayBuffer.of(log));
                round.run(() -> round.ended(new RoundEnd.Billed(finished)));
            });
        }

        private static SignedReceipt unsigned(Usage usage, RoundStatus status) {
            Receipt receipt = new Receipt(NOBODYS.client(), 1, NOTHING, NOTHING, usage, Wei.ZERO, status);
            return new SignedReceipt(receipt, NOBODYS.signature());
        }

        @Override
        public void voided(ProtocolError reason) {
            round.run(() -> round.ended(new RoundEnd.Voided(reason)));
        }
    }
}
