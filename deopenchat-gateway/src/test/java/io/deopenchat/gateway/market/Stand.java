package io.deopenchat.gateway.market;

import io.deopenchat.chain.EventOrigin;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Limits;
import io.deopenchat.signing.Hash;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A provider's side of the open market before a chain that a test makes up. */
final class Stand implements AutoCloseable {
    final HandClock clock = new HandClock();
    final FakeMarket chain = new FakeMarket();
    final Ledger ledger;
    final AccountBook accounts;
    Optional<Listing> listing = Optional.of(Offer.listing(Orders.PRICES, 1_000));
    MarketRun run;
    private final int depth;
    private int events;

    /** @param depth blocks on top of an event after which it is final */
    Stand(Path directory, MarketConfig config, int depth) {
        this.depth = depth;
        ledger = Ledger.open(directory, Parties.DOMAIN, Parties.PROVIDER, Parties.SEAL, failure -> {
            throw failure;
        });
        accounts = new AccountBook(
                ledger, Parties.DOMAIN, Parties.PROVIDER, new Credit(Wei.of(1_000_000)), Limits.SEQUENCE_WINDOW, clock);
        run = run(config, 0);
    }

    MarketRun run(MarketConfig config, int gasSharePercent) {
        return Market.run(
                config,
                gasSharePercent,
                Network.LOCAL,
                depth,
                chain,
                Duration.ofDays(1),
                ledger,
                accounts,
                model -> listing.filter(offer -> offer.model().equals(model)),
                state -> {},
                clock);
    }

    static MarketConfig serves(int orders) {
        return new MarketConfig(true, null, orders, null, null);
    }

    static ClientKey client(long id) {
        return new ClientKey("client " + id);
    }

    OrderTerms terms(long stake) {
        return Orders.terms(stake, Orders.PRICES, clock.instant().plusSeconds(600), List.of());
    }

    EventOrigin next() {
        return new EventOrigin(chain.head(), events++, Hash.keccak256("transaction " + events));
    }

    void posts(long id, OrderTerms terms) {
        OrderEvent.OrderPosted posted = Orders.posted(id, client(id), terms, chain.head());
        chain.posts(
                new OrderEvent.OrderPosted(next(), id, posted.owner(), posted.client(), posted.terms(), posted.memo()));
    }

    void posts(long id, long stake) {
        posts(id, terms(stake));
    }

    /** The newest that was sent for it. */
    Step step(long id) {
        return chain.sent.stream()
                .filter(step -> step.orderId() == id)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** Mined, told and read. */
    void isLocked(long id) {
        Instant end = clock.instant().plus(Orders.TIME_TO_SERVE);
        chain.has(id, Orders.locked(client(id), terms(Orders.STAKE), end, null));
        chain.lands(step(id), Landing.End.DONE);
        run.turn();
    }

    List<Long> sent() {
        return chain.sent.stream().map(Step::orderId).toList();
    }

    OwnOrder.State state(long id) {
        return ledger.orders().find(id).orElseThrow().state();
    }

    @Override
    public void close() {
        ledger.close();
    }
}
