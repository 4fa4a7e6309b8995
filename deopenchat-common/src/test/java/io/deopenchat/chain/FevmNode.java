package io.deopenchat.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.StubNode.Reply;
import io.deopenchat.signing.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SignatureException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.utils.Numeric;

/**
 * A node with the rules of Filecoin's EVM, in front of a real development chain: epochs that a test passes, null rounds,
 * messages that are executed one epoch after they were included, limits of logs and of the message pool, and the words and
 * codes of Lotus. What Lotus does was read from its sources (node/impl/eth, chain/messagepool).
 */
public final class FevmNode implements AutoCloseable {
    public static final int MAX_MESSAGE_BYTES = 64 * 1_024;
    static final int MAX_PENDING = 10;
    static final int MAX_NONCE_GAP = 4;
    static final int ESTIMATE_PERCENT = 125;

    private static final int NULL_ROUND_CODE = 12;
    private static final int LIMIT_CODE = -32_005;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Filecoin's, but for waiting times that a test can spend. */
    public static final Network NETWORK = new Network(
            "fevm-test",
            Network.LOCAL.chainId(),
            null,
            Network.CALIBRATION.confirmationDepth(),
            Duration.ofMillis(20),
            Duration.ofSeconds(30),
            40,
            Network.CALIBRATION.gasMarginPercent(),
            Network.CALIBRATION.fallbackTip(),
            Network.CALIBRATION.currencySymbol(),
            null,
            true);

    private final Anvil anvil;
    private final StubNode node;
    private final NavigableSet<Long> nullRounds = new ConcurrentSkipListSet<>();

    /** Premium and hash of what waits, by sender and nonce. */
    private final Map<Address, NavigableMap<Long, SignedRawTransaction>> pool = new HashMap<>();

    private volatile int maxLogRange = 2_880;
    private volatile int maxLogs = 10_000;
    private volatile int replacementPercent = 110;
    private volatile int revertCode = 3;
    private volatile long finality = -1;
    private volatile BigInteger advisedTip = BigInteger.valueOf(200_000);
    private volatile boolean epochPerLook;

    /** Takes over the chain: from now on a block is an epoch that somebody passes. */
    public FevmNode(Anvil anvil) {
        this.anvil = anvil;
        this.node = new StubNode(anvil.url())
                .on("eth_blockNumber", (question, upstream) -> Reply.result(quoted(latest())))
                .on("eth_getBlockByNumber", (question, upstream) -> block(question))
                .on("eth_call", (question, upstream) -> reverted(at(question, 1)))
                .on("eth_estimateGas", (question, upstream) -> estimate(question))
                .on("eth_getBalance", (question, upstream) -> at(question, 1))
                .on("eth_getCode", (question, upstream) -> at(question, 1))
                .on("eth_getTransactionCount", (question, upstream) -> at(question, 1))
                .on("eth_maxPriorityFeePerGas", (question, upstream) -> Reply.result(quoted(advisedTip)))
                .on("eth_getLogs", (question, upstream) -> logs(question, upstream.ask()))
                .on("eth_getTransactionReceipt", (question, upstream) -> receipt(upstream))
                .on("eth_sendRawTransaction", this::push);
        anvil.setAutomine(false);
        anvil.mine();
    }

    public String url() {
        return node.url();
    }

    /** The contract with Filecoin's rules for it. */
    public static DeopenchatContract contract(ChainClient chain, Address address) {
        DeopenchatContract verified = new Deployments(chain, ContractBuild.checkedIn()).verify(address);
        return DeopenchatContract.open(chain, verified.domain(), NETWORK);
    }

    /** Includes what waits, and executes what was included before. */
    public void epoch() {
        anvil.mine();
    }

    public void epochs(int count) {
        anvil.mine(count);
    }

    /** Epochs for which nobody makes a block, and one with a block after them. */
    public void nullRounds(int count) {
        if (anvil.pendingTransactions() > 0) {
            throw new IllegalStateException("what waits would be included in an epoch without a block");
        }
        long before = tip();
        anvil.mine(count + 1);
        for (long epoch = before + 1; epoch <= before + count; epoch++) {
            nullRounds.add(epoch);
        }
    }

    /** What others do: included and executed at once, seen after the next epoch. */
    public void meanwhile(Runnable others) {
        anvil.setAutomine(true);
        others.run();
        anvil.setAutomine(false);
    }

    /** An epoch passes with each question for a receipt. */
    FevmNode passingEpochs() {
        epochPerLook = true;
        return this;
    }

    public FevmNode maxLogRange(int epochs) {
        maxLogRange = epochs;
        return this;
    }

    FevmNode maxLogs(int results) {
        maxLogs = results;
        return this;
    }

    /** Of the old premium, for a replacement: 110 in new versions, 125 in old ones. */
    public FevmNode replacementPercent(int percent) {
        replacementPercent = percent;
        return this;
    }

    /** 11 until January 2026, 3 since. */
    FevmNode revertCode(int code) {
        revertCode = code;
        return this;
    }

    /** It knows what is final: so many epochs before its newest block. */
    public FevmNode finality(long epochs) {
        finality = epochs;
        return this;
    }

    FevmNode advisedTip(BigInteger tip) {
        advisedTip = tip;
        return this;
    }

    StubNode questions() {
        return node;
    }

    /** The newest block that counts: the parent of the head, whose messages are not executed yet. */
    public long latest() {
        return tipsetBefore(tipsetUpTo(tip()));
    }

    private long tip() {
        return Numeric.decodeQuantity(anvil.rpc("eth_blockNumber").textValue()).longValueExact();
    }

    private long tipsetUpTo(long epoch) {
        long found = epoch;
        while (nullRounds.contains(found)) {
            found--;
        }
        return found;
    }

    private long tipsetBefore(long epoch) {
        return tipsetUpTo(Math.max(0, epoch - 1));
    }

    private static String hex(long number) {
        return Numeric.encodeQuantity(BigInteger.valueOf(number));
    }

    private static String quoted(long number) {
        return "\"" + hex(number) + "\"";
    }

    private static String quoted(BigInteger number) {
        return "\"" + Numeric.encodeQuantity(number) + "\"";
    }

    private Reply block(JsonNode question) throws IOException {
        if (question.at("/params/0").asText().equals("finalized") && finality < 0) {
            return Reply.error(-32_602, "invalid block param: finalized");
        }
        return at(question, 0);
    }

    /** The same question about the block that its tag or number stands for here. */
    private Reply at(JsonNode question, int position) throws IOException {
        String tag = question.path("params").path(position).asText();
        if (tag.equals("pending")) {
            return node.forward(question);
        }
        long number = switch (tag) {
            case "latest" -> latest();
            case "finalized" -> tipsetUpTo(Math.max(0, latest() - finality));
            default -> Numeric.decodeQuantity(tag).longValueExact();
        };
        if (nullRounds.contains(number)) {
            return Reply.error(NULL_ROUND_CODE, "requested epoch was a null round (" + number + ")");
        }
        if (number > latest()) {
            return Reply.error(-32_000, "requested a future epoch (beyond 'latest')");
        }
        ObjectNode asked = question.deepCopy();
        ((ArrayNode) asked.get("params")).set(position, hex(number));
        return node.forward(asked);
    }

    private Reply reverted(Reply answer) throws IOException {
        JsonNode error = JSON.readTree(answer.body()).path("error");
        return error.isMissingNode() || error.path("data").isMissingNode()
                ? answer
                : Reply.error(
                        revertCode,
                        "message execution failed (exit=[33], revert reason=[none], vm error=[contract reverted])",
                        error.path("data").asText());
    }

    private Reply estimate(JsonNode question) throws IOException {
        ObjectNode asked = question.deepCopy();
        ((ArrayNode) asked.get("params")).add(hex(latest()));
        Reply answer = node.forward(asked);
        JsonNode gas = JSON.readTree(answer.body()).path("result");
        return gas.isTextual()
                ? Reply.result(quoted(Numeric.decodeQuantity(gas.textValue())
                        .multiply(BigInteger.valueOf(ESTIMATE_PERCENT))
                        .divide(BigInteger.valueOf(100))))
                : reverted(answer);
    }

    private Reply logs(JsonNode question, Reply answer) throws IOException {
        long from = Numeric.decodeQuantity(question.at("/params/0/fromBlock").asText())
                .longValueExact();
        long to = Numeric.decodeQuantity(question.at("/params/0/toBlock").asText())
                .longValueExact();
        long head = tipsetUpTo(tip());
        if (from >= head || to >= head) {
            return Reply.error(-32_000, "cannot ask for events for a tipset at or greater than head");
        }
        if (to - from > maxLogRange) {
            return Reply.error(LIMIT_CODE, "block range exceeds maximum of " + maxLogRange);
        }
        return JSON.readTree(answer.body()).path("result").size() > maxLogs
                ? Reply.error(-32_000, "filter matches too many events, try a more restricted filter")
                : answer;
    }

    /** A receipt is there once the message was executed, one epoch after it was included. */
    private Reply receipt(StubNode.Upstream upstream) throws IOException {
        if (epochPerLook) {
            epoch();
        }
        Reply answer = upstream.ask();
        JsonNode block = JSON.readTree(answer.body()).at("/result/blockNumber");
        return block.isTextual() && Numeric.decodeQuantity(block.textValue()).longValueExact() > latest()
                ? Reply.result("null")
                : answer;
    }

    private synchronized Reply push(JsonNode question, StubNode.Upstream upstream) throws IOException {
        String raw = question.at("/params/0").asText();
        if ((raw.length() - 2) / 2 > MAX_MESSAGE_BYTES) {
            return refused("message too large: validation failure");
        }
        SignedRawTransaction message = (SignedRawTransaction) TransactionDecoder.decode(raw);
        Address sender = sender(message);
        long nonce = message.getNonce().longValueExact();
        long expected = expectedNonce(sender);
        if (nonce < expected) {
            return refused("minimum expected nonce is " + expected + ": message nonce too low");
        }
        NavigableMap<Long, SignedRawTransaction> waiting = pool.computeIfAbsent(sender, any -> new TreeMap<>());
        waiting.headMap(expected).clear();
        Reply refusal = refusal(message, nonce, expected, waiting, sender);
        if (refusal != null) {
            return refusal;
        }
        waiting.put(nonce, message);
        return upstream.ask();
    }

    private @Nullable Reply refusal(
            SignedRawTransaction message,
            long nonce,
            long expected,
            NavigableMap<Long, SignedRawTransaction> waiting,
            Address sender) {
        SignedRawTransaction before = waiting.get(nonce);
        if (before == null) {
            if (waiting.size() >= MAX_PENDING) {
                return refused("too many pending messages for actor");
            }
            return nonce > expected + waiting.size() + MAX_NONCE_GAP
                    ? refused("message nonce has too big a gap from expected nonce: unfulfilled nonce gap")
                    : null;
        }
        String already = "message from " + sender + " with nonce " + nonce + " already in mpool";
        if (premium(before).equals(premium(message))) {
            return refused(already + ": validation failure");
        }
        BigInteger least = premium(before)
                .multiply(BigInteger.valueOf(replacementPercent))
                .divide(BigInteger.valueOf(100))
                .add(BigInteger.ONE);
        return premium(message).compareTo(least) < 0
                ? refused(already + ", increase GasPremium to " + least + " from " + premium(message)
                        + " to trigger replace by fee: replace by fee has too low GasPremium")
                : null;
    }

    private static Reply refused(String words) {
        return Reply.error(1, "mpool push: failed to push message: " + words);
    }

    private static BigInteger premium(SignedRawTransaction message) {
        return ((Transaction1559) message.getTransaction()).getMaxPriorityFeePerGas();
    }

    private long expectedNonce(Address sender) {
        return Numeric.decodeQuantity(anvil.rpc("eth_getTransactionCount", sender.toString(), "latest")
                        .textValue())
                .longValueExact();
    }

    private static Address sender(SignedRawTransaction message) throws IOException {
        try {
            return Address.parse(message.getFrom());
        } catch (SignatureException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
