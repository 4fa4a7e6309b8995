package io.deopenchat.chaos.simulation;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ClaimStatus;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.NodeDown;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.gateway.claim.ClaimTurns;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The node that one provider asks: sometimes it is away, and sometimes it takes a transaction and does not say so. */
final class WalletNode implements ClaimTurns.Node {
    private final ChainModel chain;
    private final int provider;
    private final Address wallet;
    private final Supplier<Weather> weather;
    private final Chance chance;

    WalletNode(ChainModel chain, int provider, Address wallet, Supplier<Weather> weather, Chance chance) {
        this.chain = chain;
        this.provider = provider;
        this.wallet = wallet;
        this.weather = weather;
        this.chance = chance;
    }

    private static ChainUnavailable away() {
        return NodeDown.because("the node is away");
    }

    /** @throws ChainUnavailable if it does not answer this time */
    void requireUp() {
        if (chance.percent(weather.get().nodeDownPercent() / 4)) {
            throw away();
        }
    }

    @Override
    public Address wallet() {
        return wallet;
    }

    @Override
    public long head() {
        requireUp();
        return chain.head();
    }

    @Override
    public long settled(int depth) {
        requireUp();
        return chain.settled(depth);
    }

    @Override
    public ClaimStatus status(SignedConfirmation row) {
        return chain.signer(row).map(pair -> status(pair, row)).orElse(ClaimStatus.BAD_SIGNATURE);
    }

    private ClaimStatus status(Pair pair, SignedConfirmation row) {
        Escrow account = chain.newest().account(pair);
        if (account.deposited() == 0) {
            return ClaimStatus.UNKNOWN_ACCOUNT;
        }
        long owed = row.confirmation().cumulativeCost().value().longValueExact() - account.claimed();
        if (owed <= 0) {
            return ClaimStatus.STALE;
        }
        return owed > account.escrow() ? ClaimStatus.CAPPED : ClaimStatus.PAID;
    }

    @Override
    public long nextNonce() {
        requireUp();
        long next = chain.newest().nonce(provider);
        while (chain.waiting(provider, next) != null) {
            next++;
        }
        return next;
    }

    @Override
    public long transactionCount(long block) {
        requireUp();
        return chain.at(block).nonce(provider);
    }

    @Override
    public SignedTransaction sign(List<SignedConfirmation> rows, long nonce, long gasLimit, Fees fees) {
        StringBuilder text = new StringBuilder()
                .append(provider)
                .append(' ')
                .append(nonce)
                .append(' ')
                .append(fees);
        rows.forEach(row -> text.append(' ').append(row.signature()));
        Bytes32 hash = Hash.keccak256(text.toString());
        return chain.remember(new SignedTransaction(hash, nonce, gasLimit, fees, hash.toString()), rows);
    }

    @Override
    public Delivery deliver(SignedTransaction signed) {
        int down = weather.get().nodeDownPercent();
        if (chance.percent(down / 2)) {
            return new Delivery.Uncertain(away());
        }
        Delivery delivery = take(signed);
        return chance.percent(down / 2) ? new Delivery.Uncertain(away()) : delivery;
    }

    private Delivery take(SignedTransaction signed) {
        if (signed.nonce() < chain.newest().nonce(provider)) {
            return new Delivery.Refused(Delivery.Reason.NONCE_USED, away());
        }
        SignedTransaction before = chain.waiting(provider, signed.nonce());
        if (before != null && !before.equals(signed) && !replaces(signed.fees(), before.fees())) {
            return new Delivery.Refused(Delivery.Reason.UNDERPRICED, away());
        }
        chain.pool(provider).put(signed.nonce(), signed);
        return new Delivery.Accepted();
    }

    private static boolean replaces(Fees next, Fees before) {
        return isAnEighthAbove(next.maxFee(), before.maxFee()) && isAnEighthAbove(next.tip(), before.tip());
    }

    private static boolean isAnEighthAbove(BigInteger next, BigInteger before) {
        return next.multiply(BigInteger.valueOf(8)).compareTo(before.multiply(BigInteger.valueOf(9))) >= 0;
    }

    @Override
    public boolean knows(Bytes32 hash) {
        requireUp();
        return chain.included(hash).isPresent()
                || chain.pool(provider).values().stream()
                        .anyMatch(waiting -> waiting.hash().equals(hash));
    }

    @Override
    public Optional<ClaimTurns.Mined> mined(Bytes32 hash) {
        requireUp();
        return chain.included(hash).map(found -> new ClaimTurns.Mined(hash, found.block(), found.claimed()));
    }
}
