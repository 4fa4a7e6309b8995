package io.deopenchat.gateway.market;

import io.deopenchat.chain.Bytes;
import io.deopenchat.chain.Criteria;
import io.deopenchat.chain.EventOrigin;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderState;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders as tests post them. */
final class Orders {
    static final Prices PRICES = new Prices(Wei.of(5), new TokenPrice(Wei.of(1_000)), new TokenPrice(Wei.of(3_000)));
    static final Duration TIME_TO_SERVE = Duration.ofMinutes(10);
    static final long STAKE = 10_000;

    private Orders() {}

    static OrderTerms terms(Instant lockUntil) {
        return terms(STAKE, PRICES, lockUntil, List.of());
    }

    static OrderTerms terms(long stake, Prices most, Instant lockUntil, List<Address> providers) {
        return new OrderTerms(
                ModelId.of(Offer.MODEL),
                Wei.of(stake),
                most,
                lockUntil,
                TIME_TO_SERVE,
                TIME_TO_SERVE.dividedBy(2),
                Criteria.NONE,
                providers);
    }

    static OrderEvent.OrderPosted posted(long id, ClientKey client, OrderTerms terms, long block) {
        return new OrderEvent.OrderPosted(
                new EventOrigin(block, 0, Hash.keccak256("transaction " + id)),
                id,
                Parties.OWNER,
                client.address(),
                terms,
                Bytes.EMPTY);
    }

    /** As the contract holds it after a lock. */
    static Order locked(ClientKey client, OrderTerms terms, Instant serveUntil, @Nullable Instant silentFrom) {
        return new Order(
                OrderState.LOCKED,
                Parties.OWNER,
                client.address(),
                Hash.keccak256("terms"),
                terms.stake(),
                terms.lockUntil(),
                Parties.PROVIDER,
                serveUntil,
                silentFrom,
                false);
    }

    static OwnOrder own(ClientKey client, Instant serveUntil) {
        return new OwnOrder(
                1,
                client.address(),
                Offer.MODEL,
                Wei.of(STAKE),
                TIME_TO_SERVE,
                0,
                Wei.ZERO,
                OwnOrder.State.LOCKED,
                serveUntil,
                Wei.ZERO,
                serveUntil.minus(TIME_TO_SERVE));
    }
}
