package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthChainId;
import org.web3j.protocol.core.methods.response.EthEstimateGas;
import org.web3j.protocol.core.methods.response.EthGetBalance;
import org.web3j.protocol.core.methods.response.EthGetCode;
import org.web3j.protocol.core.methods.response.EthGetTransactionCount;
import org.web3j.protocol.core.methods.response.EthGetTransactionReceipt;
import org.web3j.protocol.core.methods.response.EthMaxPriorityFeePerGas;
import org.web3j.protocol.core.methods.response.EthTransaction;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/**
 * The nodes of a chain. Safe for many threads. Every call may throw {@link ChainUnavailable}; calls of the contract may throw
 * {@link ContractRefusal}.
 */
public final class ChainClient implements AutoCloseable {
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(30);

    private static final String HEAD = "eth_getBlockByNumber";

    /** Epochs without a block that may follow one another on Filecoin before a read gives up. */
    private static final int MAX_NULL_ROUNDS = 10;

    private final Nodes rpc;

    private ChainClient(Nodes rpc) {
        this.rpc = rpc;
    }

    public static ChainClient connect(String endpoint) {
        return connect(endpoint, DEFAULT_CONNECT_TIMEOUT, DEFAULT_READ_TIMEOUT);
    }

    /**
     * Nothing is sent yet.
     *
     * @param endpoint http or https URL; user info becomes basic authentication
     * @throws IllegalArgumentException if it is no such URL; the message does not repeat it
     */
    public static ChainClient connect(String endpoint, Duration connectTimeout, Duration readTimeout) {
        return connect(List.of(endpoint), connectTimeout, readTimeout, InstantSource.system());
    }

    /** To the first of several nodes of one chain that works; see {@link #pinChain}. */
    public static ChainClient connect(List<String> endpoints) {
        return connect(endpoints, DEFAULT_CONNECT_TIMEOUT, DEFAULT_READ_TIMEOUT, InstantSource.system());
    }

    /** @param clock tells how long a node that failed has rested */
    static ChainClient connect(
            List<String> endpoints, Duration connectTimeout, Duration readTimeout, InstantSource clock) {
        RevertReasons reasons = new RevertReasons(ContractBuild.checkedIn());
        return new ChainClient(new Nodes(
                endpoints.stream()
                        .map(endpoint -> new Rpc(Endpoint.parse(endpoint), connectTimeout, readTimeout, reasons))
                        .toList(),
                clock));
    }

    /**
     * From now on nothing counts that a node of another chain says; unless there is no node of this one.
     *
     * @return the chain id
     */
    public long pinChain(long chainId) {
        Optional<Pin> before = rpc.pinned();
        rpc.pin(new Pin(chainId, Map.of()));
        try {
            return chainId();
        } catch (ForeignNode elsewhere) {
            rpc.pin(before.orElse(null));
            throw elsewhere;
        }
    }

    /** From now on nothing counts that a node says on another chain, or with code of another hash at an address. */
    void pin(long chainId, Map<Address, Bytes32> code) {
        rpc.pin(new Pin(chainId, code));
    }

    /** Host and port of the node that answered last; what a log may print. */
    public String endpointName() {
        return rpc.endpointName();
    }

    public long chainId() {
        return number("eth_chainId", EthChainId.class);
    }

    /** Number of the newest block. */
    public long headBlock() {
        return rpc.head();
    }

    /**
     * Newest block that counts as final. On a network that tells, it is what the node says, and the depth where the node does
     * not know; a depth other than that of the network always decides alone.
     */
    public long settledBlock(Network network, int depth, long head) {
        long deep = Math.max(0, head - depth);
        boolean told = network.tellsFinality() && depth == network.confirmationDepth();
        return told ? Math.min(head, finalized().orElse(deep)) : deep;
    }

    private OptionalLong finalized() {
        try {
            EthBlock.Block block = rpc.ask(HEAD, EthBlock.class, tag(DefaultBlockParameterName.FINALIZED), false);
            return block == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(
                            rpc.understand(HEAD, () -> block.getNumber().longValueExact()));
        } catch (RpcFailure notKnown) {
            return OptionalLong.empty();
        }
    }

    /** Timestamp of the newest block: the clock by which the contract judges deadlines. */
    public Instant headTime() {
        EthBlock.Block head = head();
        return rpc.understand(
                HEAD, () -> Instant.ofEpochSecond(head.getTimestamp().longValueExact()));
    }

    /** Timestamp of a block that holds something, for example an event. */
    public Instant blockTime(long block) {
        EthBlock.Block found = rpc.require(HEAD, EthBlock.class, tag(block), false);
        return rpc.understand(
                HEAD, () -> Instant.ofEpochSecond(found.getTimestamp().longValueExact()));
    }

    /** Timestamp of a block, or of the last before it on chains that leave some out. */
    Instant timeUpTo(long block) {
        return notNull(block, this::blockTime);
    }

    /** Native coin of a wallet; {@link Wei#MAX} for anything beyond it. */
    public Wei balance(Address wallet) {
        BigInteger balance = quantity(
                "eth_getBalance", EthGetBalance.class, wallet.toString(), tag(DefaultBlockParameterName.LATEST));
        return new Wei(balance.min(Wei.MAX.value()));
    }

    /** Code at an address, empty if there is none. */
    public byte[] code(Address contract) {
        String code = rpc.require(
                "eth_getCode", EthGetCode.class, contract.toString(), tag(DefaultBlockParameterName.LATEST));
        return rpc.understand("eth_getCode", () -> HexFormat.of().parseHex(code.substring(2)));
    }

    /** Tries a call without sending it. */
    public void preflight(Address sender, ContractCall call) {
        attempt(sender, call.to(), call.data(), call.value());
    }

    /** The transaction once it is in a block, successful or not. */
    public Optional<MinedTransaction> mined(Bytes32 hash) {
        TransactionReceipt receipt =
                rpc.ask("eth_getTransactionReceipt", EthGetTransactionReceipt.class, hash.toString());
        // some nodes hand out receipts of transactions that are still waiting
        return receipt == null || receipt.getBlockNumberRaw() == null
                ? Optional.empty()
                : Optional.of(rpc.understand("eth_getTransactionReceipt", () -> new MinedTransaction(receipt)));
    }

    /** @return what the call answers, 0x-hex */
    String attempt(Address sender, @Nullable Address to, String data, Wei value) {
        Transaction call = Transaction.createEthCallTransaction(sender.toString(), hex(to), data, value.value());
        return rpc.require("eth_call", EthCall.class, call, tag(DefaultBlockParameterName.LATEST));
    }

    /** Reads from a contract at the newest block. */
    String read(Address contract, String data) {
        return read(contract, data, tag(DefaultBlockParameterName.LATEST));
    }

    /** Reads from a contract as of the end of a block. */
    String readAt(Address contract, String data, long block) {
        return notNull(block, number -> read(contract, data, tag(number)));
    }

    private String read(Address contract, String data, String block) {
        Transaction call = Transaction.createEthCallTransaction(Address.ZERO.toString(), contract.toString(), data);
        return rpc.require("eth_call", EthCall.class, call, block);
    }

    /** Tries a call on top of a block, which is how the reason of a mined failure is found. */
    String replay(Address sender, @Nullable Address to, String data, Wei value, long block) {
        Transaction call = Transaction.createEthCallTransaction(sender.toString(), hex(to), data, value.value());
        return notNull(block, number -> rpc.require("eth_call", EthCall.class, call, tag(number)));
    }

    /** What the call needs if it is mined now, with the margin of the network. */
    public long gasLimit(Address sender, ContractCall call, Network network) {
        return network.withGasMargin(estimateGas(sender, call.to(), call.data(), call.value()));
    }

    long estimateGas(Address sender, @Nullable Address to, String data, Wei value) {
        Transaction call = Transaction.createEthCallTransaction(sender.toString(), hex(to), data, value.value());
        return number("eth_estimateGas", EthEstimateGas.class, call);
    }

    /** What gas costs now. */
    public GasPrice gasPrice(Network network) {
        BigInteger baseFee = baseFee();
        BigInteger tip = advisedTip().orElse(BigInteger.valueOf(network.fallbackTip()));
        return new GasPrice(baseFee, network.boundedTip(tip, baseFee));
    }

    /** The most gas that the transactions of a block use together. */
    public long blockGasLimit() {
        EthBlock.Block head = head();
        return rpc.understand(HEAD, () -> head.getGasLimit().longValueExact());
    }

    BigInteger baseFee() {
        EthBlock.Block head = head();
        return head.getBaseFeePerGasRaw() == null ? BigInteger.ZERO : rpc.understand(HEAD, head::getBaseFeePerGas);
    }

    /** The tip that the node advises; empty if it does not know the method. */
    Optional<BigInteger> advisedTip() {
        try {
            return Optional.of(quantity("eth_maxPriorityFeePerGas", EthMaxPriorityFeePerGas.class));
        } catch (RpcFailure notSupported) {
            return Optional.empty();
        }
    }

    /** The next nonce, transactions that wait in the node's pool counted. */
    public long nextNonce(Address sender) {
        return nonce(sender, tag(DefaultBlockParameterName.PENDING));
    }

    /** How many transactions of a wallet are in blocks up to this one: all lower nonces are used. */
    public long transactionCount(Address sender, long block) {
        return notNull(block, number -> nonce(sender, tag(number)));
    }

    private long nonce(Address sender, String block) {
        return number("eth_getTransactionCount", EthGetTransactionCount.class, sender.toString(), block);
    }

    /** Whether the node has a transaction, in a block or waiting for one. */
    public boolean knows(Bytes32 hash) {
        return rpc.ask("eth_getTransactionByHash", EthTransaction.class, hash.toString()) != null;
    }

    /** @throws ChainUnavailable if it certainly did not arrive */
    public Delivery deliver(SignedTransaction signed) {
        return rpc.deliver(signed);
    }

    /**
     * Logs of a contract, oldest first, both blocks included.
     *
     * @param topics one alternative list for each position, empty for anything
     * @param maxRange blocks that one question may span; a range that the node finds too large or too full is halved
     */
    List<Log> logs(Address contract, List<List<String>> topics, long fromBlock, long toBlock, int maxRange) {
        List<Log> logs = new ArrayList<>();
        for (long from = fromBlock; from <= toBlock; from += maxRange) {
            collect(contract, topics, from, Math.min(toBlock, from + maxRange - 1), logs);
        }
        return logs;
    }

    private void collect(Address contract, List<List<String>> topics, long from, long to, List<Log> logs) {
        try {
            logs.addAll(page(contract, topics, from, to));
        } catch (RpcFailure tooMany) {
            if (from == to) {
                throw tooMany;
            }
            long middle = from + (to - from) / 2;
            collect(contract, topics, from, middle, logs);
            collect(contract, topics, middle + 1, to, logs);
        }
    }

    private List<Log> page(Address contract, List<List<String>> topics, long from, long to) {
        EthFilter filter = new EthFilter(
                DefaultBlockParameter.valueOf(BigInteger.valueOf(from)),
                DefaultBlockParameter.valueOf(BigInteger.valueOf(to)),
                contract.toString());
        for (List<String> alternatives : topics) {
            filter.addOptionalTopics(alternatives.toArray(String[]::new));
        }
        return rpc.requireUpTo(to, "eth_getLogs", LogsResponse.class, filter);
    }

    private EthBlock.Block head() {
        return rpc.require(HEAD, EthBlock.class, tag(DefaultBlockParameterName.LATEST), false);
    }

    /** State after an epoch without a block is that of the last epoch with one. */
    private static <T> T notNull(long block, LongFunction<T> question) {
        long number = block;
        while (true) {
            try {
                return question.apply(number);
            } catch (RpcFailure failure) {
                boolean nullRound = failure.reason().toLowerCase(Locale.ROOT).contains("null round");
                if (!nullRound || number == 0 || block - number >= MAX_NULL_ROUNDS) {
                    throw failure;
                }
                number--;
            }
        }
    }

    private static @Nullable String hex(@Nullable Address address) {
        return address == null ? null : address.toString();
    }

    private static String tag(DefaultBlockParameterName name) {
        return name.getValue();
    }

    private static String tag(long block) {
        return Numeric.encodeQuantity(BigInteger.valueOf(block));
    }

    private <R extends Response<String>> BigInteger quantity(String method, Class<R> type, Object... parameters) {
        String hex = rpc.require(method, type, parameters);
        return rpc.understand(method, () -> Numeric.decodeQuantity(hex));
    }

    private <R extends Response<String>> long number(String method, Class<R> type, Object... parameters) {
        BigInteger quantity = quantity(method, type, parameters);
        return rpc.understand(method, quantity::longValueExact);
    }

    @Override
    public void close() {
        rpc.close();
    }
}
