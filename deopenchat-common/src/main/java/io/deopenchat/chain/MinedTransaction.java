package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/** A transaction in a block. Its events are read with {@link DeopenchatContract#events(MinedTransaction)}. */
public final class MinedTransaction {
    private final Bytes32 hash;
    private final @Nullable Address sender;
    private final long block;
    private final boolean succeeded;
    private final long gasUsed;
    private final Wei effectiveGasPrice;
    private final @Nullable Address created;
    private final List<Log> logs;

    MinedTransaction(TransactionReceipt receipt) {
        this.hash = Bytes32.parse(receipt.getTransactionHash());
        this.sender = receipt.getFrom() == null ? null : Address.parse(receipt.getFrom());
        this.block = receipt.getBlockNumber().longValueExact();
        this.succeeded = receipt.isStatusOK();
        this.gasUsed = receipt.getGasUsed().longValueExact();
        this.effectiveGasPrice = new Wei(Numeric.decodeQuantity(receipt.getEffectiveGasPrice()));
        this.created = receipt.getContractAddress() == null ? null : Address.parse(receipt.getContractAddress());
        this.logs = List.copyOf(receipt.getLogs());
    }

    public Bytes32 hash() {
        return hash;
    }

    /** Who paid for its gas, if the node tells. */
    public Optional<Address> sender() {
        return Optional.ofNullable(sender);
    }

    public long block() {
        return block;
    }

    /** False if it was mined and reverted: gas was paid, nothing else happened. */
    public boolean succeeded() {
        return succeeded;
    }

    public long gasUsed() {
        return gasUsed;
    }

    /** Base units of the native coin per gas. */
    public Wei effectiveGasPrice() {
        return effectiveGasPrice;
    }

    /** What the sender paid for gas, in base units of the native coin. */
    public Wei gasCost() {
        return new Wei(effectiveGasPrice.value().multiply(BigInteger.valueOf(gasUsed)));
    }

    /** The contract that the transaction created. */
    Optional<Address> created() {
        return Optional.ofNullable(created);
    }

    List<Log> logs() {
        return logs;
    }

    @Override
    public String toString() {
        return "transaction " + hash + " in block " + block;
    }
}
