package io.deopenchat.acceptance;

import java.util.Arrays;
import java.util.EnumMap;
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

    private long reopened() {
        return outcome.books().orders().stream()
                .mapToLong(OrderBooks.Placed::reopened)
                .sum();
    }

    String line() {
        OrderBooks books = outcome.books();
        String how = ends.entrySet().stream()
                .map(end -> end.getValue() + " " + end.getKey())
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
                        .formatted(
                                outcome.faults().kills(), outcome.faults().counts(), books.lostRaces(), books.gas());
    }
}
