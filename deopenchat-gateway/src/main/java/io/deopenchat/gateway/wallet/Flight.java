package io.deopenchat.gateway.wallet;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.money.Wei;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One call on its way into a block: the transaction that was sent, and those that replace it with higher fees, all with one
 * nonce. Nothing of it is on disk: who sends it can tell from the contract whether it is still to be done. For one thread.
 */
public final class Flight {
    /** Times the fee that was offered first: what a stuck transaction may offer at last. */
    static final long MAX_FEE_FACTOR = 10;

    private final ChainClient chain;
    private final Network network;
    private final TransactionSigner signer;
    private final ContractCall call;

    /** The newest last. */
    private final List<SignedTransaction> sent = new ArrayList<>();

    private final BigInteger maxFee;
    private Instant lastSent;

    /** @param first which was sent */
    public Flight(
            ChainClient chain,
            Network network,
            TransactionSigner signer,
            ContractCall call,
            SignedTransaction first,
            Instant now) {
        this(chain, network, signer, call, first, Wei.MAX, now);
    }

    /**
     * @param first which was sent
     * @param mostGas base units that it may cost at last; what was offered first is offered whatever that is
     */
    public Flight(
            ChainClient chain,
            Network network,
            TransactionSigner signer,
            ContractCall call,
            SignedTransaction first,
            Wei mostGas,
            Instant now) {
        this.chain = chain;
        this.network = network;
        this.signer = signer;
        this.call = call;
        this.sent.add(first);
        this.maxFee = maxFee(first, mostGas);
        this.lastSent = now;
    }

    private static BigInteger maxFee(SignedTransaction first, Wei mostGas) {
        BigInteger offered = first.fees().maxFee();
        BigInteger worth = mostGas.value().divide(BigInteger.valueOf(first.gasLimit()));
        return offered.multiply(BigInteger.valueOf(MAX_FEE_FACTOR)).min(worth.max(offered));
    }

    /** Where it is. */
    public sealed interface Position {
        /** In no block, as far as the node knows. */
        record Waiting() implements Position {}

        record Mined(MinedTransaction transaction) implements Position {}

        /** Another transaction of the wallet used its nonce: it will never be mined. */
        record Displaced() implements Position {}
    }

    public ContractCall call() {
        return call;
    }

    public long nonce() {
        return sent.getFirst().nonce();
    }

    /** Looks where it is, and sends it again or offers more for it where that is due. */
    public Position look(Instant now) {
        // the nonce is asked for first: what used it is then known to be none of these
        boolean nonceUsed = chain.transactionCount(signer.address(), chain.headBlock()) > nonce();
        Optional<MinedTransaction> mined =
                sent.stream().flatMap(one -> chain.mined(one.hash()).stream()).findFirst();
        if (mined.isPresent()) {
            return new Position.Mined(mined.get());
        }
        if (nonceUsed) {
            return new Position.Displaced();
        }
        push(now);
        return new Position.Waiting();
    }

    private void push(Instant now) {
        SignedTransaction newest = sent.getLast();
        boolean forgotten = sent.stream().noneMatch(one -> chain.knows(one.hash()));
        boolean tooCheap = forgotten && isTooCheap(newest);
        if (isDue(now, tooCheap ? aFewBlocks() : network.receiptWait())) {
            bump(newest, now);
        }
    }

    private boolean isDue(Instant now, Duration wait) {
        return !lastSent.plus(wait).isAfter(now);
    }

    /** Sends it again: a node that dropped it for its fee does not take it back at that fee. */
    private boolean isTooCheap(SignedTransaction newest) {
        return chain.deliver(newest) instanceof Delivery.Refused(Delivery.Reason reason, ChainUnavailable _)
                && reason == Delivery.Reason.UNDERPRICED;
    }

    private Duration aFewBlocks() {
        return network.receiptWait().dividedBy(10);
    }

    private void bump(SignedTransaction newest, Instant now) {
        Fees fees = newest.fees().bumped(chain.gasPrice(network).fees());
        if (fees.maxFee().compareTo(maxFee) <= 0) {
            SignedTransaction replacement = signer.sign(call, nonce(), newest.gasLimit(), fees);
            chain.deliver(replacement);
            sent.add(replacement);
            lastSent = now;
        }
    }
}
