package io.deopenchat.gateway.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.DeployedChain;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.gateway.wallet.QuietWallet;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the contract makes of a schedule. The clock is moved by hand, together with that of the chain. */
@Timeout(120)
class PriceRunOnAnvilTest {
    private static final Prices LOW = prices(500);
    private static final Prices HIGH = prices(9_000);

    private static ProviderOnChain provider;

    private final HandClock clock = new HandClock();
    private final TransactionSigner signer = new TransactionSigner(Network.LOCAL, Anvil.key(1));
    private Optional<PriceSchedule> schedule = Optional.empty();
    private boolean claiming;
    private int load;
    private PriceRun run = run();
    private String snapshot = "";

    private static Prices prices(long each) {
        return new Prices(Wei.ZERO, new TokenPrice(Wei.of(each)), new TokenPrice(Wei.of(each)));
    }

    @BeforeAll
    static void deploy() {
        provider = new ProviderOnChain();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void remember() {
        snapshot = provider.anvil().snapshot();
        clock.advance(Duration.between(
                clock.instant(), provider.chain().client().headTime().plusSeconds(1)));
        run = run();
    }

    @AfterEach
    void goBack() {
        provider.anvil().rpc("anvil_dropAllTransactions");
        provider.anvil().setAutomine(true);
        provider.anvil().revert(snapshot);
        provider.chain().forgetNonces();
    }

    private PriceRun run() {
        return new PriceRun(
                () -> schedule,
                () -> provider.contract().registry().listings(ProviderOnChain.PROVIDER),
                model -> load,
                provider.contract(),
                new QuietWallet(provider.chain().client(), Network.LOCAL, signer, () -> claiming, clock),
                clock);
    }

    private void wants(Prices prices) {
        wants(new PriceRule(null, null, prices));
    }

    private void wants(PriceRule... rules) {
        schedule = Optional.of(new PriceSchedule(
                ZoneId.of("UTC"), Duration.ofMinutes(5), 3, Map.of(ProviderOnChain.MODEL, List.of(rules))));
    }

    private void turnAfter(Duration time) {
        clock.advance(time);
        provider.anvil().increaseTime(time);
        turn();
    }

    /** Anvil answers before it has mined what it was sent. */
    private void turn() {
        run.turn();
        Eventually.holds("what was sent is mined", () -> provider.anvil().pendingTransactions() == 0);
    }

    private long sent() {
        return provider.chain().client().nextNonce(ProviderOnChain.PROVIDER);
    }

    private Listing listing() {
        return provider.contract()
                .registry()
                .listing(ProviderOnChain.PROVIDER, ModelId.of(ProviderOnChain.MODEL))
                .orElseThrow();
    }

    @Test
    void sendsNothingWithoutASchedule() {
        long before = sent();

        turn();

        assertThat(sent()).isEqualTo(before);
    }

    @Test
    void aLowerPriceHoldsAtOnceAndNothingElseChanges() {
        Listing before = listing();
        wants(LOW);

        turn();

        assertThat(listing().prices()).isEqualTo(LOW);
        assertThat(listing().capacity()).isEqualTo(before.capacity());
        assertThat(listing().kind()).isEqualTo(before.kind());
        assertThat(listing().announced()).isEmpty();
    }

    @Test
    void aHigherPriceIsAnnouncedOnceAndHoldsAfterTheNotice() {
        wants(HIGH);
        turn();
        long sent = sent();
        assertThat(listing().prices()).isEqualTo(ProviderOnChain.PRICES);
        assertThat(listing().announced()).isPresent();

        turnAfter(Duration.ofHours(12));
        turnAfter(Duration.ofHours(11));
        assertThat(sent()).isEqualTo(sent);
        turnAfter(DeployedChain.WITHDRAWAL_DELAY);

        assertThat(listing().at(clock.instant()).prices().output()).isEqualTo(HIGH.output());
    }

    @Test
    void changesNoMoreOftenThanTheScheduleAllows() {
        wants(LOW);
        turn();
        long sent = sent();
        wants(prices(400));
        turnAfter(Duration.ofMinutes(4));
        assertThat(sent()).isEqualTo(sent);

        turnAfter(Duration.ofMinutes(1));
        assertThat(listing().prices()).isEqualTo(prices(400));
        wants(prices(300));
        turnAfter(Duration.ofMinutes(5));
        wants(prices(200));
        turnAfter(Duration.ofHours(23));
        assertThat(listing().prices()).isEqualTo(prices(300));
        turnAfter(Duration.ofHours(1));
        assertThat(listing().prices()).isEqualTo(prices(200));
    }

    @Test
    void waitsWhileAClaimIsOnItsWay() {
        wants(LOW);
        claiming = true;
        run.turn();
        assertThat(listing().prices()).isEqualTo(ProviderOnChain.PRICES);

        claiming = false;
        turnAfter(PriceRun.PAUSE);

        assertThat(listing().prices()).isEqualTo(LOW);
    }

    @Test
    void waitsWhileATransactionOfTheWalletIsInNoBlock() {
        provider.anvil().setAutomine(false);
        provider.chain()
                .client()
                .deliver(signer.sign(
                        provider.contract().registry().heartbeat(),
                        sent(),
                        200_000,
                        provider.chain().client().gasPrice(Network.LOCAL).fees()));
        wants(LOW);

        run.turn();

        assertThat(provider.anvil().pendingTransactions()).isEqualTo(1);
    }

    @Test
    void waitsForItsTurn() throws InterruptedException {
        wants(LOW);
        CountDownLatch claiming = new CountDownLatch(1);
        CountDownLatch claimed = new CountDownLatch(1);
        Thread claimer = Thread.ofVirtual()
                .start(() -> signer.inTurn(() -> {
                    claiming.countDown();
                    return awaits(claimed);
                }));
        claiming.await();

        run.turn();

        claimed.countDown();
        claimer.join();
        assertThat(listing().prices()).isEqualTo(ProviderOnChain.PRICES);
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void aChangeThatIsStuckIsReplacedAndHolds() {
        provider.anvil().setAutomine(false);
        wants(LOW);
        run.turn();
        assertThat(provider.anvil().pendingTransactions()).isEqualTo(1);

        clock.advance(Network.LOCAL.receiptWait());
        run.turn();
        assertThat(provider.anvil().pendingTransactions()).isEqualTo(1);
        provider.anvil().mine();
        run.turn();

        assertThat(listing().prices()).isEqualTo(LOW);
    }

    @Test
    void aFullProviderBecomesDearerAfterTheNotice() {
        wants(new PriceRule(null, 80, HIGH), new PriceRule(null, null, ProviderOnChain.PRICES));
        load = 95;
        turn();
        assertThat(listing().announced()).isEmpty();

        turnAfter(SteadyLoad.HOLD);

        assertThat(listing().announced().orElseThrow().prices().output()).isEqualTo(HIGH.output());
    }
}
