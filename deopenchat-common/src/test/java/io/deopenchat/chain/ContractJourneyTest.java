package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.AccountEvent.AccountOpened;
import io.deopenchat.chain.AccountEvent.Claimed;
import io.deopenchat.chain.AccountEvent.Deposited;
import io.deopenchat.chain.AccountEvent.OwnerDisplaced;
import io.deopenchat.chain.AccountEvent.Released;
import io.deopenchat.chain.AccountEvent.WithdrawalCancelled;
import io.deopenchat.chain.AccountEvent.WithdrawalFinished;
import io.deopenchat.chain.AccountEvent.WithdrawalRequested;
import io.deopenchat.chain.ClaimEvent.ClaimSettled;
import io.deopenchat.chain.CreditEvent.Credited;
import io.deopenchat.chain.RegistryEvent.ModelListed;
import io.deopenchat.chain.RegistryEvent.ModelUnlisted;
import io.deopenchat.chain.RegistryEvent.OperatorNamed;
import io.deopenchat.chain.RegistryEvent.ProviderRegistered;
import io.deopenchat.chain.RegistryEvent.ProviderUpdated;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Bind;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.Release;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Account 1 is the provider with operator 2, account 3 the owner; each test starts from the same registered provider. */
class ContractJourneyTest {
    private static final String MODEL_NAME = "meta-llama/Llama-3.1-8B-Instruct";
    private static final Bytes32 MODEL = ModelId.of(MODEL_NAME);
    private static final Prices PRICES =
            new Prices(Wei.of(5), new TokenPrice(Wei.of(1_000)), new TokenPrice(Wei.of(3_000)));
    private static final Bytes32 ENCRYPTION_KEY = Hash.keccak256("encryption key");
    private static final ProviderDetails DETAILS =
            new ProviderDetails("https://gateway.example", Anvil.address(2), ENCRYPTION_KEY, "ipfs://about");

    private static DeployedChain chain;
    private static DeopenchatContract contract;

    private final Address provider = Anvil.address(1);
    private final Address owner = Anvil.address(3);
    private final ClientKey client = new ClientKey("client");
    private String snapshot = "";

    @BeforeAll
    static void deploy() {
        chain = DeployedChain.start();
        contract = chain.contract();
        chain.sender(1).send(contract.registry().registerProvider(DETAILS));
        chain.sender(1).send(contract.registry().listModel(MODEL_NAME, Listing.INFERENCE, 8, PRICES));
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    @BeforeEach
    void remember() {
        snapshot = chain.anvil().snapshot();
    }

    @AfterEach
    void goBack() {
        chain.anvil().revert(snapshot);
        chain.forgetNonces();
    }

    @Test
    void knowsNobodyWhoNeverRegistered() {
        assertThat(contract.registry().provider(Anvil.address(9))).isEmpty();
        assertThat(contract.registry().listings(Anvil.address(9))).isEmpty();
        assertThat(contract.registry().listing(provider, ModelId.of("unknown"))).isEmpty();
        assertThat(contract.escrow().account(provider, client.address())).isEmpty();
        assertThat(contract.escrow().accounts(provider)).isEmpty();
        assertThat(contract.credits().credit(provider)).isEqualTo(Wei.ZERO);
    }

    @Test
    void readsAProvider() {
        RegisteredProvider record = contract.registry().provider(provider).orElseThrow();

        assertThat(record.provider()).isEqualTo(provider);
        assertThat(record.operators()).isEqualTo(Operators.only(Anvil.address(2)));
        assertThat(record.encryptionKey()).isEqualTo(ENCRYPTION_KEY);
        assertThat(record.endpoint()).isEqualTo("https://gateway.example");
        assertThat(record.metadataUri()).isEqualTo("ipfs://about");
        assertThat(record.listingCount()).isEqualTo(1);
        assertThat(record.registeredAt()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(record.heartbeatAt()).isEqualTo(record.registeredAt());
        assertThat(contract.registry().providers()).containsExactly(record);
    }

    @Test
    void readsAListing() {
        Listing listing = contract.registry().listing(provider, MODEL).orElseThrow();

        assertThat(listing).isEqualTo(new Listing(MODEL_NAME, MODEL, PRICES, 8, Listing.INFERENCE, true, null));
        assertThat(contract.registry().listings(provider)).containsExactly(listing);
    }

    @Test
    void keepsAnUnlistedModelVisibleAsUnlisted() {
        MinedTransaction mined = chain.sender(1).send(contract.registry().unlistModel(MODEL));

        assertThat(contract.registry().listing(provider, MODEL).orElseThrow().listed())
                .isFalse();
        assertThat(contract.events(mined))
                .singleElement()
                .isInstanceOfSatisfying(
                        ModelUnlisted.class, event -> assertThat(event.model()).isEqualTo(MODEL));
    }

    @Test
    void readsMoreListingsThanAPageHolds() {
        int more = Functions.PAGE_SIZE;
        for (int i = 0; i < more; i++) {
            chain.sender(1).send(contract.registry().listModel("model-" + i, Listing.INFERENCE, 1, PRICES));
        }

        assertThat(contract.registry().listings(provider))
                .hasSize(more + 1)
                .extracting(Listing::name)
                .contains(MODEL_NAME, "model-0", "model-" + (more - 1))
                .doesNotHaveDuplicates();
    }

    @Test
    void takesExactlyThePriceOfTheTokensAndReturnsTheRest() {
        Listing listing = contract.registry().listing(provider, MODEL).orElseThrow();
        Wei before = chain.client().balance(owner);

        MinedTransaction mined = chain.sender(3)
                .send(contract.escrow()
                        .fetchTokens(provider, MODEL, 7, client.publicKey(), Wei.parseWithUnit("1 ether")));

        assertThat(listing.costOfThousands(7)).isEqualTo(Wei.of(21));
        AccountState account = account();
        assertThat(account.escrow()).isEqualTo(Wei.of(21));
        assertThat(account.freeEscrow()).isEqualTo(Wei.of(21));
        assertThat(account.owner()).isEqualTo(owner);
        assertThat(account.publicKey()).isEqualTo(client.publicKey());
        assertThat(chain.client().balance(owner))
                .isEqualTo(before.minus(Wei.of(21)).minus(mined.gasCost()));
        assertThat(contract.escrow().accounts(provider)).containsExactly(account);
    }

    @Test
    void depositsIntoAnAccountOfSomebodyElse() {
        fund(10_000);

        MinedTransaction mined =
                chain.sender(4).send(contract.escrow().depositFor(provider, client.address(), owner, Wei.of(500)));

        assertThat(account().escrow()).isEqualTo(Wei.of(30_500));
        assertThat(contract.events(mined)).singleElement().isInstanceOfSatisfying(Deposited.class, event -> {
            assertThat(event.amount()).isEqualTo(Wei.of(500));
            assertThat(event.escrow()).isEqualTo(Wei.of(30_500));
        });
    }

    @Test
    void claimsAreJudgedRowByRowBeforeAndPaidAfterSending() {
        fund(10_000);
        ClientKey stranger = new ClientKey("stranger");
        List<SignedConfirmation> rows = List.of(
                client.confirms(contract.domain(), provider, Wei.of(20_000), 3, 700),
                client.confirms(contract.domain(), provider, Wei.of(19_000), 2, 600),
                stranger.confirms(contract.domain(), provider, Wei.of(1), 1, 1),
                client.confirms(contract.domain(), provider, Wei.of(40_000), 4, 800));

        assertThat(contract.claims().preflightClaim(provider, provider, rows))
                .containsExactly(ClaimStatus.PAID, ClaimStatus.STALE, ClaimStatus.UNKNOWN_ACCOUNT, ClaimStatus.CAPPED);
        Wei before = chain.client().balance(provider);
        MinedTransaction mined = chain.sender(1).send(contract.claims().claim(provider, rows));

        assertThat(chain.client().balance(provider))
                .isEqualTo(before.plus(Wei.of(30_000)).minus(mined.gasCost()));
        assertThat(account().escrow()).isEqualTo(Wei.ZERO);
        assertThat(account().claimed()).isEqualTo(Wei.of(30_000));
        assertThat(account().rounds()).isEqualTo(4);
        List<ContractEvent> events = contract.events(mined);
        assertThat(events).hasSize(3);
        assertThat(events.getFirst()).isInstanceOfSatisfying(Claimed.class, event -> {
            assertThat(event.client()).isEqualTo(client.address());
            assertThat(event.claimed()).isEqualTo(Wei.of(20_000));
            assertThat(event.rounds()).isEqualTo(3);
            assertThat(event.tokens()).isEqualTo(700);
            assertThat(event.transcript()).isEqualTo(ClientKey.TRANSCRIPT);
            assertThat(event.origin().transaction()).isEqualTo(mined.hash());
            assertThat(event.origin().block()).isEqualTo(mined.block());
        });
        assertThat(events.getLast()).isInstanceOfSatisfying(ClaimSettled.class, event -> {
            assertThat(event.amount()).isEqualTo(Wei.of(30_000));
            assertThat(event.fee()).isEqualTo(Wei.ZERO);
            assertThat(event.rows()).isEqualTo(4);
        });
    }

    @Test
    void claimsTheLargestNumbersThereAre() {
        chain.anvil().setBalance(owner, Wei.MAX);
        fund(1);
        chain.sender(3)
                .send(contract.escrow()
                        .depositFor(provider, client.address(), owner, Wei.MAX.minus(Wei.parseWithUnit("1 ether"))));
        SignedConfirmation largest =
                client.confirms(contract.domain(), provider, Wei.MAX, Long.MAX_VALUE, Long.MAX_VALUE);

        MinedTransaction mined = chain.sender(1).send(contract.claims().claim(provider, List.of(largest)));

        assertThat(contract.events(mined).getFirst()).isInstanceOfSatisfying(Claimed.class, event -> {
            assertThat(event.tokens()).isEqualTo(Long.MAX_VALUE);
            assertThat(event.rounds()).isZero();
        });
    }

    @Test
    void readsAccountsAsOfABlock() {
        MinedTransaction first = fund(10_000);
        chain.sender(4).send(contract.escrow().depositFor(provider, client.address(), owner, Wei.of(500)));

        assertThat(contract.at(first.block())
                        .escrow()
                        .account(provider, client.address())
                        .orElseThrow()
                        .escrow())
                .isEqualTo(Wei.of(30_000));
        assertThat(contract.at(first.block() - 1).escrow().account(provider, client.address()))
                .isEmpty();
    }

    @Test
    void anOwnerWithdrawsAfterTheDelayAndTheProviderIsPaidFirst() {
        fund(10_000);
        chain.sender(3)
                .send(contract.withdrawals().requestWithdrawal(provider, client.address(), Wei.MAX, Wei.of(11_000)));
        AccountState closing = account();
        assertThat(closing.withdrawing()).isEqualTo(Wei.MAX);
        assertThat(closing.declaredTotal()).isEqualTo(Wei.of(11_000));
        assertThat(closing.isClosing(chain.client().headTime())).isTrue();
        chain.anvil().increaseTime(DeployedChain.WITHDRAWAL_DELAY);
        assertThat(account().isClosing(chain.client().headTime())).isTrue();

        MinedTransaction mined =
                chain.sender(3).send(contract.withdrawals().finishWithdrawal(provider, client.address()));

        assertThat(contract.credits().credit(provider)).isEqualTo(Wei.of(11_000));
        assertThat(account().escrow()).isEqualTo(Wei.ZERO);
        assertThat(account().isClosing(chain.client().headTime())).isFalse();
        List<ContractEvent> events = contract.events(mined);
        assertThat(events).hasExactlyElementsOfTypes(WithdrawalFinished.class, Credited.class);
        assertThat(events.getFirst()).isInstanceOfSatisfying(WithdrawalFinished.class, event -> {
            assertThat(event.beneficiary()).isEqualTo(owner);
            assertThat(event.providerPaid()).isEqualTo(Wei.of(11_000));
            assertThat(event.paid()).isEqualTo(Wei.of(19_000));
            assertThat(event.claimed()).isEqualTo(Wei.of(11_000));
        });
        Wei before = chain.client().balance(provider);
        MinedTransaction collected = chain.sender(1).send(contract.credits().collectCredit());
        assertThat(chain.client().balance(provider))
                .isEqualTo(before.plus(Wei.of(11_000)).minus(collected.gasCost()));
    }

    @Test
    void aLapsedWithdrawalClosesNothing() {
        fund(10_000);
        chain.sender(3).send(contract.withdrawals().requestWithdrawal(provider, client.address(), Wei.of(1), Wei.ZERO));
        chain.anvil().increaseTime(DeployedChain.WITHDRAWAL_DELAY.plus(Duration.ofDays(7)));

        assertThat(account().isClosing(chain.client().headTime())).isFalse();
    }

    @Test
    void anOwnerTakesItsRequestBack() {
        fund(10_000);
        chain.sender(3).send(contract.withdrawals().requestWithdrawal(provider, client.address(), Wei.of(1), Wei.ZERO));

        MinedTransaction mined =
                chain.sender(3).send(contract.withdrawals().cancelWithdrawal(provider, client.address()));

        assertThat(contract.events(mined)).singleElement().isInstanceOf(WithdrawalCancelled.class);
        assertThat(account().isClosing(chain.client().headTime())).isFalse();
    }

    @Test
    void aReleaseSettlesAtOnce() {
        fund(10_000);
        Release release = release(Wei.of(12_000), 0);

        MinedTransaction mined =
                chain.sender(3).send(contract.withdrawals().release(release, signedByOperator(release)));

        assertThat(contract.credits().credit(provider)).isEqualTo(Wei.of(12_000));
        assertThat(account().releaseNonce()).isEqualTo(1);
        List<ContractEvent> events = contract.events(mined);
        assertThat(events).hasExactlyElementsOfTypes(Released.class, Credited.class);
        assertThat(events.getFirst()).isInstanceOfSatisfying(Released.class, event -> {
            assertThat(event.providerPaid()).isEqualTo(Wei.of(12_000));
            assertThat(event.paid()).isEqualTo(Wei.of(18_000));
            assertThat(event.nonce()).isZero();
        });
    }

    @Test
    void aClientGivesItsAccountToAnotherOwner() {
        fund(10_000);
        Bind bind = new Bind(provider, Anvil.address(5));

        MinedTransaction mined = chain.sender(5)
                .send(contract.escrow()
                        .fetchTokens(
                                provider,
                                MODEL,
                                1_000,
                                client.publicKey(),
                                bind,
                                client.binds(contract.domain(), bind),
                                Wei.parseWithUnit("1 ether")));

        AccountState account = account();
        assertThat(account.owner()).isEqualTo(Anvil.address(5));
        assertThat(account.withdrawalBeneficiary()).isEqualTo(owner);
        assertThat(account.isDisplaced()).isTrue();
        assertThat(account.maturesAt()).isPresent();
        assertThat(account.lapsesAt()).isEmpty();
        assertThat(account.escrow()).isEqualTo(Wei.of(33_000));
        assertThat(account.freeEscrow()).isEqualTo(Wei.of(3_000));
        assertThat(account.isClosing(chain.client().headTime())).isFalse();
        assertThat(contract.events(mined).getFirst()).isInstanceOfSatisfying(OwnerDisplaced.class, event -> {
            assertThat(event.displacedOwner()).isEqualTo(owner);
            assertThat(event.withdrawing()).isEqualTo(Wei.of(30_000));
        });
    }

    @Test
    void followsAllThatHappenedToAProviderAndNothingElse() {
        chain.sender(8).send(contract.registry().registerProvider(DETAILS));
        chain.sender(8).send(contract.registry().listModel(MODEL_NAME, Listing.INFERENCE, 1, PRICES));
        chain.sender(3)
                .send(contract.escrow()
                        .fetchTokens(Anvil.address(8), MODEL, 5, client.publicKey(), Wei.parseWithUnit("1 ether")));
        fund(10_000);
        chain.sender(1)
                .send(contract.registry()
                        .updateProvider(new ProviderDetails("https://new.example", Address.ZERO, ENCRYPTION_KEY, "")));
        chain.sender(3).send(contract.withdrawals().requestWithdrawal(provider, client.address(), Wei.of(1), Wei.ZERO));

        List<ProviderEvent> events = contract.events(provider, 0, chain.client().headBlock());

        assertThat(events)
                .hasExactlyElementsOfTypes(
                        ProviderRegistered.class,
                        ModelListed.class,
                        AccountOpened.class,
                        Deposited.class,
                        OperatorNamed.class,
                        ProviderUpdated.class,
                        WithdrawalRequested.class)
                .allMatch(event -> event.provider().equals(provider));
        assertThat(events).extracting(ContractEvent::origin).isSorted();
        assertThat(events.get(1)).isInstanceOfSatisfying(ModelListed.class, event -> {
            assertThat(event.listing())
                    .isEqualTo(contract.registry().listing(provider, MODEL).orElseThrow());
        });
        assertThat(events.get(2))
                .isInstanceOfSatisfying(
                        AccountOpened.class,
                        event -> assertThat(event.publicKey()).isEqualTo(client.publicKey()));
        assertThat(events.get(4))
                .isInstanceOfSatisfying(
                        OperatorNamed.class,
                        event -> assertThat(event.operator()).isEqualTo(provider));
        assertThat(events.get(5))
                .isInstanceOfSatisfying(
                        ProviderUpdated.class,
                        event -> assertThat(event.endpoint()).isEqualTo("https://new.example"));
        assertThat(events.get(6)).isInstanceOfSatisfying(WithdrawalRequested.class, event -> {
            assertThat(event.lapsesAt()).isEqualTo(event.maturesAt().plus(Duration.ofDays(7)));
            assertThat(event.owner()).isEqualTo(owner);
        });
    }

    @Test
    void claimsManyClientsInOneTransaction() {
        List<SignedConfirmation> rows = new ArrayList<>();
        List<ClientKey> clients = IntStream.range(0, 20)
                .mapToObj(i -> new ClientKey("client " + i))
                .toList();
        for (ClientKey each : clients) {
            chain.sender(3)
                    .send(contract.escrow()
                            .fetchTokens(provider, MODEL, 1_000, each.publicKey(), Wei.parseWithUnit("1 ether")));
            rows.add(each.confirms(contract.domain(), provider, Wei.of(1_000), 1, 10));
        }

        chain.sender(9).send(contract.claims().claim(provider, rows));

        assertThat(contract.escrow().accounts(provider))
                .hasSize(20)
                .allMatch(account -> account.claimed().equals(Wei.of(1_000)));
    }

    private MinedTransaction fund(long ktokens) {
        return chain.sender(3)
                .send(contract.escrow()
                        .fetchTokens(provider, MODEL, ktokens, client.publicKey(), Wei.parseWithUnit("1 ether")));
    }

    private AccountState account() {
        return contract.escrow().account(provider, client.address()).orElseThrow();
    }

    private Release release(Wei settledTotal, long nonce) {
        long deadline = chain.client().headTime().plusSeconds(500).getEpochSecond();
        return new Release(provider, client.address(), settledTotal, nonce, deadline);
    }

    private static Signature signedByOperator(Release release) {
        return new Signer(Anvil.key(2), Secp256k1.fastest()).sign(contract.domain(), release);
    }
}
