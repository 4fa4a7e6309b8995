package io.deopenchat.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractBuild;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Deployments;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.ClaimJournal;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.fixture.Cable;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.Limits;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real node does with claims that are stuck, dropped and reorganised away. The clock is moved by hand. */
@Timeout(120)
class ClaimOnAnvilTest {
    private static final int DEPTH = 2;
    private static final Pace PACE = new Pace(DEPTH, Duration.ofSeconds(1), Duration.ofMinutes(1));

    private static final Duration HOURS = Duration.ofHours(6);
    private static final Duration BETWEEN_TURNS = Duration.ofMinutes(10);
    private static final String SPIKE = "0x" + Long.toHexString(100_000_000_000_000L);
    private static final String USUAL = "0x" + Long.toHexString(1_000_000_000L);

    private static ProviderOnChain provider;

    private final ClientKey client = new ClientKey("client");
    private final HandClock clock = new HandClock();
    private final Ledger ledger;
    private final ClaimJournal journal;
    private final AccountBook accounts;
    private final ClaimRun run;
    private String snapshot = "";

    ClaimOnAnvilTest(@TempDir Path directory) {
        ledger = Ledger.open(
                directory, provider.contract().domain(), ProviderOnChain.PROVIDER, Parties.SEAL, failure -> {
                    throw failure;
                });
        journal = ledger.claims();
        accounts = new AccountBook(
                ledger,
                provider.contract().domain(),
                ProviderOnChain.PROVIDER,
                new Credit(Wei.of(1_000_000)),
                Limits.SEQUENCE_WINDOW,
                clock);
        run = claiming(provider.chain().client(), provider.contract());
    }

    private ClaimRun claiming(ChainClient node, DeopenchatContract contract) {
        ContractClaims chain = new ContractClaims(node, contract, new TransactionSigner(Network.LOCAL, Anvil.key(1)));
        ClaimConfig config = ClaimConfig.at(Long.MAX_VALUE).atAnyCost();
        return new ClaimRun(accounts, journal, chain, config, GasRule.NONE, PACE, clock, ClaimListener.NONE);
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
    void aClaimWaits() {
        snapshot = provider.anvil().snapshot();
        provider.buys(client, 300);
        // deeper than any reorganisation here
        provider.anvil().mine(DEPTH + 2);
        accounts.update(provider.account(client));
        accounts.confirm(new ConfirmationCall(client.address(), provider.confirms(client, 100), List.of()));
        provider.anvil().setAutomine(false);
        clock.advance(ClaimConfig.DEFAULT_CLAIM_AFTER);
        turns();
        assertThat(provider.anvil().pendingTransactions()).isEqualTo(1);
    }

    @AfterEach
    void goBack() {
        ledger.close();
        provider.anvil().setAutomine(true);
        provider.anvil().revert(snapshot);
        provider.chain().forgetNonces();
    }

    private void turns() {
        clock.advance(PACE.look());
        run.turn(false);
    }

    /** What a gateway does in the hours in which nothing goes right. */
    private void turnsForHours(ClaimRun claims) {
        Instant end = clock.instant().plus(HOURS);
        while (clock.instant().isBefore(end)) {
            claims.turn(false);
            clock.advance(BETWEEN_TURNS);
        }
    }

    private void basefee(String wei) {
        provider.anvil().rpc("anvil_setNextBlockBaseFeePerGas", wei);
        provider.anvil().mine();
    }

    private OpenClaim claim() {
        assertThat(journal.open()).hasSize(1);
        return journal.open().getFirst();
    }

    private boolean isMined(SignedTransaction transaction) {
        return provider.chain().client().mined(transaction.hash()).isPresent();
    }

    private void becomesFinal() {
        provider.anvil().mine(1 + DEPTH);
        turns();
        assertThat(journal.open()).isEmpty();
        assertThat(provider.account(client).claimed()).isEqualTo(Wei.of(100));
    }

    @Test
    void theNodeTakesTheReplacementOfAStuckClaim() {
        clock.advance(PACE.patience());
        turns();

        SignedTransaction replaced = claim().oldest().signed();
        SignedTransaction replacement = claim().newest().signed();
        assertThat(replacement).isNotEqualTo(replaced);
        assertThat(provider.anvil().pendingTransactions()).isEqualTo(1);
        becomesFinal();
        assertThat(isMined(replacement)).isTrue();
        assertThat(isMined(replaced)).isFalse();
    }

    @Test
    void aDroppedClaimIsSentAgain() {
        SignedTransaction sent = claim().newest().signed();
        provider.anvil().rpc("anvil_dropTransaction", sent.hash().toString());
        assertThat(provider.anvil().pendingTransactions()).isZero();

        turns();

        assertThat(provider.anvil().pendingTransactions()).isEqualTo(1);
        becomesFinal();
        assertThat(isMined(sent)).isTrue();
    }

    @Test
    void aClaimThatWasReorganisedAwayIsSentAgain() {
        provider.anvil().mine();
        turns();
        assertThat(provider.account(client).claimed()).isEqualTo(Wei.of(100));
        provider.anvil().reorg(1);
        assertThat(provider.account(client).claimed()).isEqualTo(Wei.ZERO);

        turns();

        assertThat(provider.anvil().pendingTransactions()).isEqualTo(1);
        becomesFinal();
    }

    @Test
    void aClaimThatWasReorganisedAwayAfterItWasFinalIsMadeAnewAndPaidOnce() {
        becomesFinal();

        provider.anvil().reorg(DEPTH + 2);
        assertThat(provider.account(client).claimed()).isEqualTo(Wei.ZERO);
        accounts.update(provider.account(client));
        clock.advance(ClaimConfig.DEFAULT_CLAIM_AFTER);
        turns();

        assertThat(provider.anvil().pendingTransactions()).isEqualTo(1);
        becomesFinal();
        isPaidOnce();
    }

    @Test
    void aClaimThatIsMinedWhileTheNodeIsOutOfReachForHoursIsFoundAndNotMadeAgain() throws IOException {
        try (Cable cable = new Cable(URI.create(provider.anvil().url()));
                ChainClient node = ChainClient.connect(cable.url())) {
            ClaimRun claims = claiming(
                    node,
                    new Deployments(node, ContractBuild.checkedIn())
                            .verify(provider.contract().address()));
            cable.cut();
            turnsForHours(claims);
            provider.anvil().mine(1 + DEPTH);
            turnsForHours(claims);
            assertThat(journal.open()).hasSize(1);
            cable.join();

            turnsForHours(claims);
        }
        assertThat(journal.open()).isEmpty();
        isPaidOnce();
    }

    @Test
    void aSpikeOfFeesBeyondTheCeilingIsWaitedOut() {
        basefee(SPIKE);
        basefee(SPIKE);
        turnsForHours(run);
        assertThat(provider.account(client).claimed()).isEqualTo(Wei.ZERO);

        basefee(USUAL);
        turnsForHours(run);
        becomesFinal();
        isPaidOnce();
    }

    @Test
    void anEmptyWalletIsWaitedForAndPaysOnceItIsFilled() {
        provider.anvil()
                .rpc("anvil_dropTransaction", claim().newest().signed().hash().toString());
        provider.anvil().setBalance(ProviderOnChain.PROVIDER, Wei.ZERO);
        turnsForHours(run);
        assertThat(provider.anvil().pendingTransactions()).isZero();

        provider.anvil().setBalance(ProviderOnChain.PROVIDER, Wei.parseWithUnit("10ether"));
        turnsForHours(run);
        becomesFinal();
        isPaidOnce();
    }

    /** A change of prices that a former process sent and nobody knows of any more. */
    @Test
    void aClaimGetsPastATransactionOfTheWalletThatIsStuck() {
        SignedTransaction claimed = claim().newest().signed();
        SignedTransaction stuck = new TransactionSigner(Network.LOCAL, Anvil.key(1))
                .sign(
                        provider.contract().registry().heartbeat(),
                        claimed.nonce(),
                        200_000,
                        new Fees(
                                BigInteger.ONE,
                                provider.chain()
                                        .client()
                                        .gasPrice(Network.LOCAL)
                                        .baseFee()));
        journal.end(claim());
        provider.anvil().rpc("anvil_dropTransaction", claimed.hash().toString());
        assertThat(provider.chain().client().deliver(stuck)).isEqualTo(new Delivery.Accepted());
        turns();
        assertThat(claim().nonce()).isEqualTo(stuck.nonce() + 1);

        clock.advance(PACE.patience());
        turns();
        becomesFinal();
        assertThat(isMined(stuck)).isFalse();
        isPaidOnce();
    }

    /** By the events of the contract. */
    private void isPaidOnce() {
        assertThat(
                        provider
                                .contract()
                                .events(
                                        ProviderOnChain.PROVIDER,
                                        0,
                                        provider.chain().client().headBlock())
                                .stream()
                                .filter(AccountEvent.Claimed.class::isInstance)
                                .map(AccountEvent.Claimed.class::cast)
                                .filter(row -> row.client().equals(client.address())))
                .singleElement()
                .satisfies(row -> assertThat(row.claimed()).isEqualTo(Wei.of(100)));
    }
}
