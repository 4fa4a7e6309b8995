package io.deopenchat.gateway.pricing;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.wallet.Flight;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends changes of prices from the wallet that claims, one at a time and only while no claim is on its way: claims go first.
 * A nonce is taken in the wallet's turn, so that no claim takes it, too. What is lost with the process is no money: the next
 * look at the listing tells what is still to be done.
 */
final class PriceWallet {
    private static final Logger LOG = LoggerFactory.getLogger(PriceWallet.class);

    private final ChainClient chain;
    private final Network network;
    private final TransactionSigner signer;
    private final BooleanSupplier claiming;
    private final InstantSource clock;
    private @Nullable Flight flight;

    /** @param claiming whether a claim is on its way */
    PriceWallet(
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
    boolean send(ContractCall call) {
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
        flight = new Flight(chain, network, signer, call, signed, clock.instant());
        LOG.info("{} in {}, nonce {}", call.description(), signed.hash(), signed.nonce());
        return true;
    }

    /** Looks after what was sent; true while it is in no block. */
    boolean isWaiting() {
        Flight waiting = flight;
        if (waiting == null) {
            return false;
        }
        switch (waiting.look(clock.instant())) {
            case Flight.Position.Waiting() -> {}
            case Flight.Position.Mined(MinedTransaction mined) -> {
                LOG.info("{} {}", waiting.call().description(), mined.succeeded() ? "holds" : "failed");
                flight = null;
            }
            case Flight.Position.Displaced() -> {
                LOG.warn(
                        "{} was displaced by another transaction of the wallet",
                        waiting.call().description());
                flight = null;
            }
        }
        return flight != null;
    }
}
