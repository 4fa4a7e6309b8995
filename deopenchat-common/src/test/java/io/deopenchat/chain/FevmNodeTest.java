package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the programs rely on, and what they bear, where the node is one of Filecoin's. */
@Timeout(120)
class FevmNodeTest {
    private static final ContractCall PLAIN = new ContractCall(Anvil.address(5), "0x", Wei.of(1), "a payment");
    private static final Fees FEES = new Fees(BigInteger.valueOf(1_000), BigInteger.valueOf(10_000_000_000L));

    private static DeployedChain chain;

    private FevmNode node;
    private ChainClient client;
    private DeopenchatContract contract;
    private String snapshot = "";

    @BeforeAll
    static void deploy() {
        chain = DeployedChain.start();
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    @BeforeEach
    void putTheNodeBetween() {
        snapshot = chain.anvil().snapshot();
        node = new FevmNode(chain.anvil());
        client = ChainClient.connect(node.url());
        contract = FevmNode.contract(client, chain.contract().address());
    }

    @AfterEach
    void goBack() {
        client.close();
        node.close();
        chain.anvil().setAutomine(true);
        chain.anvil().revert(snapshot);
        chain.forgetNonces();
    }

    private TransactionSender sender() {
        return new TransactionSender(
                client, FevmNode.NETWORK, Anvil.key(1), Duration.ofMillis(1), Duration.ofSeconds(1));
    }

    private ContractCall registration() {
        return contract.registry()
                .registerProvider(new ProviderDetails("https://gateway.example", Address.ZERO, Bytes32.ZERO, ""));
    }

    private SignedTransaction signed(long nonce, Fees fees) {
        return new TransactionSigner(FevmNode.NETWORK, Anvil.key(1)).sign(PLAIN, nonce, 30_000, fees);
    }

    private long nonce() {
        return client.nextNonce(Anvil.address(1));
    }

    @Test
    void aTransactionCountsOnceItWasExecuted() {
        node.passingEpochs();

        MinedTransaction mined = sender().send(registration());

        assertThat(mined.succeeded()).isTrue();
        assertThat(mined.block()).isLessThanOrEqualTo(node.latest());
        assertThat(node.questions().asked("eth_getTransactionReceipt")).hasSize(2);
    }

    @Test
    void theEstimateIsTakenAsItIs() {
        long estimate = client.estimateGas(Anvil.address(1), PLAIN.to(), PLAIN.data(), PLAIN.value());

        assertThat(client.gasLimit(Anvil.address(1), PLAIN, FevmNode.NETWORK)).isEqualTo(estimate);
        assertThat(estimate).isEqualTo(21_000 * FevmNode.ESTIMATE_PERCENT / 100);
    }

    @Test
    void theTipIsWhatTheNodeAdvisesWithinABound() {
        assertThat(client.gasPrice(FevmNode.NETWORK).tip()).isEqualTo(200_000);

        node.advisedTip(BigInteger.TEN.pow(18));

        GasPrice price = client.gasPrice(FevmNode.NETWORK);
        assertThat(price.tip()).isEqualTo(BigInteger.valueOf(20_000_000).max(price.baseFee()));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 11})
    void aRefusalOfTheContractIsKnownWhateverItsCode(int code) {
        node.revertCode(code);

        assertThatThrownBy(() -> sender().send(contract.registry().unlistModel(Bytes32.ZERO)))
                .isInstanceOfSatisfying(
                        ContractRefusal.class,
                        refusal -> assertThat(refusal.error()).isEqualTo("ModelNotListed"));
    }

    @Test
    void stateIsReadWhereAnEpochHasNoBlock() {
        node.epoch();
        long before = node.latest();
        node.nullRounds(3);
        node.epochs(2);

        assertThat(client.transactionCount(Anvil.address(0), before + 3)).isPositive();
        assertThat(contract.at(before + 2).registry().providerCount()).isZero();
    }

    @Test
    void logsAreReadInPagesThatTheNodeTakes() {
        node.meanwhile(() -> chain.sender(1).send(registration()));
        node.epochs(60);
        node.nullRounds(4);
        node.epochs(60);
        node.maxLogRange(7);

        assertThat(contract.events(Anvil.address(1), 0, client.headBlock())).hasSize(1);
    }

    @Test
    void logsOfTooManyResultsAreReadInHalves() {
        node.meanwhile(() -> {
            chain.sender(1).send(registration());
            chain.sender(1).send(contract.registry().heartbeat());
            chain.sender(1).send(contract.registry().heartbeat());
        });
        node.epochs(2);
        node.maxLogs(1);

        assertThat(contract.events(Anvil.address(1), 0, client.headBlock())).hasSize(3);
    }

    @Test
    void theHeadIsOneThatLogsMayBeAskedFor() {
        node.epochs(3);

        assertThat(contract.events(Anvil.address(1), 0, client.headBlock())).isEmpty();
        assertThatThrownBy(() -> contract.events(Anvil.address(1), 0, client.headBlock() + 1))
                .hasMessageContaining("tipset at or greater than head");
    }

    @Test
    void whatIsFinalIsAskedOfANodeThatKnows() {
        node.epochs(30);
        long head = client.headBlock();

        assertThat(client.settledBlock(FevmNode.NETWORK, 10, head)).isEqualTo(head - 10);
        node.finality(4);
        assertThat(client.settledBlock(FevmNode.NETWORK, 10, head)).isEqualTo(head - 4);
        node.finality(20);
        assertThat(client.settledBlock(FevmNode.NETWORK, 10, head)).isEqualTo(head - 20);
    }

    @Test
    void aDepthOfOnesOwnDecidesAlone() {
        node.epochs(30);
        node.finality(20);
        long head = client.headBlock();

        assertThat(client.settledBlock(FevmNode.NETWORK, 12, head)).isEqualTo(head - 12);
    }

    @Test
    void sendingTwiceIsNoFailure() {
        SignedTransaction transaction = signed(nonce(), FEES);

        assertThat(client.deliver(transaction)).isEqualTo(new Delivery.Accepted());
        assertThat(client.deliver(transaction)).isEqualTo(new Delivery.Accepted());
    }

    @Test
    void aReplacementThatOffersTooLittleIsUnderpriced() {
        node.replacementPercent(125);
        long nonce = nonce();
        client.deliver(signed(nonce, FEES));
        Fees more = FEES.bumped(FEES);

        assertThat(client.deliver(signed(nonce, more)))
                .isInstanceOfSatisfying(
                        Delivery.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Delivery.Reason.UNDERPRICED));
        assertThat(client.deliver(signed(nonce, more.bumped(more)))).isEqualTo(new Delivery.Accepted());
    }

    @Test
    void aReplacementThatOffersAnEighthMoreIsTakenByNewVersions() {
        long nonce = nonce();
        client.deliver(signed(nonce, FEES));

        assertThat(client.deliver(signed(nonce, FEES.bumped(FEES)))).isEqualTo(new Delivery.Accepted());
    }

    @Test
    void thePoolTakesTenOfAWalletAndNoFarNonce() {
        long nonce = nonce();

        assertThat(client.deliver(signed(nonce + 5, FEES))).isInstanceOf(Delivery.Refused.class);
        for (int waiting = 0; waiting < FevmNode.MAX_PENDING; waiting++) {
            assertThat(client.deliver(signed(nonce + waiting, FEES))).isEqualTo(new Delivery.Accepted());
        }
        assertThat(client.deliver(signed(nonce + FevmNode.MAX_PENDING, FEES)))
                .isInstanceOfSatisfying(
                        Delivery.Refused.class,
                        refused -> assertThat(refused.why()).hasMessageContaining("too many pending messages"));
    }

    @Test
    void aUsedNonceIsKnownAsOne() {
        SignedTransaction transaction = signed(nonce(), FEES);
        client.deliver(transaction);
        node.epochs(2);

        assertThat(client.deliver(transaction))
                .isInstanceOfSatisfying(
                        Delivery.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Delivery.Reason.NONCE_USED));
    }
}
