package io.deopenchat.bridge.provider;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.UsageBounds;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rule 2 of the bridge: a receipt is owed only if it is the operator's, about the request that was signed, about the bytes
 * that were received, within the bounds of its usage, and priced by the formula.
 */
public final class ReceiptCheck {
    private final Domain domain;
    private final Verifier verifier;
    private final Address client;

    public ReceiptCheck(Domain domain, Verifier verifier, Address client) {
        this.domain = domain;
        this.verifier = verifier;
        this.client = client;
    }

    /**
     * @param delivered the byte log as it was received
     * @param operators valid now, beside the one of the time of the request: it may have been replaced meanwhile
     */
    public ReceiptVerdict verdict(
            RoundTerms terms, Delivered delivered, SignedReceipt signed, List<Address> operators) {
        Receipt receipt = signed.receipt();
        return Stream.<Optional<String>>of(
                        signature(terms.operator(), operators, signed),
                        differs("client", client, receipt.client()),
                        differs("sequence", terms.sequence(), receipt.sequence()),
                        differs("requestHash", terms.requestHash(), receipt.requestHash()),
                        differs("responseHash", delivered.hash(), receipt.responseHash()),
                        promptTokens(terms, receipt),
                        completionTokens(terms, delivered, receipt),
                        cost(terms, receipt))
                .flatMap(Optional::stream)
                .findFirst()
                .<ReceiptVerdict>map(ReceiptVerdict.Disputed::new)
                .orElseGet(ReceiptVerdict.Owed::new);
    }

    /** Whether one of the operators signed this receipt for this client, whatever it says. */
    public boolean isFrom(List<Address> operators, SignedReceipt signed) {
        return signed.receipt().client().equals(client)
                && operators.stream().anyMatch(operator -> isSignedBy(operator, signed));
    }

    private static Optional<String> promptTokens(RoundTerms terms, Receipt receipt) {
        return above(
                "promptTokens",
                UsageBounds.maxPromptTokens(terms.call(), terms.limits()),
                receipt.usage().promptTokens());
    }

    private static Optional<String> completionTokens(RoundTerms terms, Delivered delivered, Receipt receipt) {
        return above(
                "completionTokens",
                UsageBounds.maxCompletionTokens(terms.call(), terms.limits(), delivered.textBytes()),
                receipt.usage().completionTokens());
    }

    private static Optional<String> cost(RoundTerms terms, Receipt receipt) {
        Wei expected = terms.request()
                .prices()
                .costAtMost(receipt.usage(), terms.request().maxCost());
        return differs("cost", expected, receipt.cost());
    }

    private Optional<String> signature(Address operator, List<Address> operators, SignedReceipt signed) {
        return Stream.concat(Stream.of(operator), operators.stream()).anyMatch(key -> isSignedBy(key, signed))
                ? Optional.empty()
                : Optional.of("the receipt is not signed by the operator " + operator);
    }

    private boolean isSignedBy(Address operator, SignedReceipt signed) {
        return verifier.isSignedBy(operator, domain.digest(signed.receipt()), signed.signature());
    }

    private static Optional<String> differs(String field, Object expected, Object actual) {
        return expected.equals(actual)
                ? Optional.empty()
                : Optional.of(field + " of the receipt: expected " + expected + ", got " + actual);
    }

    private static Optional<String> above(String field, long atMost, long actual) {
        return actual <= atMost
                ? Optional.empty()
                : Optional.of(field + " of the receipt: expected at most " + atMost + ", got " + actual);
    }
}
