package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.SecretKey;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/**
 * Sends transactions of one wallet (type 2 of EIP-1559, empty access list) and waits until they are mined. Safe for many
 * threads; nobody else should send from the wallet at the same time.
 *
 * <p>Nonces are counted here, not asked for: two threads that ask the node get the same one. One lock spans taking a nonce,
 * signing and sending, because a node may lose a transaction that arrives before its predecessor. After a send that failed
 * the count starts again from what the node knows, else the gap would hold up every later transaction.
 */
public final class TransactionSender {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionSender.class);

    /** How often a transaction is signed again because somebody else used the wallet's nonce. */
    private static final int MAX_NONCE_ATTEMPTS = 5;

    private static final BigInteger PERCENT = BigInteger.valueOf(100);

    private final ChainClient chain;
    private final Network network;
    private final Duration pollInterval;
    private final Duration receiptWait;
    private final Credentials credentials;
    private final Address wallet;

    private final ReentrantLock sending = new ReentrantLock();
    /** Guarded by {@link #sending}; null means: ask the node. */
    private @Nullable BigInteger nextNonce;

    /** With the waiting times of the network. */
    public TransactionSender(ChainClient chain, Network network, SecretKey wallet) {
        this(chain, network, wallet, network.pollInterval(), network.receiptWait());
    }

    /**
     * @param pollInterval between two looks for the receipt
     * @param receiptWait until {@link TransactionPending}
     */
    public TransactionSender(
            ChainClient chain, Network network, SecretKey wallet, Duration pollInterval, Duration receiptWait) {
        this.chain = chain;
        this.network = network;
        this.pollInterval = pollInterval;
        this.receiptWait = receiptWait;
        this.credentials = Credentials.create(ECKeyPair.create(wallet.exposed()));
        this.wallet = Address.parse(credentials.getAddress());
    }

    public Address address() {
        return wallet;
    }

    /**
     * Tries the call, sends it, and waits until it is mined.
     *
     * @throws ContractRefusal if the contract refuses it, before it is sent or in its block
     * @throws InsufficientFunds if the wallet cannot pay value and gas
     * @throws TransactionPending if it was sent and is not mined in time
     * @throws ChainUnavailable if the node failed before anything was sent
     */
    public MinedTransaction send(ContractCall call) {
        return send(new Payload(call.to(), call.data(), call.value(), call.description()));
    }

    /** Creates a contract. */
    MinedTransaction create(String code, String description) {
        return send(new Payload(null, code, Wei.ZERO, description));
    }

    private record Payload(@Nullable Address to, String data, Wei value, String description) {}

    private record Gas(BigInteger limit, BigInteger tip, BigInteger maxFee) {}

    private MinedTransaction send(Payload payload) {
        Gas gas = prepare(payload);
        Bytes32 hash = signAndSend(payload, gas);
        LOG.debug("{}: sent transaction {}", payload.description, hash);
        MinedTransaction mined = await(payload, hash);
        if (!mined.succeeded()) {
            throw reasonOf(payload, mined, gas);
        }
        LOG.info("{}: {}, gas {}", payload.description, mined, mined.gasUsed());
        return mined;
    }

    private Gas prepare(Payload payload) {
        requireFunds(payload, payload.value);
        try {
            chain.attempt(wallet, payload.to, payload.data, payload.value);
            BigInteger estimate = chain.estimateGas(wallet, payload.to, payload.data, payload.value);
            Gas gas = priced(withMargin(estimate));
            requireFunds(payload, payload.value.plus(new Wei(gas.limit.multiply(gas.maxFee))));
            return gas;
        } catch (ContractRefusal refusal) {
            throw refusal.during(payload.description);
        }
    }

    private BigInteger withMargin(BigInteger estimate) {
        return estimate.add(estimate.multiply(BigInteger.valueOf(network.gasMarginPercent()))
                .divide(PERCENT));
    }

    /** Room for the base fee to double while the transaction waits. */
    private Gas priced(BigInteger limit) {
        BigInteger tip = chain.advisedTip().orElse(BigInteger.valueOf(network.fallbackTip()));
        return new Gas(limit, tip, chain.baseFee().shiftLeft(1).add(tip));
    }

    private void requireFunds(Payload payload, Wei required) {
        Wei available = chain.balance(wallet);
        if (available.isBelow(required)) {
            throw new InsufficientFunds(payload.description, wallet, required, available);
        }
    }

    private Bytes32 signAndSend(Payload payload, Gas gas) {
        sending.lock();
        try {
            for (int attempt = 1; ; attempt++) {
                BigInteger nonce = nextNonce != null ? nextNonce : chain.pendingNonce(wallet);
                nextNonce = null;
                byte[] signed = sign(payload, gas, nonce);
                Delivery delivery = deliver(signed, attempt < MAX_NONCE_ATTEMPTS);
                if (delivery == Delivery.ACCEPTED) {
                    nextNonce = nonce.add(BigInteger.ONE);
                }
                if (delivery != Delivery.NONCE_USED) {
                    return Hash.keccak256(signed);
                }
            }
        } finally {
            sending.unlock();
        }
    }

    private enum Delivery {
        ACCEPTED,
        /** The connection broke: it may have arrived. */
        UNCERTAIN,
        NONCE_USED
    }

    private Delivery deliver(byte[] signed, boolean retryNonce) {
        try {
            chain.sendRaw(signed);
            return Delivery.ACCEPTED;
        } catch (RpcFailure refused) {
            String reason = refused.reason().toLowerCase(Locale.ROOT);
            if (reason.contains("already known") || reason.contains("already imported")) {
                return Delivery.ACCEPTED;
            }
            if (retryNonce && reason.contains("nonce") && reason.contains("low")) {
                return Delivery.NONCE_USED;
            }
            throw refused;
        } catch (NodeUnreachable neverSent) {
            throw neverSent;
        } catch (ChainUnavailable uncertain) {
            LOG.warn("a transaction may or may not have been sent, looking for it: {}", uncertain.getMessage());
            return Delivery.UNCERTAIN;
        }
    }

    private byte[] sign(Payload payload, Gas gas, BigInteger nonce) {
        RawTransaction transaction = RawTransaction.createTransaction(
                network.chainId(),
                nonce,
                gas.limit,
                payload.to == null ? "" : payload.to.toString(),
                payload.value.value(),
                payload.data,
                gas.tip,
                gas.maxFee);
        return TransactionEncoder.signMessage(transaction, credentials);
    }

    /** A node that fails meanwhile is asked again: what was sent has to be accounted for. */
    private MinedTransaction await(Payload payload, Bytes32 hash) {
        ChainUnavailable lastFailure = null;
        long looks = Math.max(1, receiptWait.dividedBy(pollInterval));
        for (long look = 0; look < looks; look++) {
            try {
                Optional<MinedTransaction> mined = chain.mined(hash);
                if (mined.isPresent()) {
                    return mined.get();
                }
                lastFailure = null;
            } catch (ChainUnavailable failure) {
                lastFailure = failure;
            }
            pause(payload, hash);
        }
        String why = "waited " + receiptWait.toSeconds() + " s"
                + (lastFailure == null ? "" : ", and at last " + lastFailure.getMessage());
        throw new TransactionPending(payload.description, hash, why, lastFailure);
    }

    private void pause(Payload payload, Bytes32 hash) {
        try {
            Thread.sleep(pollInterval);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransactionPending(payload.description, hash, "interrupted", e);
        }
    }

    /** Receipts carry no reason, so the call is repeated where it failed: before its block, then after it. */
    private ContractRefusal reasonOf(Payload payload, MinedTransaction mined, Gas gas) {
        for (long block : new long[] {mined.block() - 1, mined.block()}) {
            try {
                chain.replay(wallet, payload.to, payload.data, payload.value, block);
            } catch (ContractRefusal refusal) {
                return refusal.during(payload.description);
            } catch (ChainUnavailable unknown) {
                LOG.debug("the reason of the failed {} cannot be found at block {}", mined, block, unknown);
            }
        }
        return new ContractRefusal(
                "",
                "%s failed in %s for a reason that is gone now; it used %d of %s gas"
                        .formatted(payload.description, mined, mined.gasUsed(), gas.limit));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "sender of wallet " + wallet;
    }
}
