package io.deopenchat.bridge.market;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Bytes;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderState;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An order as the chain alone tells it.
 *
 * @param terms as they were posted
 * @param content of the memo; empty without the owner's key, or if the memo is none
 * @param account of the client with the provider that locked it last; empty if nobody did
 */
public record PastOrder(
        long id,
        Instant postedAt,
        OrderTerms terms,
        Bytes memo,
        Optional<OrderMemo.Content> content,
        Order order,
        Optional<AccountState> account) {

    public Address client() {
        return order.client();
    }

    /** The name of the model, or the hash of it. */
    public String model() {
        return content.map(OrderMemo.Content::model)
                .filter(name -> !name.isEmpty())
                .orElseGet(() -> terms.model().toString());
    }

    /** Who locked it last. */
    public Optional<Address> provider() {
        return Optional.of(order.lastProvider()).filter(address -> !address.equals(Address.ZERO));
    }

    /** Base units that its providers were paid. */
    public Wei paid() {
        return account.map(AccountState::claimed).orElse(Wei.ZERO);
    }

    /** Base units of the stake that came back to the owner, or to its credit. */
    public Wei returned() {
        return switch (order.state()) {
            case NONE, OPEN, LOCKED -> Wei.ZERO;
            case FINISHED, EXPIRED, RETURNED -> Ending.of(order, account).returned();
        };
    }

    /** Base units that are still in it, or in the account that it became. */
    public Wei held() {
        return switch (order.state()) {
            case OPEN -> order.stake();
            case NONE, RETURNED -> Wei.ZERO;
            case LOCKED, FINISHED, EXPIRED -> account.map(AccountState::escrow).orElse(Wei.ZERO);
        };
    }

    public boolean hasEnded() {
        return order.state() == OrderState.RETURNED || (held().isZero() && order.state() != OrderState.LOCKED);
    }

    /** What the owner can do now to have the rest; nothing as long as somebody may serve it. */
    Step wayBack(Instant now) {
        boolean mayBeServed = order.state() == OrderState.LOCKED
                || (order.state() == OrderState.OPEN && now.isBefore(order.lockUntil()));
        return mayBeServed
                ? new Step.Wait(order.serveUntil().orElse(order.lockUntil()))
                : new Steps(terms, Duration.ZERO, Duration.ZERO).next(order, account, now, Need.NOTHING);
    }

    /** Whether its owner can take money back now. */
    public boolean canBeTakenBack(Instant now) {
        return switch (wayBack(now)) {
            case Step.TakeBack _, Step.RequestRest _, Step.TakeRest _ -> true;
            case Step.Wait _, Step.Ask _, Step.Challenge _, Step.Reopen _, Step.Contest _, Step.End _ -> false;
        };
    }

    /** From when more can be done, if the time alone decides it. */
    public Optional<Instant> waitsUntil(Instant now) {
        return wayBack(now) instanceof Step.Wait(Instant until) ? Optional.of(until) : Optional.empty();
    }
}
