package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Hex;
import io.deopenchat.signing.SecretKey;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/** Signs transactions of one wallet for one chain: type 2 of EIP-1559, empty access list. */
public final class TransactionSigner {
    private final long chainId;
    private final Credentials credentials;
    private final Address wallet;

    public TransactionSigner(Network network, SecretKey wallet) {
        this.chainId = network.chainId();
        this.credentials = Credentials.create(ECKeyPair.create(wallet.exposed()));
        this.wallet = Address.parse(credentials.getAddress());
    }

    public Address address() {
        return wallet;
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
        byte[] signed = TransactionEncoder.signMessage(transaction, credentials);
        return new SignedTransaction(Hash.keccak256(signed), nonce, gasLimit, fees, Hex.of(signed));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "signer of wallet " + wallet;
    }
}
