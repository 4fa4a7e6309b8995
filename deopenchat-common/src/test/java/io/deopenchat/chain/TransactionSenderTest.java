package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.chain.StubNode.Reply;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransactionSenderTest {
    private static final ProviderDetails DETAILS =
            new ProviderDetails("https://gateway.example", Address.ZERO, Bytes32.ZERO, "");
    private static final Prices PRICES = new Prices(Wei.ZERO, new TokenPrice(Wei.of(1)), new TokenPrice(Wei.of(1)));
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration SHORT_WAIT = Duration.ofMillis(100);
    private static final Duration LONG_WAIT = Duration.ofSeconds(30);

    private static DeployedChain chain;

    private StubNode node = new StubNode();
    private ChainClient client = ChainClient.connect(node.url());
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
    void putANodeBetween() {
        snapshot = chain.anvil().snapshot();
        node.close();
        client.close();
        node = new StubNode(chain.anvil().url());
        client = ChainClient.connect(node.url());
    }

    @AfterEach
    void goBack() {
        client.close();
        node.close();
        chain.anvil().setAutomine(true);
        chain.anvil().revert(snapshot);
        chain.forgetNonces();
    }

    @Test
    void refusesBeforeSendingWhatTheContractRefuses() {
        ContractCall call = chain.contract().registry().unlistModel(Bytes32.ZERO);

        assertThatThrownBy(() -> sender(1, LONG_WAIT).send(call))
                .isInstanceOf(ContractRefusal.class)
                .hasMessage("unlisting of model " + Bytes32.ZERO + " was refused by the contract: provider "
                        + Anvil.address(1) + " does not offer the model with id " + Bytes32.ZERO
                        + "; see which models it lists")
                .extracting(failure -> ((ContractRefusal) failure).error())
                .isEqualTo("ModelNotListed");
        assertThat(node.asked("eth_sendRawTransaction")).isEmpty();
    }

    @Test
    void refusesBeforeSendingWhatTheWalletCannotPay() {
        chain.anvil().setBalance(Anvil.address(1), Wei.of(1_000));

        assertThatThrownBy(() -> sender(1, LONG_WAIT).send(registration()))
                .isInstanceOf(InsufficientFunds.class)
                .hasMessageContaining("wallet " + Anvil.address(1) + " holds 1000 wei")
                .satisfies(failure ->
                        assertThat(((InsufficientFunds) failure).required()).isGreaterThan(Wei.of(1_000)));
        assertThat(node.asked("eth_sendRawTransaction")).isEmpty();
    }

    @Test
    void refusesBeforeSendingAValueThatTheWalletDoesNotHave() {
        chain.anvil().setBalance(Anvil.address(1), Wei.of(1_000));
        ContractCall deposit = chain.contract()
                .escrow()
                .depositFor(Anvil.address(2), Anvil.address(3), Anvil.address(4), Wei.of(1_001));

        assertThatThrownBy(() -> sender(1, LONG_WAIT).send(deposit))
                .isInstanceOf(InsufficientFunds.class)
                .hasMessageContaining("needs up to 1001 wei");
    }

    @Test
    void aNodeThatIsDownHasSentNothing() {
        TransactionSender sender = sender(1, LONG_WAIT);
        node.close();

        assertThatThrownBy(() -> sender.send(registration())).isInstanceOf(ChainUnavailable.class);
    }

    @Test
    void tellsTheReasonOfAFailureThatWasMined() throws Exception {
        chain.anvil().setAutomine(false);
        // anvil estimates on top of the waiting transaction and would refuse at once
        node.on("eth_estimateGas", Reply.result("\"0x100000\""));
        TransactionSender sender = sender(1, LONG_WAIT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<MinedTransaction> first = threads.submit(() -> sender.send(registration()));
            awaitPending(1);
            Future<MinedTransaction> second = threads.submit(() -> sender.send(registration()));
            awaitPending(2);
            chain.anvil().mine();

            assertThat(first.get().succeeded()).isTrue();
            assertThat(catchThrowable(second::get).getCause())
                    .isInstanceOf(ContractRefusal.class)
                    .hasMessageContaining("is registered as a provider already")
                    .extracting(failure -> ((ContractRefusal) failure).error())
                    .isEqualTo("AlreadyRegistered");
        }
        assertThat(chain.client().mined(lastSent()).orElseThrow().succeeded()).isFalse();
    }

    @Test
    void givesTheHashOfATransactionThatIsNotMinedInTime() {
        chain.anvil().setAutomine(false);

        Throwable failure = catchThrowable(() -> sender(1, SHORT_WAIT).send(registration()));

        assertThat(failure).isInstanceOf(TransactionPending.class).hasMessageContaining("not mined yet");
        Bytes32 hash = ((TransactionPending) failure).hash();
        assertThat(chain.client().mined(hash)).isEmpty();
        chain.anvil().mine();
        assertThat(chain.client().mined(hash).orElseThrow().succeeded()).isTrue();
    }

    @Test
    void findsATransactionWhoseSendingBroke() {
        node.on("eth_sendRawTransaction", (question, upstream) -> {
            upstream.ask();
            return Reply.BROKEN;
        });

        MinedTransaction mined = sender(1, LONG_WAIT).send(registration());

        assertThat(mined.succeeded()).isTrue();
        assertThat(chain.contract().registry().provider(Anvil.address(1))).isPresent();
    }

    @Test
    void neverSendsAgainWhatMayHaveBeenSent() {
        node.on("eth_sendRawTransaction", Reply.BROKEN);

        assertThatThrownBy(() -> sender(1, SHORT_WAIT).send(registration())).isInstanceOf(TransactionPending.class);
        // the client library repeats a request on a fresh connection: the same bytes, hence the same transaction
        assertThat(node.asked("eth_sendRawTransaction").stream()
                        .map(question -> question.path("params").get(0).asText())
                        .collect(Collectors.toSet()))
                .hasSize(1);
    }

    @Test
    void keepsLookingWhileTheNodeFails() {
        AtomicInteger looks = new AtomicInteger();
        node.on(
                "eth_getTransactionReceipt",
                (question, upstream) -> looks.incrementAndGet() <= 3 ? new Reply(503, "") : upstream.ask());

        assertThat(sender(1, LONG_WAIT).send(registration()).succeeded()).isTrue();
    }

    @Test
    void startsAgainFromTheNodesNonceAfterARejectedSend() {
        TransactionSender sender = sender(1, LONG_WAIT);
        sender.send(registration());
        node.on("eth_sendRawTransaction", Reply.error(-32_000, "transaction underpriced"));
        assertThatThrownBy(() -> sender.send(listing("a")))
                .isInstanceOf(ChainUnavailable.class)
                .hasMessageContaining("transaction underpriced");
        node.on("eth_sendRawTransaction", (question, upstream) -> upstream.ask());

        assertThat(sender.send(listing("b")).succeeded()).isTrue();
    }

    @Test
    void signsAgainWhenSomebodyElseUsedTheNonce() {
        TransactionSender here = sender(1, LONG_WAIT);
        TransactionSender elsewhere = sender(1, LONG_WAIT);
        here.send(registration());
        elsewhere.send(listing("a"));
        elsewhere.send(listing("b"));

        assertThat(here.send(listing("c")).succeeded()).isTrue();
        assertThat(chain.contract().registry().listings(Anvil.address(1))).hasSize(3);
    }

    @Test
    void givesUpWhenEveryNonceIsUsed() {
        node.on("eth_sendRawTransaction", Reply.error(-32_003, "nonce too low"));

        assertThatThrownBy(() -> sender(1, LONG_WAIT).send(registration())).isInstanceOf(ChainUnavailable.class);
        assertThat(node.asked("eth_sendRawTransaction")).hasSize(5);
    }

    @Test
    void takesATransactionThatTheNodeKnowsForSent() {
        node.on("eth_sendRawTransaction", (question, upstream) -> {
            upstream.ask();
            return Reply.error(-32_000, "already known");
        });

        assertThat(sender(1, LONG_WAIT).send(registration()).succeeded()).isTrue();
    }

    @Test
    void doesNotSendAgainWhatArrivedTwice() {
        TransactionSender sender = sender(1, LONG_WAIT);
        sender.send(registration());
        node.on("eth_sendRawTransaction", (question, upstream) -> {
            upstream.ask();
            return Reply.error(-32_003, "nonce too low");
        });

        MinedTransaction mined = sender.send(listing("a"));

        assertThat(mined.hash()).isEqualTo(lastSent());
        assertThat(node.asked("eth_sendRawTransaction")).hasSize(2);
    }

    @Test
    void doesNotSendAgainWhatMayBeInABlock() {
        TransactionSender sender = sender(1, LONG_WAIT);
        sender.send(registration());
        node.on("eth_sendRawTransaction", (question, upstream) -> {
            upstream.ask();
            return Reply.error(-32_003, "nonce too low");
        });
        node.on("eth_getTransactionByHash", new Reply(503, ""));

        assertThat(sender.send(listing("a")).succeeded()).isTrue();
        assertThat(node.asked("eth_sendRawTransaction")).hasSize(2);
    }

    @Test
    void fillsTheGapOfATransactionThatTheNodeLost() {
        TransactionSender sender = sender(1, SHORT_WAIT);
        sender.send(registration());
        node.on("eth_sendRawTransaction", Reply.result("\"" + Bytes32.ZERO + "\""));
        assertThatThrownBy(() -> sender.send(listing("a"))).isInstanceOf(TransactionPending.class);
        node.on("eth_sendRawTransaction", (question, upstream) -> upstream.ask());

        assertThat(sender.send(listing("b")).succeeded()).isTrue();
        assertThat(chain.contract().registry().listings(Anvil.address(1))).hasSize(1);
    }

    /** With a block for each turn: anvil that mines at once may strand a transaction which arrives while it does. */
    @Test
    void minesEverythingThatManyThreadsSendFromOneWallet() throws Exception {
        int threadCount = 8;
        int sendsOfEach = 25;
        TransactionSender sender = chain.sender(1);
        sender.send(registration());
        chain.anvil().setAutomine(false);

        Set<Bytes32> hashes = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(threadCount)) {
            List<Future<List<Bytes32>>> tasks = IntStream.range(0, threadCount)
                    .mapToObj(thread -> threads.submit(() -> sendAll(sender, thread, sendsOfEach)))
                    .toList();
            for (int turn = 0; turn < sendsOfEach; turn++) {
                awaitPending(threadCount, tasks);
                chain.anvil().mine();
            }
            for (Future<List<Bytes32>> task : tasks) {
                hashes.addAll(task.get());
            }
        }

        assertThat(hashes).hasSize(threadCount * sendsOfEach);
        assertThat(chain.contract().registry().listings(Anvil.address(1))).hasSize(threadCount * sendsOfEach);
        assertThat(chain.anvil().pendingTransactions()).isZero();
    }

    @Test
    void sendsType2WithAnEmptyAccessListAndRoomForTheBaseFee() {
        MinedTransaction mined = sender(1, LONG_WAIT).send(registration());

        JsonNode sent =
                chain.anvil().rpc("eth_getTransactionByHash", mined.hash().toString());
        assertThat(sent.path("type").asText()).isEqualTo("0x2");
        assertThat(sent.path("accessList")).isEmpty();
        long baseFee = Long.decode(chain.anvil()
                .rpc("eth_getBlockByNumber", "0x" + Long.toHexString(mined.block() - 1), false)
                .path("baseFeePerGas")
                .asText());
        long tip = Long.decode(sent.path("maxPriorityFeePerGas").asText());
        assertThat(Long.decode(sent.path("maxFeePerGas").asText())).isEqualTo(2 * baseFee + tip);
        assertThat(mined.gasCost().value().longValueExact())
                .isEqualTo(mined.gasUsed() * mined.effectiveGasPrice().value().longValueExact());
    }

    @Test
    void offersNoMoreForGasThanWasAgreedToWhateverTheNodeNames() {
        Wei agreed = Wei.parseWithUnit("0.01ether");
        node.on("eth_maxPriorityFeePerGas", Reply.result("\"0xe8d4a51000\""));

        JsonNode sent = sent(sender(1, LONG_WAIT).send(registration(), agreed));

        long limit = Long.decode(sent.path("gas").asText());
        long maxFee = Long.decode(sent.path("maxFeePerGas").asText());
        assertThat(Wei.of(Math.multiplyExact(limit, maxFee))).isLessThanOrEqualTo(agreed);
        assertThat(maxFee).isLessThan(0xe8d4a51000L);
    }

    @Test
    void usesTheTipOfTheNetworkWhereTheNodeAdvisesNone() {
        node.on("eth_maxPriorityFeePerGas", Reply.error(-32_601, "method not found"));

        MinedTransaction mined = sender(1, LONG_WAIT).send(registration());

        assertThat(Long.decode(sent(mined).path("maxPriorityFeePerGas").asText()))
                .isEqualTo(Network.LOCAL.fallbackTip());
    }

    @Test
    void addsNothingToTheGasEstimateOnFilecoin() {
        node.on("eth_estimateGas", Reply.result("\"0x100000\""));
        Network filecoinLike = with(Network.CALIBRATION, Network.LOCAL.chainId());

        MinedTransaction unpadded =
                new TransactionSender(client, filecoinLike, Anvil.key(1), POLL, LONG_WAIT).send(registration());
        MinedTransaction padded = sender(2, LONG_WAIT).send(registration());

        assertThat(sent(unpadded).path("gas").asText()).isEqualTo("0x100000");
        assertThat(Long.decode(sent(padded).path("gas").asText())).isEqualTo(0x100000L * 110 / 100);
    }

    @Test
    void doesNotPrintTheKey() {
        assertThat(sender(1, LONG_WAIT)).hasToString("sender of wallet " + Anvil.address(1));
        assertThat(sender(1, LONG_WAIT).address()).isEqualTo(Anvil.address(1));
    }

    private static List<Bytes32> sendAll(TransactionSender sender, int thread, int count) {
        List<Bytes32> hashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hashes.add(sender.send(listing(thread + "-" + i)).hash());
        }
        return hashes;
    }

    private TransactionSender sender(int account, Duration receiptWait) {
        return new TransactionSender(client, Network.LOCAL, Anvil.key(account), POLL, receiptWait);
    }

    private static ContractCall registration() {
        return chain.contract().registry().registerProvider(DETAILS);
    }

    private static ContractCall listing(String name) {
        return chain.contract().registry().listModel(name, Listing.INFERENCE, 1, PRICES);
    }

    private static JsonNode sent(MinedTransaction mined) {
        return chain.anvil().rpc("eth_getTransactionByHash", mined.hash().toString());
    }

    private Bytes32 lastSent() {
        String raw = node.asked("eth_sendRawTransaction")
                .getLast()
                .path("params")
                .get(0)
                .asText();
        return Hash.keccak256(HexFormat.of().parseHex(raw.substring(2)));
    }

    private static void awaitPending(int transactions) {
        awaitPending(transactions, List.of());
    }

    /** Or until one of those who send has ended, which nobody does before its last block but by failing. */
    private static void awaitPending(int transactions, List<? extends Future<?>> senders) {
        while (chain.anvil().pendingTransactions() < transactions
                && senders.stream().noneMatch(Future::isDone)) {
            Thread.onSpinWait();
        }
    }

    private static Network with(Network network, long chainId) {
        return new Network(
                network.name(),
                chainId,
                network.endpoint(),
                network.confirmationDepth(),
                network.pollInterval(),
                network.receiptWait(),
                network.maxLogRange(),
                network.gasMarginPercent(),
                network.fallbackTip(),
                network.currencySymbol(),
                network.explorer(),
                network.tellsFinality());
    }
}
