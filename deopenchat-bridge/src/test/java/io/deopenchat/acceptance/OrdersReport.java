package io.deopenchat.acceptance;

import io.deopenchat.chaos.processes.Cells;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of a campaign of orders. */
final class OrdersReport {
    private final OrdersCampaign.Plan plan;
    private final OrdersCampaign.Outcome outcome;
    private final Map<OrderBooks.End, Long> ends = new EnumMap<>(OrderBooks.End.class);

    OrdersReport(OrdersCampaign.Plan plan, OrdersCampaign.Outcome outcome) {
        this.plan = plan;
        this.outcome = outcome;
        Arrays.stream(OrderBooks.End.values()).forEach(end -> ends.put(end, 0L));
        outcome.books().orders().forEach(order -> ends.merge(order.end(), 1L, Long::sum));
    }

    List<String> findings() {
        return outcome.findings();
    }

    private long reopened() {
        return outcome.books().orders().stream()
                .mapToLong(OrderBooks.Placed::reopened)
                .sum();
    }

    /** The same as {@code scripts/chaos} gathers it. */
    Cells cells() {
        OrderBooks books = outcome.books();
        Cells cells = new Cells("orders", plan.seed());
        int wrong = outcome.findings().size();
        cells.cell("orders: money that is wrong, or orders that stay open", wrong, "findings", 0, wrong == 0);
        cells.cell("orders posted", (double) books.count(), "times");
        ends.forEach((end, count) -> cells.cell("orders: " + end.text(), count, "times"));
        cells.cell("orders opened again", (double) reopened(), "times");
        cells.cell("orders: daemons killed", outcome.faults().kills(), "times");
        cells.cell("orders: races lost in a block", books.lostRaces(), "times");
        cells.cell(
                "orders: gas of an order, of both sides and of lost races",
                books.gas() / Math.max(1.0, (double) books.count()),
                "gas");
        cells.findings(outcome.findings());
        return cells;
    }

    String line() {
        OrderBooks books = outcome.books();
        String how = ends.entrySet().stream()
                .map(end -> end.getValue() + " " + end.getKey().text())
                .collect(Collectors.joining(", "));
        return "seed %d: %d orders of %d bridges before %d gateways: %s; reopened %d times; answered whole %d, otherwise %s; "
                        .formatted(
                                plan.seed(),
                                books.count(),
                                plan.bridges(),
                                plan.gateways(),
                                how,
                                reopened(),
                                outcome.whole(),
                                outcome.otherEnds())
                + "%d kills, faults %s; %d races lost; %d gas"
                        .formatted(outcome.faults().kills(), outcome.faults().counts(), books.lostRaces(), books.gas());
    }
}
