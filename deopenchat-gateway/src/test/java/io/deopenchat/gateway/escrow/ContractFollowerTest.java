package io.deopenchat.gateway.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractBuild;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.DeployedChain;
import io.deopenchat.chain.Deployments;
import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Admission;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.fixture.Cable;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ModelId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway learns from a real chain. Each test starts from the same registered provider. */
@Timeout(120)
class ContractFollowerTest {
    private static ProviderOnChain provider;

    private final ClientKey client = new ClientKey("client");
    private final ClientKey sibling = new ClientKey("sibling");
    private final AtomicInteger looks = new AtomicInteger();
    private final HandClock clock = new HandClock();
    private final Path directory;
    private @Nullable Ledger ledger;
    private @Nullable AccountBook accounts;
    private @Nullable ContractFollower follower;
    private String snapshot = "";

    ContractFollowerTest(@TempDir Path directory) {
        this.directory = directory;
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
        clock.advance(
                Duration.between(clock.instant(), provider.chain().client().headTime()));
    }

    @AfterEach
    void goBack() {
        if (follower != null) {
            follower.close();
        }
        if (ledger != null) {
            ledger.close();
        }
        provider.anvil().revert(snapshot);
        provider.chain().forgetNonces();
    }

    private ContractFollower follow(int depth) {
        return follow(provider.chain().client(), provider.contract(), depth);
    }

    private ContractFollower follow(ChainClient chain, DeopenchatContract contract, int depth) {
        ledger = Ledger.open(directory, contract.domain(), ProviderOnChain.PROVIDER, Parties.SEAL, failure -> {
            throw failure;
        });
        accounts = new AccountBook(
                ledger,
                contract.domain(),
                ProviderOnChain.PROVIDER,
                new Credit(Wei.of(1_000_000)),
                Limits.SEQUENCE_WINDOW,
                () -> chain.headTime());
        follower = new ContractFollower(
                chain, contract, ProviderOnChain.PROVIDER, accounts, depth, clock, looks::incrementAndGet);
        return follower;
    }

    private AccountBook accounts() {
        if (accounts == null) {
            throw new IllegalStateException("nobody follows");
        }
        return accounts;
    }

    private Optional<AccountInfo> known() {
        return accounts().info(client.address());
    }

    private void isKnownWith(long escrow) {
        Eventually.holds(
                "the gateway knows of " + escrow,
                () -> known().filter(info -> info.escrow().equals(Wei.of(escrow)))
                        .isPresent());
    }

    /** Returns when the accounts were read again twice: the second look began after this call. */
    private void awaitAnotherLook() {
        int before = looks.get();
        Eventually.holds("the follower looked again", () -> looks.get() >= before + 2);
    }

    private static Listing offered(ContractFollower follower) {
        return follower.offers().listing(ModelId.of(ProviderOnChain.MODEL)).orElseThrow();
    }

    private Optional<ErrorCode> refusal() {
        Listing listing = Offer.listing(Offer.BY_REQUEST, 10);
        Admission admission = accounts().admit(Wish.of(client, 1).terms(), Optional.of(listing), Optional::empty);
        return admission instanceof Admission.Refused refused
                ? Optional.of(refused.error().code())
                : Optional.empty();
    }

    @Test
    void refusesAProviderWhoIsNotRegistered() {
        assertThatThrownBy(() -> Offers.read(provider.contract(), Anvil.address(9), clock.instant()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not registered")
                .hasMessageContaining("provider-register");
    }

    @Test
    void knowsThePresentStateAtOnce() {
        provider.buys(client, 300);

        follow(0);

        assertThat(known().orElseThrow().escrow()).isEqualTo(Wei.of(300));
        assertThat(known().orElseThrow().owner()).isEqualTo(Anvil.address(3));
    }

    @Test
    void seesADepositAndMore() {
        follow(0);
        assertThat(known()).isEmpty();

        provider.buys(client, 300);
        isKnownWith(300);
        provider.buys(client, 600);
        isKnownWith(900);
    }

    @Test
    void aDepositCountsWhenItIsDeepEnough() {
        follow(3);
        provider.buys(client, 300);
        provider.anvil().mine(2);
        awaitAnotherLook();
        assertThat(known()).isEmpty();

        provider.anvil().mine();

        isKnownWith(300);
    }

    @Test
    void aDepositIntoAKnownAccountCountsWhenItIsDeepEnough() {
        provider.buys(client, 300);
        provider.anvil().mine(3);
        follow(3);
        provider.buys(client, 600);
        provider.anvil().mine(2);
        awaitAnotherLook();
        assertThat(known().orElseThrow().escrow()).isEqualTo(Wei.of(300));

        provider.anvil().mine();

        isKnownWith(900);
    }

    @Test
    void aDepositOfJustBeforeTheStartCountsWhenItIsDeepEnough() {
        provider.buys(client, 300);
        follow(3);
        assertThat(known()).isEmpty();

        provider.anvil().mine(3);

        isKnownWith(300);
    }

    @Test
    void aDepositThatIsReplacedNeverCounts() {
        follow(3);
        provider.buys(client, 300);
        awaitAnotherLook();

        provider.anvil().reorg(1);
        provider.chain().forgetNonces();
        provider.buys(sibling, 300);
        provider.anvil().mine(3);

        Eventually.holds(
                "a later deposit counts",
                () -> accounts().info(sibling.address()).isPresent());
        assertThat(known()).isEmpty();
    }

    @Test
    void aWithdrawalClosesAtOnceHoweverDeepItIs() {
        provider.buys(client, 300);
        provider.anvil().mine(5);
        follow(5);
        assertThat(known().orElseThrow().withdrawing()).isEqualTo(Wei.ZERO);

        provider.asksForItBack(client);

        Eventually.holds(
                "the account closes", () -> known().orElseThrow().withdrawing().equals(Wei.MAX));
        assertThat(refusal()).contains(ErrorCode.ACCOUNT_CLOSING);
    }

    @Test
    void aWithdrawalThatIsTakenBackOpensAgain() {
        provider.buys(client, 300);
        provider.asksForItBack(client);
        follow(0);
        assertThat(refusal()).contains(ErrorCode.ACCOUNT_CLOSING);

        provider.staysAfterAll(client);

        Eventually.holds(
                "the account opens", () -> known().orElseThrow().withdrawing().isZero());
        assertThat(refusal()).isEmpty();
    }

    @Test
    void moneyThatWentOutIsGoneAtOnceHoweverDeepItIs() {
        provider.buys(client, 300);
        provider.asksForItBack(client);
        provider.anvil().mine(5);
        follow(5);

        provider.getsItBack(client);

        isKnownWith(0);
    }

    @Test
    void whatAFinishedOrderReturnsIsGoneAtOnceHoweverDeepItIs() {
        long order = provider.locksOrder(client, 300);
        provider.anvil().mine(5);
        follow(5);
        assertThat(known().orElseThrow().escrow()).isEqualTo(Wei.of(300));

        provider.wallet().send(provider.contract().orders().finishOrder(order));

        isKnownWith(0);
    }

    @Test
    void theStakeOfAReopenedOrderIsGoneAtOnceHoweverDeepItIs() {
        long order = provider.locksOrder(client, 300);
        provider.anvil().mine(5);
        follow(5);
        assertThat(known().orElseThrow().escrow()).isEqualTo(Wei.of(300));

        provider.losesOrder(order);

        isKnownWith(0);
    }

    @Test
    void theStakeOfALockedOrderCountsWhenItIsDeepEnough() {
        follow(4);
        provider.locksOrder(client, 300);
        provider.anvil().mine(2);
        awaitAnotherLook();
        assertThat(known()).isEmpty();

        provider.anvil().mine();

        isKnownWith(300);
    }

    @Test
    void aClaimMovesMoneyFromTheEscrowToTheProvider() {
        provider.buys(client, 300);
        follow(0);

        provider.wallet()
                .send(provider.contract()
                        .claims()
                        .claim(ProviderOnChain.PROVIDER, List.of(provider.confirms(client, 100))));

        isKnownWith(200);
        assertThat(known().orElseThrow().claimed()).isEqualTo(Wei.of(100));
    }

    @Test
    void offersFollowTheContract() {
        ContractFollower follower = follow(0);
        assertThat(follower.offers().listed()).extracting(Listing::name).containsExactly(ProviderOnChain.MODEL);
        Prices lower = new Prices(Wei.of(1), TokenPrice.FREE, new TokenPrice(Wei.of(1)));

        provider.list("another", ProviderOnChain.PRICES);
        Eventually.holds(
                "another model is offered",
                () -> follower.offers().listing(ModelId.of("another")).isPresent());
        provider.list(ProviderOnChain.MODEL, lower);
        Eventually.holds(
                "the price is lower",
                () -> follower.offers()
                        .listing(ModelId.of(ProviderOnChain.MODEL))
                        .filter(listing -> listing.prices().equals(lower))
                        .isPresent());
        provider.unlist("another");
        Eventually.holds(
                "it is no longer offered",
                () -> follower.offers().listing(ModelId.of("another")).isEmpty());
        provider.moveTo("https://elsewhere.example");
        Eventually.holds(
                "the endpoint is another",
                () -> follower.offers().provider().endpoint().equals("https://elsewhere.example"));
    }

    @Test
    void aRaisedPriceHoldsFromItsTimeOnWithoutAnotherLookAtTheChain() {
        ContractFollower follower = follow(0);
        Prices higher = new Prices(Wei.of(6), new TokenPrice(Wei.of(1_000)), new TokenPrice(Wei.of(3_000)));
        provider.list(ProviderOnChain.MODEL, higher);
        Eventually.holds(
                "the price is announced", () -> offered(follower).announced().isPresent());
        Listing.Announcement announced = offered(follower).announced().orElseThrow();
        assertThat(announced.prices()).isEqualTo(higher);
        assertThat(offered(follower).prices()).isEqualTo(ProviderOnChain.PRICES);
        follower.close();

        clock.advance(Duration.between(clock.instant(), announced.from()).minusSeconds(1));
        assertThat(offered(follower).prices()).isEqualTo(ProviderOnChain.PRICES);
        clock.advance(Duration.ofSeconds(1));

        assertThat(offered(follower).prices()).isEqualTo(higher);
        assertThat(offered(follower).announced()).isEmpty();
    }

    @Test
    void aModelThatReturnsToTheMarketIsOfferedFromItsTimeOn() {
        provider.unlist(ProviderOnChain.MODEL);
        provider.list(ProviderOnChain.MODEL, ProviderOnChain.PRICES);
        ContractFollower follower = follow(0);
        assertThat(follower.offers().listed()).isEmpty();

        clock.advance(DeployedChain.WITHDRAWAL_DELAY.plusMinutes(1));

        assertThat(offered(follower).prices()).isEqualTo(ProviderOnChain.PRICES);
    }

    @Test
    void aNamedOperatorSignsReceiptsFromItsTimeOn() {
        ContractFollower follower = follow(0);
        provider.names(Anvil.address(4));
        Eventually.holds(
                "the operator is announced",
                () -> follower.offers().provider().operators().announced().isPresent());
        assertThat(follower.offers().receiptOperator()).isEqualTo(Anvil.address(2));
        assertThat(follower.offers().provider().operators().releases()).isEqualTo(Anvil.address(4));

        clock.advance(DeployedChain.WITHDRAWAL_DELAY.plusMinutes(1));

        assertThat(follower.offers().receiptOperator()).isEqualTo(Anvil.address(4));
    }

    @Test
    void servesWhatWasSafeWhileTheChainIsAwayAndCatchesUp() throws IOException {
        provider.buys(client, 300);
        try (Cable cable = new Cable(URI.create(provider.anvil().url()));
                ChainClient chain = ChainClient.connect(cable.url())) {
            DeopenchatContract contract = new Deployments(chain, ContractBuild.checkedIn())
                    .verify(provider.contract().address());
            ContractFollower started = follow(chain, contract, 0);

            cable.cut();
            provider.buys(client, 600);
            provider.list("another", ProviderOnChain.PRICES);
            assertThat(known().orElseThrow().escrow()).isEqualTo(Wei.of(300));
            assertThat(started.offers().listed()).hasSize(1);
            cable.join();

            isKnownWith(900);
            Eventually.holds(
                    "another model is offered", () -> started.offers().listed().size() == 2);
            started.close();
        }
    }

    @Test
    void tellsWhenItReadTheChainLast() {
        ContractFollower following = follow(0);
        assertThat(following.lastLook()).isEqualTo(clock.instant());

        clock.advance(Duration.ofMinutes(1));

        Eventually.holds("it looked again", () -> following.lastLook().equals(clock.instant()));
    }
}
