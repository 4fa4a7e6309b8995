package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Hex;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.Signer;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/** Signs transactions of one wallet for one chain: type 2 of EIP-1559, empty access list. */
public final class TransactionSigner {
    private final long chainId;
    private final Signer signer;
    private final ReentrantLock lock = new ReentrantLock();

    public TransactionSigner(Network network, SecretKey wallet) {
        this.chainId = network.chainId();
        this.signer = new Signer(wallet, Secp256k1.fastest());
    }

    public Address address() {
        return signer.address();
    }

    /**
     * Runs {@code step} while no other part of the program takes a nonce of this wallet: from asking for one until the
     * transaction with it was sent. Waits for its turn.
     */
    public <T> T inTurn(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    /** Like {@link #inTurn}, but empty at once while it is another's turn. */
    public <T> Optional<T> ifFree(Supplier<T> step) {
        if (!lock.tryLock()) {
            return Optional.empty();
        }
        try {
            return Optional.of(step.get());
        } finally {
            lock.unlock();
        }
    }

    public SignedTransaction sign(ContractCall call, long nonce, long gasLimit, Fees fees) {
        return sign(call.to(), call.data(), call.value(), nonce, gasLimit, fees);
    }

    /** @param to null creates a contract */
    SignedTransaction sign(@Nullable Address to, String data, Wei value, long nonce, long gasLimit, Fees fees) {
        RawTransaction transaction = RawTransaction.createTransaction(
                chainId,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(gasLimit),
                to == null ? "" : to.toString(),
                value.value(),
                data,
                fees.tip(),
                fees.maxFee());
        Signature signature = signer.sign(Hash.keccak256(TransactionEncoder.encode(transaction)));
        byte[] signed = TransactionEncoder.encode(transaction, inWeb3jForm(signature));
        return new SignedTransaction(Hash.keccak256(signed), nonce, gasLimit, fees, Hex.of(signed));
    }

    private static Sign.SignatureData inWeb3jForm(Signature signature) {
        byte[] rsv = signature.toArray();
        return new Sign.SignatureData(rsv[64], Arrays.copyOf(rsv, 32), Arrays.copyOfRange(rsv, 32, 64));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "signer of wallet " + address();
    }
}
