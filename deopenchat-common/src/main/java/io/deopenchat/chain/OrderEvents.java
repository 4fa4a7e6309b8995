package io.deopenchat.chain;

import io.deopenchat.chain.OrderEvent.OrderAnswered;
import io.deopenchat.chain.OrderEvent.OrderChallenged;
import io.deopenchat.chain.OrderEvent.OrderData;
import io.deopenchat.chain.OrderEvent.OrderFinished;
import io.deopenchat.chain.OrderEvent.OrderLocked;
import io.deopenchat.chain.OrderEvent.OrderPosted;
import io.deopenchat.chain.OrderEvent.OrderReopened;
import io.deopenchat.chain.OrderEvent.OrderReturned;
import io.deopenchat.chain.wrapper.Deopenchat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** The open market, read from logs. */
final class OrderEvents {
    static final List<EventReader<?>> READERS = List.of(
            new EventReader<>(Deopenchat.ORDERPOSTED_EVENT, OrderPosted.class, OrderEvents::orderPosted),
            new EventReader<>(Deopenchat.ORDERLOCKED_EVENT, OrderLocked.class, OrderEvents::orderLocked),
            new EventReader<>(Deopenchat.ORDERFINISHED_EVENT, OrderFinished.class, OrderEvents::orderFinished),
            new EventReader<>(Deopenchat.ORDERCHALLENGED_EVENT, OrderChallenged.class, OrderEvents::orderChallenged),
            new EventReader<>(Deopenchat.ORDERANSWERED_EVENT, OrderAnswered.class, OrderEvents::orderAnswered),
            new EventReader<>(Deopenchat.ORDERREOPENED_EVENT, OrderReopened.class, OrderEvents::orderReopened),
            new EventReader<>(Deopenchat.ORDERRETURNED_EVENT, OrderReturned.class, OrderEvents::orderReturned),
            new EventReader<>(Deopenchat.ORDERDATA_EVENT, OrderData.class, OrderEvents::orderData));

    private OrderEvents() {}

    private static OrderPosted orderPosted(EventOrigin origin, Log log) {
        if (!OrderCodec.holdsItsList(log.getData())) {
            throw new IllegalArgumentException("a list of providers without its providers");
        }
        var event = Deopenchat.getOrderPostedEventFromLog(log);
        return new OrderPosted(
                origin,
                Abi.number(event.orderId),
                Abi.address(event.owner),
                Abi.address(event.client),
                OrderCodec.read(event.terms),
                Bytes.of(event.memo));
    }

    private static OrderLocked orderLocked(EventOrigin origin, Log log) {
        var event = Deopenchat.getOrderLockedEventFromLog(log);
        return new OrderLocked(
                origin,
                Abi.number(event.orderId),
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.wei(event.stake),
                Abi.time(event.serveUntil));
    }

    private static OrderFinished orderFinished(EventOrigin origin, Log log) {
        var event = Deopenchat.getOrderFinishedEventFromLog(log);
        return new OrderFinished(
                origin, Abi.number(event.orderId), Abi.address(event.provider), Abi.wei(event.returned));
    }

    private static OrderChallenged orderChallenged(EventOrigin origin, Log log) {
        var event = Deopenchat.getOrderChallengedEventFromLog(log);
        return new OrderChallenged(
                origin, Abi.number(event.orderId), Abi.address(event.provider), Abi.time(event.silentFrom));
    }

    private static OrderAnswered orderAnswered(EventOrigin origin, Log log) {
        var event = Deopenchat.getOrderAnsweredEventFromLog(log);
        return new OrderAnswered(origin, Abi.number(event.orderId), Abi.address(event.provider));
    }

    private static OrderReopened orderReopened(EventOrigin origin, Log log) {
        var event = Deopenchat.getOrderReopenedEventFromLog(log);
        return new OrderReopened(origin, Abi.number(event.orderId), Abi.address(event.provider), Abi.wei(event.stake));
    }

    private static OrderReturned orderReturned(EventOrigin origin, Log log) {
        var event = Deopenchat.getOrderReturnedEventFromLog(log);
        return new OrderReturned(origin, Abi.number(event.orderId), Abi.address(event.owner), Abi.wei(event.stake));
    }

    private static OrderData orderData(EventOrigin origin, Log log) {
        var event = Deopenchat.getOrderDataEventFromLog(log);
        return new OrderData(
                origin,
                Abi.number(event.orderId),
                Abi.address(event.sender),
                Abi.number(event.index),
                Bytes.of(event.data));
    }
}
