package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.market.PastOrder;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Past orders, as a person or a program reads them. */
record HistoryReport(PrintWriter out, Amounts amounts, Instant now) {

    void print(List<PastOrder> orders, Wei credit, boolean json) {
        orders.forEach(order -> out.println(json ? Json.text(toJson(order)) : line(order)));
        if (!json) {
            printAdvice(orders, credit);
        }
        out.flush();
    }

    private String line(PastOrder order) {
        return "order %d  %s  %s  %s  provider %s  stake %s  paid %s  returned %s%s"
                .formatted(
                        order.id(),
                        order.postedAt(),
                        Printable.text(order.model()),
                        state(order),
                        order.provider().map(Object::toString).orElse("-"),
                        amounts.text(order.order().stake()),
                        amounts.text(order.paid()),
                        amounts.text(order.returned()),
                        rest(order));
    }

    private String rest(PastOrder order) {
        if (order.canBeTakenBack(now)) {
            return "  " + amounts.text(order.held()) + " can be taken back now";
        }
        return order.hasEnded()
                ? ""
                : order.waitsUntil(now)
                        .map(until -> "  " + amounts.text(order.held()) + " held until " + until)
                        .orElse("");
    }

    private void printAdvice(List<PastOrder> orders, Wei credit) {
        if (orders.isEmpty()) {
            out.println("this wallet never posted an order");
        }
        if (orders.stream().anyMatch(order -> order.canBeTakenBack(now))) {
            out.println("history --take-back takes back what can be");
        }
        if (!credit.isZero()) {
            out.println("the contract holds a credit of " + amounts.text(credit)
                    + " for this wallet; withdraw --credit pays it out");
        }
    }

    private static String state(PastOrder order) {
        return order.order().state().name().toLowerCase(Locale.ROOT);
    }

    private ObjectNode toJson(PastOrder order) {
        ObjectNode node = Json.object();
        node.put("orderId", Long.toString(order.id()));
        node.put("postedAt", order.postedAt().toString());
        node.put("client", order.client().toString());
        node.put("model", order.model());
        node.put("modelId", order.terms().model().toString());
        node.put("keyKnown", order.content().isPresent());
        node.put("state", state(order));
        order.provider().ifPresent(provider -> node.put("provider", provider.toString()));
        node.put("stake", order.order().stake().toString());
        node.put("paid", order.paid().toString());
        node.put("returned", order.returned().toString());
        node.put("held", order.held().toString());
        node.put("canBeTakenBack", order.canBeTakenBack(now));
        return node;
    }
}
