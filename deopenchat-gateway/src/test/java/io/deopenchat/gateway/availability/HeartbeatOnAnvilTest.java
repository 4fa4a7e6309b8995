package io.deopenchat.gateway.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.LifeSign;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.gateway.wallet.QuietWallet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signs of life on a real chain. The clock is moved by hand, together with that of the chain; a heartbeat is due after a day. */
@Timeout(120)
class HeartbeatOnAnvilTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static ProviderOnChain provider;

    private final HandClock clock = new HandClock();
    private final TransactionSigner signer = new TransactionSigner(Network.LOCAL, Anvil.key(1));
    private final ClientKey client = new ClientKey("client");
    private boolean claiming;
    private boolean serves = true;
    private HeartbeatRun run = run();
    private String snapshot = "";

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
        provider.buys(client, 3_000);
        provider.wallet().send(provider.contract().registry().heartbeat());
        clock.advance(
                Duration.between(clock.instant(), provider.chain().client().headTime()));
        run = run();
    }

    @AfterEach
    void goBack() {
        provider.anvil().revert(snapshot);
        provider.chain().forgetNonces();
    }

    private HeartbeatRun run() {
        return new HeartbeatRun(
                DAY,
                () -> newest(DAY),
                () -> serves,
                new QuietWallet(provider.chain().client(), Network.LOCAL, signer, () -> claiming, clock),
                provider.contract().registry().heartbeat(),
                clock);
    }

    private static RegisteredProvider registered() {
        return provider.contract().registry().provider(ProviderOnChain.PROVIDER).orElseThrow();
    }

    private static LifeSign newest(Duration horizon) {
        return provider.contract().lifeSigns().newest(registered(), horizon);
    }

    private static Instant heartbeatAt() {
        return registered().heartbeatAt();
    }

    private void passes(Duration time) {
        clock.advance(time);
        provider.anvil().increaseTime(time);
        provider.anvil().mine();
    }

    private void turnAfter(Duration time) {
        passes(time);
        turn();
    }

    /** Anvil answers before it has mined what it was sent. */
    private void turn() {
        run.turn();
        Eventually.holds("what was sent is mined", () -> provider.anvil().pendingTransactions() == 0);
    }

    private static long sent() {
        return provider.chain().client().nextNonce(ProviderOnChain.PROVIDER);
    }

    private void isClaimedBy(TransactionSender wallet) {
        wallet.send(provider.contract()
                .claims()
                .claim(ProviderOnChain.PROVIDER, List.of(provider.confirms(client, 1_000))));
    }

    @Test
    void nothingIsSentBeforeADayIsOver() {
        long before = sent();

        turn();
        turnAfter(DAY.minusSeconds(10));

        assertThat(sent()).isEqualTo(before);
        assertThat(run.last().orElseThrow().kind()).isEqualTo(LifeSign.Kind.HEARTBEAT);
    }

    @Test
    void oneIsSentWhenADayIsOverAndNoOtherThatDay() {
        Instant first = heartbeatAt();

        turnAfter(DAY);
        Instant second = heartbeatAt();
        assertThat(second).isAfterOrEqualTo(first.plus(DAY));
        long after = sent();
        turn();
        turnAfter(DAY.minus(HOUR));

        assertThat(sent()).isEqualTo(after);
        assertThat(run.last().orElseThrow().at()).isEqualTo(second);
    }

    @Test
    void aClaimMakesAHeartbeatNeedless() {
        passes(HOUR.multipliedBy(23));
        isClaimedBy(provider.wallet());
        Instant claimed = provider.chain().client().headTime();
        long before = sent();

        turnAfter(HOUR.multipliedBy(2));

        assertThat(sent()).isEqualTo(before);
        assertThat(run.last()).contains(new LifeSign(claimed, LifeSign.Kind.CLAIM));
        turnAfter(HOUR.multipliedBy(22));
        assertThat(sent()).as("a day after the claim").isEqualTo(before + 1);
    }

    @Test
    void aClaimThatAStrangerHandsInIsNoSignOfLife() {
        passes(HOUR.multipliedBy(23));
        isClaimedBy(provider.chain().sender(5));
        provider.chain().sender(5).send(provider.contract().claims().claim(ProviderOnChain.PROVIDER, List.of()));
        long before = sent();

        turnAfter(HOUR.multipliedBy(2));

        assertThat(sent()).isEqualTo(before + 1);
    }

    @Test
    void aClaimFromBeforeTheHorizonIsNotLookedFor() {
        isClaimedBy(provider.wallet());
        passes(DAY.multipliedBy(3));

        assertThat(newest(LifeSign.STALE_AFTER).kind()).isEqualTo(LifeSign.Kind.HEARTBEAT);
        assertThat(newest(LifeSign.STALE_AFTER).isStale(clock.instant())).isTrue();
        assertThat(newest(DAY.multipliedBy(4)).kind())
                .as("the heartbeat is younger than that, so it is enough")
                .isEqualTo(LifeSign.Kind.HEARTBEAT);
    }

    @Test
    void whoCannotServeSaysNothing() {
        serves = false;
        long before = sent();

        turnAfter(DAY);
        assertThat(sent()).isEqualTo(before);
        serves = true;
        turnAfter(HeartbeatRun.PAUSE);

        assertThat(sent()).isEqualTo(before + 1);
    }

    @Test
    void aClaimOnItsWayGoesFirst() {
        claiming = true;
        long before = sent();

        turnAfter(DAY);
        assertThat(sent()).isEqualTo(before);
        claiming = false;
        turnAfter(HeartbeatRun.PAUSE);

        assertThat(sent()).isEqualTo(before + 1);
    }
}
