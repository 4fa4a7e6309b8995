package io.deopenchat.gateway.market;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.GasPrice;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.wallet.Flight;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends steps from the wallet that claims, several at a time, each with a nonce of its own that is taken in the wallet's turn.
 * What is lost with the process is no money: the contract tells what is still to be done.
 */
final class MarketWallet {
    private static final Logger LOG = LoggerFactory.getLogger(MarketWallet.class);

    static final int MAX_IN_FLIGHT = 16;

    /** Added to the estimate: what a claim between it and the block changes may make the same call dearer. */
    static final long FINISH_MARGIN = 25_000;

    private final ChainClient chain;
    private final Network network;
    private final TransactionSigner signer;
    private final LongSupplier nonceAfterClaims;
    private final InstantSource clock;
    private final Map<Step, Flight> flights = new LinkedHashMap<>();
    private long firstOwnNonce = -1;

    /** @param nonceAfterClaims the first nonce above those of claims on their way */
    MarketWallet(
            ChainClient chain,
            Network network,
            TransactionSigner signer,
            LongSupplier nonceAfterClaims,
            InstantSource clock) {
        this.chain = chain;
        this.network = network;
        this.signer = signer;
        this.nonceAfterClaims = nonceAfterClaims;
        this.clock = clock;
    }

    Address address() {
        return signer.address();
    }

    /** @param beforeIt run right before it is sent */
    Sending send(Step step, ContractCall call, Runnable beforeIt) {
        if (flights.size() >= MAX_IN_FLIGHT) {
            return new Sending.Busy();
        }
        try {
            chain.preflight(address(), call);
            long margin = step instanceof Step.Finish ? FINISH_MARGIN : 0;
            return priced(step, call, chain.gasLimit(address(), call, network) + margin, beforeIt);
        } catch (ContractRefusal refusal) {
            return new Sending.Refused(String.valueOf(refusal.getMessage()));
        }
    }

    private Sending priced(Step step, ContractCall call, long gasLimit, Runnable beforeIt) {
        GasPrice price = chain.gasPrice(network);
        BigInteger gas = BigInteger.valueOf(gasLimit);
        if (price.perGas().multiply(gas).compareTo(step.mostGas().value()) > 0) {
            return new Sending.Later("its gas costs more than it is worth");
        }
        BigInteger most = price.fees().maxFee().multiply(gas);
        if (chain.balance(address()).value().compareTo(most) < 0) {
            return new Sending.Later(
                    "it needs up to " + most + " wei for gas; send wallet " + address() + " coins", true);
        }
        beforeIt.run();
        return signer.inTurn(() -> begin(step, call, gasLimit, price.fees()));
    }

    private Sending begin(Step step, ContractCall call, long gasLimit, Fees fees) {
        SignedTransaction signed = signer.sign(call, nonce(), gasLimit, fees);
        if (chain.deliver(signed) instanceof Delivery.Refused(Delivery.Reason reason, var why)) {
            return new Sending.Later("the node did not take it (" + reason + "): " + why.getMessage());
        }
        flights.put(step, new Flight(chain, network, signer, call, signed, step.mostGas(), clock.instant()));
        LOG.debug("{} in {}, nonce {}", call.description(), signed.hash(), signed.nonce());
        return new Sending.Sent();
    }

    /** A node that dropped what waits would give its nonce out again. */
    private long nonce() {
        long known = flights.values().stream().mapToLong(Flight::nonce).max().orElse(-1) + 1;
        return Math.max(Math.max(chain.nextNonce(address()), known), nonceAfterClaims.getAsLong());
    }

    boolean areEarlierMined() {
        if (firstOwnNonce < 0) {
            firstOwnNonce = chain.nextNonce(address());
        }
        return chain.transactionCount(address(), chain.headBlock()) >= firstOwnNonce;
    }

    List<Landing> landings() {
        List<Landing> landed = new ArrayList<>();
        for (Map.Entry<Step, Flight> flight : Map.copyOf(flights).entrySet()) {
            switch (flight.getValue().look(clock.instant())) {
                case Flight.Position.Waiting() -> {}
                case Flight.Position.Mined(MinedTransaction mined) ->
                    landed.add(
                            new Landing(flight.getKey(), mined.succeeded() ? Landing.End.DONE : Landing.End.REVERTED));
                case Flight.Position.Displaced() -> landed.add(new Landing(flight.getKey(), Landing.End.DISPLACED));
            }
        }
        landed.forEach(landing -> flights.remove(landing.step()));
        return landed;
    }

    boolean isOnItsWay(long orderId) {
        return flights.keySet().stream().anyMatch(step -> step.orderId() == orderId);
    }
}
