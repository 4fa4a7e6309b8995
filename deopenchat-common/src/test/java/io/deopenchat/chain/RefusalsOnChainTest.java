package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Bind;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.Release;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.Signer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real contract refuses, and a person can read why. Account 1 is the provider, account 3 the owner of the account. */
class RefusalsOnChainTest {
    private static final String MODEL_NAME = "model";
    private static final Bytes32 MODEL = ModelId.of(MODEL_NAME);
    private static final Prices PRICES =
            new Prices(Wei.ZERO, new TokenPrice(Wei.of(1_000)), new TokenPrice(Wei.of(1_000)));
    private static final ProviderDetails DETAILS =
            new ProviderDetails("https://gateway.example", Address.ZERO, Bytes32.ZERO, "");
    private static final Wei ETHER = Wei.parseWithUnit("1 ether");

    private static DeployedChain chain;
    private static DeopenchatContract contract;

    private static final ClientKey CLIENT = new ClientKey("client");

    private final Address provider = Anvil.address(1);
    private final Address client = CLIENT.address();
    private String snapshot = "";

    @BeforeAll
    static void fund() {
        chain = DeployedChain.start();
        contract = chain.contract();
        chain.sender(1).send(contract.registry().registerProvider(DETAILS));
        chain.sender(1).send(contract.registry().listModel(MODEL_NAME, Listing.INFERENCE, 8, PRICES));
        chain.sender(3).send(contract.escrow().fetchTokens(Anvil.address(1), MODEL, 1_000, CLIENT.publicKey(), ETHER));
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
    void registrations() {
        expect(1, contract.registry().registerProvider(DETAILS), "AlreadyRegistered")
                .contains(provider + " is registered");
        expect(5, contract.registry().updateProvider(DETAILS), "NotRegistered").contains("register it first");
        expect(5, contract.registry().registerProvider(endpoint("")), "TextLengthOutOfRange")
                .isEqualTo("endpoint must have 1 to 256 characters, it has 0");
        expect(5, contract.registry().registerProvider(endpoint("https://\u202egateway")), "TextNotPrintable")
                .isEqualTo("endpoint has a character outside printable ASCII at position 8: 0xe2");
    }

    @Test
    void listings() {
        expect(5, contract.registry().listModel("m", 0, 1, PRICES), "NotRegistered")
                .contains(Anvil.address(5).toString());
        expect(1, contract.registry().listModel("m", 0, 0, PRICES), "ZeroCapacity")
                .contains("model 'm'");
        expect(1, contract.registry().listModel("m".repeat(129), 0, 1, PRICES), "TextLengthOutOfRange")
                .isEqualTo("name must have 1 to 128 characters, it has 129");
        expect(1, contract.registry().unlistModel(ModelId.of("m")), "ModelNotListed")
                .contains("does not offer the model");
    }

    @Test
    void purchases() {
        expect(
                        3,
                        contract.escrow().fetchTokens(provider, ModelId.of("m"), 1, CLIENT.publicKey(), ETHER),
                        "ModelNotListed")
                .contains(ModelId.of("m").toString());
        expect(3, contract.escrow().fetchTokens(provider, MODEL, 7, CLIENT.publicKey(), Wei.of(6)), "InsufficientValue")
                .isEqualTo("7 base units must be sent with the call, 6 were");
        expect(3, contract.escrow().fetchTokens(provider, MODEL, 0, CLIENT.publicKey(), ETHER), "ZeroAmount")
                .isEqualTo("the amount is zero base units");
        expect(4, contract.escrow().fetchTokens(provider, MODEL, 1, CLIENT.publicKey(), ETHER), "WrongOwner")
                .isEqualTo("the account was expected to be owned by %s, but its owner is %s"
                        .formatted(Anvil.address(4), Anvil.address(3)));
        byte[] off = CLIENT.publicKey().toArray();
        off[63] ^= 1;
        expect(3, contract.escrow().fetchTokens(provider, MODEL, 1, PublicKey.of(off), ETHER), "PointNotOnCurve")
                .contains("is not a point of secp256k1");
    }

    @Test
    void purchasesBeyondTheLargestAmount() {
        Prices dear = new Prices(Wei.ZERO, new TokenPrice(Wei.MAX), new TokenPrice(Wei.ZERO));
        chain.sender(1).send(contract.registry().listModel("dear", 0, 1, dear));

        expect(
                        3,
                        contract.escrow().fetchTokens(provider, ModelId.of("dear"), 1_001, CLIENT.publicKey(), ETHER),
                        "AmountTooLarge")
                .contains("the most is " + Wei.MAX);
    }

    @Test
    void deposits() {
        expect(3, contract.escrow().depositFor(provider, client, Anvil.address(3), Wei.ZERO), "ZeroAmount")
                .isNotEmpty();
        expect(
                        3,
                        contract.escrow().depositFor(provider, Anvil.address(9), Anvil.address(3), Wei.of(1)),
                        "UnknownAccount")
                .contains("fetch tokens first");
        expect(3, contract.escrow().depositFor(provider, client, Anvil.address(4), Wei.of(1)), "WrongOwner")
                .isEqualTo("the account was expected to be owned by %s, but its owner is %s"
                        .formatted(Anvil.address(4), Anvil.address(3)));
        chain.anvil().setBalance(Anvil.address(4), Wei.MAX);
        expect(4, contract.escrow().depositFor(provider, client, Anvil.address(3), Wei.MAX), "EscrowOverflow")
                .contains("on top of an escrow of 1000");
    }

    @Test
    void binds() {
        Bind bind = new Bind(provider, Anvil.address(5));
        Signature signature = CLIENT.binds(contract.domain(), bind);
        Signature forged = new ClientKey("somebody").binds(contract.domain(), bind);
        Bind elsewhere = new Bind(Anvil.address(8), Anvil.address(5));

        expect(5, bound(elsewhere, CLIENT.binds(contract.domain(), elsewhere)), "WrongBindProvider")
                .isEqualTo("the bind is for provider " + Anvil.address(8) + ", not for " + provider);
        Bind toNobody = new Bind(provider, Address.ZERO);
        expect(
                        5,
                        contract.escrow()
                                .bindOwner(provider, client, toNobody, CLIENT.binds(contract.domain(), toNobody)),
                        "ZeroOwner")
                .isEqualTo("the zero address cannot own an account; name a wallet");
        expect(5, bound(bind, forged), "WrongBindSigner").contains("signed by " + new ClientKey("somebody").address());
        chain.sender(5).send(bound(bind, signature));
        expect(
                        5,
                        contract.withdrawals().requestWithdrawal(provider, client, Wei.MAX, Wei.ZERO),
                        "DisplacedWithdrawalPending")
                .contains(Anvil.address(3).toString());
        Bind later = new Bind(provider, Anvil.address(3));
        expect(3, bound(later, CLIENT.binds(contract.domain(), later)), "OwnerIsFinal")
                .contains(Anvil.address(5) + " owns the account for good");
    }

    @Test
    void bindsAfterAClaim() {
        chain.sender(1)
                .send(contract.claims()
                        .claim(provider, List.of(CLIENT.confirms(contract.domain(), provider, Wei.of(10), 1, 1))));
        Bind bind = new Bind(provider, Anvil.address(5));

        expect(5, bound(bind, CLIENT.binds(contract.domain(), bind)), "OwnerIsFinal")
                .contains(Anvil.address(3) + " owns the account for good")
                .contains("(1)");
    }

    @Test
    void withdrawals() {
        expect(4, contract.withdrawals().requestWithdrawal(provider, client, Wei.MAX, Wei.ZERO), "NotOwner")
                .isEqualTo("the account is owned by %s, not by the caller %s"
                        .formatted(Anvil.address(3), Anvil.address(4)));
        expect(3, contract.withdrawals().requestWithdrawal(provider, client, Wei.ZERO, Wei.ZERO), "ZeroAmount")
                .isNotEmpty();
        expect(3, contract.withdrawals().cancelWithdrawal(provider, client), "NoWithdrawal")
                .contains(client.toString());
        expect(3, contract.withdrawals().finishWithdrawal(provider, client), "NoWithdrawal")
                .contains(client.toString());
        expect(3, contract.credits().collectCredit(), "NoCredit")
                .contains(Anvil.address(3).toString());
    }

    @Test
    void withdrawalsTooEarlyAndTooLate() {
        chain.sender(3).send(contract.withdrawals().requestWithdrawal(provider, client, Wei.MAX, Wei.ZERO));

        expect(3, contract.withdrawals().finishWithdrawal(provider, client), "WithdrawalNotMature")
                .matches("the withdrawal can be finished from [-0-9T:]+Z, it is [-0-9T:]+Z now");
        chain.anvil().increaseTime(DeployedChain.WITHDRAWAL_DELAY.plus(Duration.ofDays(7)));
        expect(3, contract.withdrawals().finishWithdrawal(provider, client), "WithdrawalLapsed")
                .contains("request it again");
    }

    @Test
    void releases() {
        long now = chain.client().headTime().getEpochSecond();
        Release good = new Release(provider, client, Wei.of(1), 0, now + 500);
        Release wrongNonce = new Release(provider, client, Wei.of(1), 4, now + 500);
        Release expired = new Release(provider, client, Wei.of(1), 0, now - 1);
        Release farAway = new Release(provider, client, Wei.of(1), 0, now + 5_000);

        expect(4, contract.withdrawals().release(good, signed(1, good)), "NotOwner")
                .isNotEmpty();
        expect(3, contract.withdrawals().release(good, signed(5, good)), "WrongReleaseSigner")
                .isEqualTo("the release must be signed by operator %s, it was signed by %s"
                        .formatted(provider, Anvil.address(5)));
        expect(3, contract.withdrawals().release(wrongNonce, signed(1, wrongNonce)), "WrongReleaseNonce")
                .contains("has nonce 0, this one has 4");
        expect(3, contract.withdrawals().release(expired, signed(1, expired)), "ReleaseExpired")
                .contains("ask for a new release");
        expect(3, contract.withdrawals().release(farAway, signed(1, farAway)), "ReleaseDeadlineTooFar")
                .contains("ten minutes");
    }

    @Test
    void coinsWithoutAPurpose() {
        expect(3, new ContractCall(contract.address(), "0x", Wei.of(5), "plain transfer"), "PlainTransferRefused")
                .isEqualTo("5 wei were sent by %s without saying what for; deposit into an account instead"
                        .formatted(Anvil.address(3)));
    }

    @Test
    void aProviderThatRefusesItsMoney() {
        Address refusing = TestToken.deploy(chain.sender(0)).address();
        sendFrom(refusing, contract.registry().registerProvider(DETAILS));
        sendFrom(refusing, contract.registry().listModel(MODEL_NAME, 0, 1, PRICES));
        chain.sender(3).send(contract.escrow().fetchTokens(refusing, MODEL, 1_000, CLIENT.publicKey(), ETHER));
        ContractCall claim = contract.claims()
                .claim(refusing, List.of(CLIENT.confirms(contract.domain(), refusing, Wei.of(10), 1, 1)));

        expect(3, claim, "PaymentRefused").isEqualTo(refusing + " refused a payment of 10 base units");
    }

    private static AbstractStringAssert<?> expect(int sender, ContractCall call, String error) {
        ContractRefusal refusal = catchThrowableOfType(
                ContractRefusal.class, () -> chain.client().preflight(Anvil.address(sender), call));
        assertThat(refusal).isNotNull();
        assertThat(refusal.error()).isEqualTo(error);
        return assertThat(refusal.getMessage());
    }

    private ContractCall bound(Bind bind, Signature signature) {
        return contract.escrow().fetchTokens(provider, MODEL, 1, CLIENT.publicKey(), bind, signature, ETHER);
    }

    private static ProviderDetails endpoint(String endpoint) {
        return new ProviderDetails(endpoint, Address.ZERO, Bytes32.ZERO, "");
    }

    private static Signature signed(int account, Release release) {
        return new Signer(Anvil.key(account), Secp256k1.fastest()).sign(contract.domain(), release);
    }

    private static void sendFrom(Address wallet, ContractCall call) {
        chain.anvil().rpc("anvil_impersonateAccount", wallet.toString());
        chain.anvil().setBalance(wallet, ETHER);
        String hash = chain.anvil()
                .rpc(
                        "eth_sendTransaction",
                        Map.of("from", wallet.toString(), "to", call.to().toString(), "data", call.data()))
                .textValue();
        // the answer may come before the block that the transaction causes
        for (int look = 0; look < 1_000; look++) {
            if (chain.client().mined(Bytes32.parse(hash)).isPresent()) {
                return;
            }
        }
        throw new AssertionError("the transaction " + hash + " was not mined");
    }
}
