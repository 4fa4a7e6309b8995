package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.spending.PurchaseOnce;
import io.deopenchat.bridge.spending.PurchaseQuote;
import io.deopenchat.bridge.spending.SignedPurchase;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.Listing;
import io.deopenchat.cli.FeeReport;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks how much to buy and who pays, tells what leaves the wallet, and lets nothing be sent before somebody agreed. */
final class FirstPurchase {
    private static final String WAITS = "waits until the purchase is in a block";
    private static final long USUAL_KTOKENS = 1_000;
    private static final BigInteger THOUSAND = BigInteger.valueOf(1_000);

    private final Interview interview;
    private final ChainClient chain;
    private final Amounts amounts;
    private final PurchaseOnce once;

    FirstPurchase(Interview interview, ChainClient chain, Amounts amounts, PurchaseOnce once) {
        this.interview = interview;
        this.chain = chain;
        this.amounts = amounts;
        this.once = once;
    }

    /** What was agreed to. */
    record Agreed(SecretKey wallet, PurchaseQuote quote) {}

    /**
     * What the user said beforehand.
     *
     * @param wallet that pays; empty asks
     * @param amount for how much; null asks
     * @param agreed to what leaves the wallet
     */
    record Terms(Optional<SecretKey> wallet, @Nullable Wei amount, boolean agreed) {}

    Agreed agree(Listing listing, Terms terms) {
        SecretKey wallet = terms.wallet().orElseGet(this::askedWallet);
        Address payer = new Signer(wallet, Secp256k1.fastest()).address();
        Wei balance = chain.balance(payer);
        interview.say("wallet " + payer + " has " + amounts.coin(balance));
        PurchaseQuote quote = quote(listing, payer, terms.amount());
        interview.say("buys " + tokens(quote.ktokens()) + " tokens of " + Printable.text(listing.name()) + " for "
                + amounts.text(quote.cost()) + ", which stay yours until they are used");
        interview.say("leaves the wallet: " + amounts.text(quote.cost()) + " and at most " + amounts.coin(quote.gas())
                + " for gas");
        interview.say("fee: " + FeeReport.quoted(quote.fee()));
        if (!terms.agreed() && !interview.agrees("--yes", "go on?")) {
            throw new InterviewEnded("nothing was sent; start up again to choose anew");
        }
        return new Agreed(wallet, quote);
    }

    private SecretKey askedWallet() {
        return interview.ask(
                new Interview.Question(
                        "--eth-wallet-sk-file", "file with the key of the wallet that pays; it is not kept", null),
                answer -> KeyFile.read(Path.of(answer)));
    }

    private PurchaseQuote quote(Listing listing, Address payer, @Nullable Wei given) {
        if (listing.costOfThousands(1).isZero()) {
            return once.quote(payer, listing, 1);
        }
        if (given != null) {
            return quote(listing, payer, given(listing, given));
        }
        Wei usual = listing.costOfThousands(USUAL_KTOKENS);
        return interview.ask(
                new Interview.Question(
                        "--amount",
                        "how much to buy; " + amounts.text(usual) + " are " + tokens(USUAL_KTOKENS) + " tokens",
                        amounts.text(usual).replace(" base units", "")),
                answer -> quote(listing, payer, thousands(listing, Wei.parseWithUnit(answer))));
    }

    private PurchaseQuote quote(Listing listing, Address payer, long ktokens) {
        Wei cost = listing.costOfThousands(ktokens);
        Wei balance = chain.balance(payer);
        if (amounts.settlesInCoin() && balance.isBelow(cost)) {
            throw new IllegalStateException(amounts.text(cost) + " are more than wallet " + payer + " has: "
                    + amounts.text(balance) + "; buy less, or send it coins first");
        }
        PurchaseQuote quote = once.quote(payer, listing, ktokens);
        if (balance.isBelow(quote.gas().plus(amounts.settlesInCoin() ? cost : Wei.ZERO))) {
            throw new IllegalStateException("wallet " + payer + " has " + amounts.coin(balance)
                    + ", too little for gas of up to " + amounts.coin(quote.gas()) + " as well; buy less");
        }
        return quote;
    }

    private long given(Listing listing, Wei amount) {
        try {
            return thousands(listing, amount);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--amount: " + e.getMessage(), e);
        }
    }

    /** Whole thousands that the amount pays, rounded down. */
    private long thousands(Listing listing, Wei amount) {
        TokenPrice dearest = listing.prices().input().compareTo(listing.prices().output()) >= 0
                ? listing.prices().input()
                : listing.prices().output();
        BigInteger ktokens =
                amount.value().multiply(THOUSAND).divide(dearest.perMillion().value());
        if (ktokens.signum() == 0) {
            throw new IllegalArgumentException(amounts.text(amount) + " buy less than 1,000 tokens, which cost "
                    + amounts.text(listing.costOfThousands(1)) + "; write the unit after the number");
        }
        if (ktokens.bitLength() > 32) {
            throw new IllegalArgumentException(amounts.text(amount) + " buy more tokens than can be counted; buy less");
        }
        return ktokens.longValueExact();
    }

    /** Sends what was agreed to, or what an earlier start was about to send. */
    void buy(Agreed agreed) {
        tell(interview.waits(WAITS, () -> once.buy(agreed.wallet(), agreed.quote())));
    }

    void goOn(SignedPurchase begun) {
        interview.say("goes on with the purchase that was begun: transaction "
                + begun.transaction().hash());
        tell(interview.waits(WAITS, () -> once.goOn(begun)));
    }

    private void tell(PurchaseOnce.Outcome outcome) {
        switch (outcome) {
            case PurchaseOnce.Outcome.Bought(SignedPurchase done) ->
                interview.say(
                        "bought " + tokens(done.ktokens()) + " tokens of " + Printable.text(done.model()) + " for "
                                + amounts.text(done.cost()) + ", transaction "
                                + done.transaction().hash() + depth());
            case PurchaseOnce.Outcome.Reverted(SignedPurchase done) ->
                throw new IllegalStateException("the contract refused the purchase in its block, transaction "
                        + done.transaction().hash() + "; only gas was paid. Start up again to buy anew");
            case PurchaseOnce.Outcome.Displaced(SignedPurchase done) ->
                throw new IllegalStateException("another transaction of wallet " + done.wallet()
                        + " took the place of the purchase, which was never made; start up again to buy anew");
            case PurchaseOnce.Outcome.Pending(SignedPurchase begun, String why) ->
                throw new IllegalStateException(
                        "transaction " + begun.transaction().hash() + " is not mined yet ("
                                + why
                                + "); start up again, it goes on with this one and buys nothing twice, or gives it up once"
                                + " another transaction of wallet " + begun.wallet() + " took its nonce");
        }
    }

    private String depth() {
        return once.depth() == 0 ? "" : "; the provider serves once its block is " + once.depth() + " blocks deep";
    }

    private static String tokens(long ktokens) {
        return String.format(Locale.ROOT, "%,d,000", ktokens);
    }
}
