package io.deopenchat.gateway.pricing;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends changes of prices, or heartbeats, from the wallet that claims, one at a time and only while no claim is on its way: claims go first.
 * A nonce is taken in the wallet's turn, so that no claim takes it, too. What is lost with the process is no money: the next
 * look at the listing tells what is still to be done.
 */
public final class PriceWallet {
    private static final Logger LOG = LoggerFactory.getLogger(PriceWallet.class);

    /** Times the fee that was offered first: what a stuck change may offer at last. */
    static final long MAX_FEE_FACTOR = 10;

    private final ChainClient chain;
    private final Network network;
    private final TransactionSigner signer;
    private final BooleanSupplier claiming;
    private final InstantSource clock;
    private @Nullable Flight flight;

    /** @param sent the newest last; all with one nonce */
    private record Flight(ContractCall call, List<SignedTransaction> sent, Instant lastSent) {
        long nonce() {
            return sent.getFirst().nonce();
        }
    }

    /** @param claiming whether a claim is on its way */
    public PriceWallet(
            ChainClient chain,
            Network network,
            TransactionSigner signer,
            BooleanSupplier claiming,
            InstantSource clock) {
        this.chain = chain;
        this.network = network;
        this.signer = signer;
        this.claiming = claiming;
        this.clock = clock;
    }

    Address address() {
        return signer.address();
    }

    /** True if it was sent. */
    public boolean send(ContractCall call) {
        return signer.ifFree(() -> !claiming.getAsBoolean() && isQuiet() && begin(call))
                .orElse(false);
    }

    /** Nothing of this wallet waits for a block. */
    private boolean isQuiet() {
        return chain.nextNonce(address()) == chain.transactionCount(address(), chain.headBlock());
    }

    private boolean begin(ContractCall call) {
        chain.preflight(address(), call);
        long gasLimit = chain.gasLimit(address(), call, network);
        Fees fees = chain.gasPrice(network).fees();
        BigInteger most = fees.maxFee().multiply(BigInteger.valueOf(gasLimit));
        if (chain.balance(address()).value().compareTo(most) < 0) {
            LOG.warn("{} needs up to {} wei for gas; send wallet {} coins", call.description(), most, address());
            return false;
        }
        SignedTransaction signed = signer.sign(call, chain.nextNonce(address()), gasLimit, fees);
        if (chain.deliver(signed) instanceof Delivery.Refused(Delivery.Reason reason, var why)) {
            LOG.warn("{} was not taken ({}): {}", call.description(), reason, why.getMessage());
            return false;
        }
        flight = new Flight(call, List.of(signed), clock.instant());
        LOG.info("{} in {}, nonce {}", call.description(), signed.hash(), signed.nonce());
        return true;
    }

    /** Looks after what was sent; true while it is in no block. */
    public boolean isWaiting() {
        Flight waiting = flight;
        if (waiting == null) {
            return false;
        }
        Optional<MinedTransaction> mined = waiting.sent.stream()
                .flatMap(sent -> chain.mined(sent.hash()).stream())
                .findFirst();
        if (mined.isPresent()) {
            LOG.info("{} {}", waiting.call.description(), mined.get().succeeded() ? "holds" : "failed");
            flight = null;
        } else if (chain.transactionCount(address(), chain.headBlock()) > waiting.nonce()) {
            LOG.warn("{} was displaced by another transaction of the wallet", waiting.call.description());
            flight = null;
        } else {
            flight = pushed(waiting);
        }
        return flight != null;
    }

    private Flight pushed(Flight waiting) {
        SignedTransaction newest = waiting.sent.getLast();
        if (waiting.sent.stream().noneMatch(sent -> chain.knows(sent.hash()))) {
            chain.deliver(newest);
            return waiting;
        }
        boolean overdue = !waiting.lastSent.plus(network.receiptWait()).isAfter(clock.instant());
        return overdue ? bumped(waiting, newest) : waiting;
    }

    private Flight bumped(Flight waiting, SignedTransaction newest) {
        Fees fees = newest.fees().bumped(chain.gasPrice(network).fees());
        BigInteger ceiling = waiting.sent.getFirst().fees().maxFee().multiply(BigInteger.valueOf(MAX_FEE_FACTOR));
        if (fees.maxFee().compareTo(ceiling) > 0) {
            return waiting;
        }
        SignedTransaction replacement = signer.sign(waiting.call, waiting.nonce(), newest.gasLimit(), fees);
        chain.deliver(replacement);
        List<SignedTransaction> sent = new ArrayList<>(waiting.sent);
        sent.add(replacement);
        return new Flight(waiting.call, List.copyOf(sent), clock.instant());
    }
}
