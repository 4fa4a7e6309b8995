package io.deopenchat.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.FevmNode;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.ClaimJournal;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.escrow.ContractFollower;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.SignedConfirmation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A provider's money from the deposit to the final claim, through nodes with the rules of Filecoin. */
@Timeout(180)
class FilecoinTest {
    private static final int DEPTH = FevmNode.NETWORK.confirmationDepth();
    private static final Pace PACE = new Pace(DEPTH, Duration.ofSeconds(10), Duration.ofMinutes(10));

    private final ProviderOnChain provider = new ProviderOnChain();
    private final ClientKey client = new ClientKey("client");
    private final HandClock clock = new HandClock();
    private final FevmNode first = new FevmNode(provider.anvil());
    private final FevmNode second = new FevmNode(provider.anvil());
    private final ChainClient chain = ChainClient.connect(List.of(first.url(), second.url()));
    private final DeopenchatContract contract =
            FevmNode.contract(chain, provider.contract().address());
    private final Ledger ledger;
    private final ClaimJournal journal;
    private final AccountBook accounts;
    private final ContractFollower follower;
    private final ClaimRun claims;

    FilecoinTest(@TempDir Path directory) {
        ledger = Ledger.open(directory, contract.domain(), ProviderOnChain.PROVIDER, Parties.SEAL, failure -> {
            throw failure;
        });
        journal = ledger.claims();
        accounts = new AccountBook(
                ledger,
                contract.domain(),
                ProviderOnChain.PROVIDER,
                new Credit(Wei.of(1_000_000)),
                Limits.SEQUENCE_WINDOW,
                clock);
        follower = new ContractFollower(chain, contract, ProviderOnChain.PROVIDER, accounts, DEPTH, clock, () -> {});
        claims = new ClaimRun(
                accounts,
                journal,
                new ContractClaims(chain, contract, new TransactionSigner(FevmNode.NETWORK, Anvil.key(1))),
                ClaimConfig.at(1).atAnyCost(),
                GasRule.NONE,
                PACE,
                clock,
                ClaimListener.NONE);
    }

    @AfterEach
    void close() {
        follower.close();
        ledger.close();
        chain.close();
        first.close();
        second.close();
        provider.close();
    }

    private void buys(long baseUnits) {
        first.meanwhile(() -> provider.buys(client, baseUnits));
    }

    private void isKnownWith(long escrow) {
        Eventually.holds(
                "the gateway knows of " + escrow,
                () -> accounts.info(client.address()).map(AccountInfo::escrow).equals(Optional.of(Wei.of(escrow))));
    }

    private void confirms(long total) {
        accounts.confirm(new ConfirmationCall(client.address(), provider.confirms(client, total), List.of()));
        clock.advance(ClaimConfig.DEFAULT_CLAIM_AFTER);
    }

    private void turn() {
        clock.advance(PACE.look());
        claims.turn(false);
    }

    private void isStuck() {
        clock.advance(PACE.patience());
        claims.turn(false);
    }

    @Test
    void aDepositCountsWhenItIsDeepAndAClaimWhenItIsFinal() {
        first.replacementPercent(125);
        buys(300);
        first.nullRounds(3);
        first.epochs(DEPTH + 1);
        isKnownWith(300);

        confirms(100);
        turn();
        assertThat(provider.anvil().pendingTransactions()).isEqualTo(1);
        isStuck();
        isStuck();
        assertThat(journal.open().getFirst().transactions()).hasSize(3);

        first.epoch();
        turn();
        assertThat(journal.open()).hasSize(1);
        first.epochs(DEPTH);
        turn();
        turn();
        assertThat(journal.open()).hasSize(1);
        first.nullRounds(2);
        first.epochs(2);
        turn();
        assertThat(journal.open()).isEmpty();
        assertThat(provider.account(client).claimed()).isEqualTo(Wei.of(100));
    }

    @Test
    void aNodeThatTellsWhatIsFinalMakesADepositCountEarlier() {
        first.finality(3);
        buys(300);
        first.epochs(5);

        isKnownWith(300);
    }

    @Test
    void anotherNodeGoesOnWhereOneEndsInTheMiddle() {
        buys(300);
        first.epochs(DEPTH + 2);
        isKnownWith(300);
        confirms(100);
        turn();
        first.close();

        buys(600);
        second.epochs(DEPTH + 2);
        isKnownWith(800);
        turn();
        turn();
        assertThat(journal.open()).isEmpty();
        assertThat(provider.account(client).claimed()).isEqualTo(Wei.of(100));
    }

    @Test
    void afterALongAbsenceTheStateIsReadAndNoLogs() {
        first.maxLogRange(5);
        second.maxLogRange(5);
        buys(300);
        first.epochs(3 * FevmNode.NETWORK.maxLogRange());

        isKnownWith(300);
    }

    @Test
    void theLargestClaimFitsIntoAMessage() {
        buys(300);
        SignedConfirmation row = provider.confirms(client, 100);
        var call = contract.claims().claim(ProviderOnChain.PROVIDER, Collections.nCopies(Claims.MAX_ROWS, row));

        assertThat(call.data().length() / 2).isLessThan(FevmNode.MAX_MESSAGE_BYTES / 2);
    }
}
