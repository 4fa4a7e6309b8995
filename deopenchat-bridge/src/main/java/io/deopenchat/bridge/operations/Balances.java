package io.deopenchat.bridge.operations;

import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.bridge.provider.FailureLog;
import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** What is left of the accounts. Asks the chain only when somebody wants to know, and not again within an interval. */
public final class Balances {
    private final Supplier<Collection<Counterparty>> counterparties;
    private final ProviderDirectory chain;
    private final Address client;
    private final Duration interval;
    private final InstantSource clock;
    private final FailureLog failures =
            new FailureLog(LoggerFactory.getLogger(Balances.class), "the balances in the metrics are not of now");
    private Map<Address, Wei> left = Map.of();
    private Instant askedAt = Instant.MIN;

    public Balances(
            Supplier<Collection<Counterparty>> counterparties,
            ProviderDirectory chain,
            Address client,
            Duration interval,
            InstantSource clock) {
        this.counterparties = counterparties;
        this.chain = chain;
        this.client = client;
        this.interval = interval;
        this.clock = clock;
    }

    /** By provider, base units of the escrow that nothing was promised from; waits for the node, up to its time limit. */
    synchronized Map<Address, Wei> left() {
        Instant now = clock.instant();
        if (askedAt.isBefore(now.minus(interval))) {
            askedAt = now;
            ask();
        }
        return left;
    }

    private void ask() {
        try {
            Map<Address, Wei> found = new LinkedHashMap<>();
            for (Counterparty one : counterparties.get()) {
                chain.account(one.provider(), client)
                        .ifPresent(account -> found.put(
                                one.provider(),
                                account.freeEscrow()
                                        .minusOrZero(one.account().committed().minusOrZero(account.claimed()))));
            }
            left = found;
            failures.succeeded();
        } catch (ChainUnavailable | ContractRefusal e) {
            failures.failed(String.valueOf(e.getMessage()));
        }
    }
}
