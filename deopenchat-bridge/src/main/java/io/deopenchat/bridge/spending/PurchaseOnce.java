package io.deopenchat.bridge.spending;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.KeptTransaction;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.SecretKey;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Buys tokens once, whenever the process is killed: the signed transaction is on disk before it is sent, and as long as it lies
 * there nothing else is signed. The caller holds the lock of the client key meanwhile, so there is one such process.
 *
 * <p>It was in a block, or it can never be in one because another transaction of the wallet took its nonce: only then is it
 * forgotten.
 */
public final class PurchaseOnce {
    /** An approval and the purchase that it allows take at most the gas of so many approvals. */
    private static final long GAS_OF_APPROVALS = 8;

    private final ChainClient chain;
    private final DeopenchatContract contract;
    private final Network network;
    private final Address provider;
    private final PublicKey client;
    private final Path file;

    /** @param file where a purchase is kept while it is under way; one for each account */
    public PurchaseOnce(ChainClient chain, DeopenchatContract contract, Address provider, PublicKey client, Path file) {
        this.chain = chain;
        this.contract = contract;
        this.network = contract.network();
        this.provider = provider;
        this.client = client;
        this.file = file;
    }

    /** How a purchase ended. */
    public sealed interface Outcome {
        record Bought(SignedPurchase purchase) implements Outcome {}

        /** In a block, and without effect: the contract refused it there. Gas was paid. */
        record Reverted(SignedPurchase purchase) implements Outcome {}

        /** Another transaction of the wallet took its place; nothing was paid for it. */
        record Displaced(SignedPurchase purchase) implements Outcome {}

        /** Sent, and not in a block yet: the same one goes on the next time. */
        record Pending(SignedPurchase purchase, String why) implements Outcome {}
    }

    /**
     * What the purchase would take, tried on the newest block.
     *
     * @throws io.deopenchat.chain.ContractRefusal if the contract would refuse it
     */
    public PurchaseQuote quote(Address wallet, Listing listing, long ktokens) {
        Wei cost = listing.costOfThousands(ktokens);
        ContractCall first = contract.settlesInNativeCoin()
                ? purchase(listing, ktokens, cost)
                : contract.approvals().approve(cost);
        long limit = chain.gasLimit(wallet, first, network);
        long all = contract.settlesInNativeCoin() ? limit : Math.multiplyExact(limit, GAS_OF_APPROVALS);
        return new PurchaseQuote(
                listing, ktokens, cost, most(all, fees()), contract.treasury().fee());
    }

    /** Blocks after which a gateway counts what was bought, unless its provider says otherwise. */
    public int depth() {
        return network.confirmationDepth();
    }

    /** The purchase that was begun and of which it is not known whether it happened. */
    public Optional<SignedPurchase> unfinished() {
        return SignedPurchase.read(file);
    }

    /** Signs, writes down, sends and waits. */
    public Outcome buy(SecretKey wallet, PurchaseQuote quote) {
        if (unfinished().isPresent()) {
            throw new IllegalStateException("a purchase is under way, see " + file);
        }
        SignedPurchase signed = sign(new TransactionSigner(network, wallet), quote, gasLeft(wallet, quote));
        signed.write(file);
        return goOn(signed);
    }

    /**
     * The node that named the gas for the quote may name more now; the user agreed to the quote. An approval may take the part
     * that was quoted for it.
     *
     * @return what the purchase itself may take
     */
    private Wei gasLeft(SecretKey wallet, PurchaseQuote quote) {
        if (contract.settlesInNativeCoin()) {
            return quote.gas();
        }
        Wei ofApproval = new Wei(quote.gas().value().divide(BigInteger.valueOf(GAS_OF_APPROVALS)));
        new TransactionSender(chain, network, wallet).send(contract.approvals().approve(quote.cost()), ofApproval);
        return quote.gas().minus(ofApproval);
    }

    private SignedPurchase sign(TransactionSigner signer, PurchaseQuote quote, Wei mostGas) {
        ContractCall call = purchase(quote.listing(), quote.ktokens(), quote.cost());
        long limit = chain.gasLimit(signer.address(), call, network);
        long nonce = chain.nextNonce(signer.address());
        return new SignedPurchase(
                signer.address(),
                quote.listing().name(),
                quote.ktokens(),
                quote.cost(),
                signer.sign(call, nonce, limit, fees().within(mostGas, limit)));
    }

    /** Sends what was signed, again if need be, and waits until it is known what became of it, but not for ever. */
    public Outcome goOn(SignedPurchase purchase) {
        String why = "it is in no block yet";
        long looks = Math.max(1, network.receiptWait().dividedBy(network.pollInterval()));
        for (long look = 0; look < looks; look++) {
            try {
                KeptTransaction.Fate fate = purchase.kept().look(chain, network);
                if (!(fate instanceof KeptTransaction.Fate.Waiting(String waiting))) {
                    SignedPurchase.forget(file);
                    return ended(purchase, fate);
                }
                why = waiting;
            } catch (ChainUnavailable failure) {
                why = String.valueOf(failure.getMessage());
            }
            if (!pause()) {
                return new Outcome.Pending(purchase, "interrupted");
            }
        }
        return new Outcome.Pending(purchase, why);
    }

    private static Outcome ended(SignedPurchase purchase, KeptTransaction.Fate fate) {
        return switch (fate) {
            case KeptTransaction.Fate.Mined(MinedTransaction found) ->
                found.succeeded() ? new Outcome.Bought(purchase) : new Outcome.Reverted(purchase);
            case KeptTransaction.Fate.Displaced() -> new Outcome.Displaced(purchase);
            case KeptTransaction.Fate.Waiting(String why) -> new Outcome.Pending(purchase, why);
        };
    }

    private boolean pause() {
        try {
            Thread.sleep(network.pollInterval());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ContractCall purchase(Listing listing, long ktokens, Wei cost) {
        return contract.escrow()
                .fetchTokens(
                        provider, listing.model(), ktokens, client, contract.settlesInNativeCoin() ? cost : Wei.ZERO);
    }

    private Fees fees() {
        return chain.gasPrice(network).fees();
    }

    private static Wei most(long gasLimit, Fees fees) {
        return new Wei(fees.maxFee().multiply(BigInteger.valueOf(gasLimit)));
    }
}
