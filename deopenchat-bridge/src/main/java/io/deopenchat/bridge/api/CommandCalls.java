package io.deopenchat.bridge.api;

import io.deopenchat.bridge.market.Buyer;
import io.deopenchat.bridge.market.LiveOrder;
import io.deopenchat.bridge.market.OrderBook;
import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Calls of the command line, without a server: a chat is answered through an order, and its text told as it comes. */
public final class CommandCalls {
    private final Vertx vertx;
    private final Relay relay;
    private final OrderBook orders;

    public CommandCalls(Vertx vertx, Relay relay, OrderBook orders) {
        this.vertx = vertx;
        this.relay = relay;
        this.orders = orders;
    }

    /** How a call went, and through which order. */
    public record Asked(CommandEnd end, Optional<LiveOrder> order) {}

    /**
     * Posts an order for a streamed chat, and waits for its answer. The request is kept, so that it can be gone on with.
     *
     * @param text hears the answer, on an event loop
     */
    public Asked ask(byte[] body, Consumer<String> text) {
        AtomicReference<Optional<LiveOrder>> order = new AtomicReference<>(Optional.empty());
        MarketCalls calls = new MarketCalls(orders, relay, Budgets.unlimited(), CommandCalls::beside);
        Outcome outcome = calls.serve(
                purchase(body),
                Optional.empty(),
                Optional.of(body),
                new Progress(System::nanoTime),
                new TextReceiver(vertx.getOrCreateContext(), InferenceEndpoint.CHAT_COMPLETIONS.dialect(), text),
                placed -> order.set(Optional.of(placed)));
        return new Asked(end(outcome), order.get());
    }

    /** A buyer who goes on with a request that was kept. */
    public Resumed resumed(byte[] body, Consumer<String> text) {
        MarketCalls calls = new MarketCalls(orders, relay, Budgets.unlimited(), CommandCalls::beside);
        OrderedCall call = calls.buyer(
                purchase(body),
                new Progress(System::nanoTime),
                new TextReceiver(vertx.getOrCreateContext(), InferenceEndpoint.CHAT_COMPLETIONS.dialect(), text),
                () -> {});
        return new Resumed(new ReturningCall(call, text));
    }

    /** One who goes on with a request. */
    public static final class Resumed {
        private final ReturningCall call;

        private Resumed(ReturningCall call) {
            this.call = call;
        }

        public Buyer buyer() {
            return call;
        }

        /** How it went for it. */
        public CommandEnd of(LiveOrder.Heard heard) {
            return end(MarketCalls.outcome(heard, call.outcome()));
        }
    }

    private static CommandEnd end(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Ended(boolean owed, Optional<Answered> answered) ->
                owed
                        ? new CommandEnd.Whole(
                                answered.map(known -> known.receipt().cost()))
                        : new CommandEnd.Broken();
            case Outcome.Declined(Outcome.ByGateway(GatewayRefusal refusal), boolean _) ->
                new CommandEnd.Refused(refusal.summary());
            case Outcome.Declined(Outcome.ByBridge(ProtocolError error), boolean _) ->
                new CommandEnd.Refused(error.message());
            case Outcome.Declined(Outcome.ForNow(ProtocolError error), boolean _) ->
                new CommandEnd.Refused(error.message());
        };
    }

    private static Purchase purchase(byte[] body) {
        InferenceEndpoint endpoint = InferenceEndpoint.CHAT_COMPLETIONS;
        return new Purchase(
                InferenceCall.parse(endpoint, body),
                Buffer.buffer(body),
                ContentHash.of(InferenceEndpoint.METHOD, endpoint.path(), body),
                "");
    }

    private static void beside(Runnable task) {
        Thread.ofVirtual().name("beside").start(task);
    }
}
