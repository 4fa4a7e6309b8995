package io.deopenchat.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Admission;
import io.deopenchat.gateway.account.Claimable;
import io.deopenchat.gateway.account.ConfirmationOutcome;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Hash;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Claims on a real chain. Every round costs 10 base units and uses 10 tokens; a claim is due at 20. */
@Timeout(120)
class ClaimerTest {
    private static final long HIGH_WATER_LEVEL = 20;

    private static ProviderOnChain provider;

    private final ClientKey client = new ClientKey("client");
    private final ClientKey sibling = new ClientKey("sibling");
    private final Ledger ledger;
    private final AccountBook accounts;
    private final Claims claims;
    private final Claimer claimer;
    private String snapshot = "";

    ClaimerTest(@TempDir Path directory) {
        ledger = Ledger.open(
                directory, provider.contract().domain(), ProviderOnChain.PROVIDER, Parties.SEAL, failure -> {
                    throw failure;
                });
        accounts = new AccountBook(
                ledger,
                provider.contract().domain(),
                ProviderOnChain.PROVIDER,
                new Credit(Wei.of(1_000_000)),
                Limits.SEQUENCE_WINDOW,
                InstantSource.system());
        claims = new Claims(provider.contract(), provider.wallet(), ProviderOnChain.PROVIDER);
        claimer = new Claimer(
                accounts,
                ledger.claims(),
                new ContractClaims(
                        provider.chain().client(),
                        provider.contract(),
                        new TransactionSigner(Network.LOCAL, Anvil.key(1))),
                ClaimConfig.at(HIGH_WATER_LEVEL).atAnyCost(),
                Pace.of(Network.LOCAL, 0),
                InstantSource.system(),
                ClaimListener.NONE);
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
    void funded() {
        snapshot = provider.anvil().snapshot();
        for (ClientKey each : List.of(client, sibling)) {
            provider.buys(each, 300);
            accounts.update(provider.account(each));
        }
    }

    @AfterEach
    void goBack() {
        claimer.close();
        ledger.close();
        provider.anvil().revert(snapshot);
        provider.chain().forgetNonces();
    }

    private long claimed(ClientKey from) {
        return provider.account(from).claimed().value().longValueExact();
    }

    private long unclaimedTokens() {
        return accounts.claimable().stream().mapToLong(Claimable::tokens).sum();
    }

    private Confirmation held(ClientKey of) {
        return accounts.info(of.address())
                .orElseThrow()
                .newestConfirmation()
                .map(SignedConfirmation::confirmation)
                .orElseGet(() -> Confirmation.none(ProviderOnChain.PROVIDER));
    }

    /** A round from its admission to its confirmation. */
    private void confirmsARound(ClientKey who, long sequence) {
        Terms terms = Wish.of(who, sequence).terms();
        Admission admission = accounts.admit(terms, Optional.of(Offer.listing(Offer.BY_REQUEST, 10)), Optional::empty);
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        Receipt receipt = new Receipt(
                who.address(),
                sequence,
                terms.requestHash(),
                Hash.keccak256("answer"),
                new Usage(6, 4),
                Wei.of(10),
                RoundStatus.COMPLETE);
        SignedReceipt signed = new SignedReceipt(
                receipt, Parties.OPERATOR.sign(provider.contract().domain(), receipt));
        accounts.complete(
                        terms,
                        new FinishedRound(signed, "application/json", false, Buffer.buffer("answer")),
                        "backend_final")
                .join();
        Confirmation next = held(who).and(receipt, provider.contract().domain().digest(receipt));
        ConfirmationOutcome outcome =
                accounts.confirm(new ConfirmationCall(who.address(), provider.signs(who, next), List.of(sequence)));
        assertThat(outcome).isInstanceOf(ConfirmationOutcome.Stored.class);
        claimer.look();
    }

    @Test
    void rowsThatPayNothingAreNotSent() {
        List<ClaimedRows> sent =
                claims.claim(List.of(provider.confirms(client, 0), provider.confirms(new ClientKey("stranger"), 5)));

        assertThat(sent).isEmpty();
    }

    @Test
    void rowsThatPayAreSentWithoutTheOthers() {
        List<ClaimedRows> sent = claims.claim(List.of(
                provider.confirms(new ClientKey("stranger"), 5),
                provider.confirms(client, 100),
                provider.confirms(sibling, 1_000)));

        assertThat(sent).singleElement().satisfies(transaction -> {
            assertThat(transaction.rows()).hasSize(2);
            assertThat(transaction.paid()).isEqualTo(Wei.of(100 + 300));
            assertThat(transaction.toJson().path("paid").textValue()).isEqualTo("400");
            assertThat(transaction.toJson().path("rows")).hasSize(2);
        });
        assertThat(claimed(client)).isEqualTo(100);
        assertThat(claimed(sibling)).isEqualTo(300);
    }

    @Test
    void claimingAgainPaysNothing() {
        List<SignedConfirmation> rows = List.of(provider.confirms(client, 100));
        assertThat(claims.claim(rows)).hasSize(1);

        assertThat(claims.claim(rows)).isEmpty();
    }

    @Test
    void belowTheHighWaterLevelNothingIsClaimedUntilTheEnd() {
        confirmsARound(client, 1);
        assertThat(claimed(client)).isZero();

        claimer.close();

        assertThat(claimed(client)).isEqualTo(10);
    }

    @Test
    void atTheHighWaterLevelAllIsClaimedInOneTransaction() {
        confirmsARound(client, 1);
        assertThat(claimed(client)).isZero();
        confirmsARound(sibling, 1);

        Eventually.holds("both are claimed", () -> claimed(client) == 10 && claimed(sibling) == 10);
        // The chain knows of a claim a moment before the claimer has noted it.
        Eventually.holds(
                "the claim is noted",
                () -> unclaimedTokens() == 0 && ledger.claims().open().isEmpty());
        accounts.update(provider.account(client));
        accounts.update(provider.account(sibling));
        confirmsARound(client, 2);
        assertThat(unclaimedTokens()).isEqualTo(10);
    }

    @Test
    void whenAnOwnerLeavesWhatIsConfirmedIsClaimedAtOnce() {
        confirmsARound(client, 1);
        provider.asksForItBack(client);
        assertThat(claimed(client)).isZero();

        accounts.update(provider.account(client));
        claimer.look();

        Eventually.holds("it is claimed", () -> claimed(client) == 10);
    }
}
