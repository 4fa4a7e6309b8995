package io.deopenchat.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.ClaimJournal;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.Limits;
import java.nio.file.Path;
import java.time.Duration;
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
        ContractClaims chain = new ContractClaims(
                provider.chain().client(), provider.contract(), new TransactionSigner(Network.LOCAL, Anvil.key(1)));
        ClaimConfig config = ClaimConfig.at(Long.MAX_VALUE).atAnyCost();
        run = new ClaimRun(accounts, journal, chain, config, GasRule.NONE, PACE, clock, ClaimListener.NONE);
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
}
