package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.api.CommandEnd;
import io.deopenchat.bridge.market.Ending;
import io.deopenchat.bridge.market.LiveOrder;
import io.deopenchat.cli.Progress;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the command order tells: the answer on stdout as it comes, then what became of the stake. */
final class OrderReport {
    /** A provider settles soon after it was paid; who does not is left to a later start. */
    static final Duration WAIT_FOR_END = Duration.ofMinutes(2);

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final StringBuilder collected = new StringBuilder();
    private @Nullable CommandEnd end;

    OrderReport(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** A piece of the answer: words of a stranger. */
    synchronized void text(String piece) {
        collected.append(piece);
        if (!json) {
            out.print(Printable.lines(piece));
            out.flush();
        }
    }

    void heard(CommandEnd heard) {
        end = heard;
        if (json) {
            return;
        }
        switch (heard) {
            case CommandEnd.Whole(Optional<Wei> cost) ->
                out.println(System.lineSeparator()
                        + cost.map(known -> "cost " + known).orElse("cost: see receipts"));
            case CommandEnd.Broken() ->
                err.println(System.lineSeparator() + "the answer broke off; only what arrived is paid");
            case CommandEnd.Refused(String why) -> err.println("not answered: " + Printable.prose(why));
        }
        out.flush();
    }

    /** Waits until no money is left in it, within a bound, and tells where it went. */
    void ending(LiveOrder order) {
        Optional<Ending> ending = ending(order, WAIT_FOR_END);
        if (json) {
            out.println(Json.text(json(order, ending)));
        } else {
            ending.ifPresentOrElse(known -> tell(order, known), () -> tellOpen(order));
        }
        out.flush();
        end = null;
        collected.setLength(0);
    }

    private Optional<Ending> ending(LiveOrder order, Duration atMost) {
        try (Progress _ = Progress.of("waiting until the order has ended", err)) {
            return order.ended()
                    .thenApply(Optional::of)
                    .completeOnTimeout(Optional.empty(), atMost.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private void tell(LiveOrder order, Ending ending) {
        out.println("order " + order.id().map(String::valueOf).orElse("of client " + order.client()) + " "
                + ending.kind().text() + ": stake " + ending.stake() + ", paid " + ending.paid() + ", returned "
                + ending.returned());
        if (ending.kind() == Ending.Kind.FINISHED && !ending.returned().isZero()) {
            out.println("what returned is credit of the wallet; withdraw --credit pays it out");
        }
    }

    private void tellOpen(LiveOrder order) {
        out.println("order " + order.id().map(String::valueOf).orElse("of client " + order.client())
                + " has not ended yet; 'order --resume', or a daemon with the same wallet, brings home what is left");
    }

    private ObjectNode json(LiveOrder order, Optional<Ending> ending) {
        ObjectNode node = Json.object();
        order.id().ifPresent(id -> node.put("orderId", Long.toString(id)));
        node.put("client", order.client().toString());
        switch (end) {
            case CommandEnd.Whole(Optional<Wei> cost) -> {
                node.put("answer", collected.toString());
                cost.ifPresent(known -> node.put("cost", known.toString()));
            }
            case CommandEnd.Broken() -> node.put("brokenAnswer", collected.toString());
            case CommandEnd.Refused(String why) -> node.put("refused", why);
            case null -> node.put("resumed", true);
        }
        node.put("ended", ending.map(known -> known.kind().text()).orElse("not yet"));
        ending.ifPresent(known -> {
            node.put("stake", known.stake().toString());
            node.put("paid", known.paid().toString());
            node.put("returned", known.returned().toString());
        });
        return node;
    }

    void resumed(int orders) {
        if (!json) {
            out.println(orders == 0 ? "every order has ended" : "went on with " + orders + " orders");
            out.flush();
        }
    }
}
