package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.SecretKey;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends transactions of one wallet (type 2 of EIP-1559, empty access list) and waits until they are mined. Safe for many
 * threads; nobody else should send from the wallet at the same time.
 *
 * <p>Nonces are counted here, not asked for: two threads that ask the node get the same one. One lock spans taking a nonce,
 * signing and sending, because a node may lose a transaction that arrives before its predecessor. After a send that failed,
 * and after a transaction that is not mined in time, the count starts again from what the node knows, else the gap of one
 * that got lost would hold up every later transaction.
 */
public final class TransactionSender {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionSender.class);

    /** How often a transaction is signed again because somebody else used the wallet's nonce. */
    private static final int MAX_NONCE_ATTEMPTS = 5;

    private final ChainClient chain;
    private final Network network;
    private final Duration pollInterval;
    private final Duration receiptWait;
    private final TransactionSigner signer;
    private final Address wallet;

    private final ReentrantLock sending = new ReentrantLock();
    /** Guarded by {@link #sending}; null means: ask the node. */
    private @Nullable Long nextNonce;

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
        this.signer = new TransactionSigner(network, wallet);
        this.wallet = signer.address();
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
        return send(call, Wei.MAX);
    }

    /**
     * As {@link #send(ContractCall)}, for gas of at most {@code mostGas} base units of the native coin: where the node names more now
     * than somebody agreed to, the transaction offers less and waits.
     */
    public MinedTransaction send(ContractCall call, Wei mostGas) {
        return send(Payload.of(call), mostGas, TransactionSender::forgets);
    }

    /**
     * As {@link #send(ContractCall)}, for what must happen once even if the process is killed meanwhile.
     *
     * @param keeper writes down each transaction before it is sent; a later one takes the place of an earlier one, whose nonce
     *     another transaction has used
     */
    public MinedTransaction send(ContractCall call, Consumer<SignedTransaction> keeper) {
        return send(Payload.of(call), Wei.MAX, keeper);
    }

    /** Creates a contract. */
    MinedTransaction create(String code, String description) {
        return send(new Payload(null, code, Wei.ZERO, description), Wei.MAX, TransactionSender::forgets);
    }

    /** For what may happen again, or is seen on the chain by whoever looks. */
    private static void forgets(SignedTransaction signed) {
        LOG.trace("not written down: {}", signed.hash());
    }

    private record Payload(@Nullable Address to, String data, Wei value, String description) {
        static Payload of(ContractCall call) {
            return new Payload(call.to(), call.data(), call.value(), call.description());
        }
    }

    private record Gas(long limit, Fees fees) {
        Wei most() {
            return new Wei(fees.maxFee().multiply(BigInteger.valueOf(limit)));
        }
    }

    private MinedTransaction send(Payload payload, Wei mostGas, Consumer<SignedTransaction> keeper) {
        Gas gas = prepare(payload, mostGas);
        Bytes32 hash = signAndSend(payload, gas, keeper);
        LOG.debug("{}: sent transaction {}", payload.description, hash);
        MinedTransaction mined = await(payload, hash);
        if (!mined.succeeded()) {
            throw reasonOf(payload, mined, gas);
        }
        LOG.info("{}: {}, gas {}", payload.description, mined, mined.gasUsed());
        return mined;
    }

    private Gas prepare(Payload payload, Wei mostGas) {
        requireFunds(payload, payload.value);
        try {
            chain.attempt(wallet, payload.to, payload.data, payload.value);
            long estimate = chain.estimateGas(wallet, payload.to, payload.data, payload.value);
            long limit = network.withGasMargin(estimate);
            Gas gas = new Gas(limit, chain.gasPrice(network).fees().within(mostGas, limit));
            requireFunds(payload, payload.value.plus(gas.most()));
            return gas;
        } catch (ContractRefusal refusal) {
            throw refusal.during(payload.description);
        }
    }

    private void requireFunds(Payload payload, Wei required) {
        Wei available = chain.balance(wallet);
        if (available.isBelow(required)) {
            throw new InsufficientFunds(payload.description, wallet, required, available);
        }
    }

    private Bytes32 signAndSend(Payload payload, Gas gas, Consumer<SignedTransaction> keeper) {
        sending.lock();
        try {
            for (int attempt = 1; ; attempt++) {
                long nonce = nextNonce != null ? nextNonce : chain.nextNonce(wallet);
                nextNonce = null;
                SignedTransaction signed =
                        signer.sign(payload.to, payload.data, payload.value, nonce, gas.limit, gas.fees);
                keeper.accept(signed);
                switch (chain.deliver(signed)) {
                    case Delivery.Accepted() -> {
                        nextNonce = nonce + 1;
                        return signed.hash();
                    }
                    case Delivery.Uncertain(ChainUnavailable why) -> {
                        LOG.warn("a transaction may or may not have been sent, looking for it: {}", why.getMessage());
                        return signed.hash();
                    }
                    case Delivery.Refused(Delivery.Reason reason, ChainUnavailable why) -> {
                        if (reason != Delivery.Reason.NONCE_USED) {
                            throw why;
                        }
                        if (mayBeThisOne(signed.hash())) {
                            return signed.hash();
                        }
                        if (attempt == MAX_NONCE_ATTEMPTS) {
                            throw why;
                        }
                    }
                }
            }
        } finally {
            sending.unlock();
        }
    }

    /**
     * A connection that breaks makes the client library repeat its request: the first copy may be mined when the second one
     * is refused. To sign again would pay twice, so a node that cannot tell counts as one that has it.
     */
    private boolean mayBeThisOne(Bytes32 hash) {
        try {
            return chain.knows(hash);
        } catch (ChainUnavailable unknown) {
            LOG.warn("transaction {} may or may not be in a block, looking for it: {}", hash, unknown.getMessage());
            return true;
        }
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
        forgetNonce();
        String why = "waited " + receiptWait.toSeconds() + " s"
                + (lastFailure == null ? "" : ", and at last " + lastFailure.getMessage());
        throw new TransactionPending(payload.description, hash, why, lastFailure);
    }

    private void forgetNonce() {
        sending.lock();
        try {
            nextNonce = null;
        } finally {
            sending.unlock();
        }
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
                "%s failed in %s for a reason that is gone now; it used %d of %d gas"
                        .formatted(payload.description, mined, mined.gasUsed(), gas.limit));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "sender of wallet " + wallet;
    }
}
