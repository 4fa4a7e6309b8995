package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * A market with everybody in it. 1,000 tokens cost 1,000 base units. After each test everybody leaves, and the contract keeps
 * nothing but what was burned, and the providers' records are what its events tell.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MarketStage {
    static final long PRICE = 1_000;
    static final Duration HOUR = Duration.ofHours(1);

    final Market market;
    final DeopenchatContract contract;
    final MarketProvider provider;
    final MarketProvider rival;
    final MarketOwner owner;
    final MarketOwner heir;
    final MarketWallet stranger;
    final MarketClient client;
    private String beginning = "";

    MarketStage(Market market) {
        this.market = market;
        this.contract = market.contract();
        this.provider = market.provider(1);
        this.rival = market.provider(3);
        this.owner = market.owner(4);
        this.heir = market.owner(5);
        this.stranger = market.wallet(6);
        this.client = market.client("client");
    }

    @BeforeAll
    void opens() {
        provider.registers().lists(PRICE);
        rival.registers().lists(PRICE);
    }

    @BeforeEach
    void remembers() {
        beginning = market.remember();
    }

    @AfterEach
    void everybodyLeaves() {
        market.everybodyLeaves();
        assertThat(market.holds()).isEqualTo(contract.provisionalClaims().burned());
        recordsAreTheSumOfEvents();
        market.goBackTo(beginning);
    }

    /** Whatever the test did: nobody has to believe the views of the contract. */
    private void recordsAreTheSumOfEvents() {
        for (MarketProvider one : List.of(provider, rival)) {
            assertThat(contract.recordFromEvents(one.address(), 0, market.node().headBlock()))
                    .isEqualTo(one.record());
        }
    }

    AccountState account() {
        return owner.account(provider, client);
    }

    /** The client may move so much of the owner's prefund to the provider, ever. */
    void limits(MarketClient client, long total) {
        LinkedHashMap<Address, Wei> limits = new LinkedHashMap<>();
        limits.put(provider.address(), Wei.of(total));
        owner.wallet().sends(contract.prefunds().allowProviders(client.address(), limits));
    }

    Instant in(Duration time) {
        return market.now().plus(time);
    }
}
