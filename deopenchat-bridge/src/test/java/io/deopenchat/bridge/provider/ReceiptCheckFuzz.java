package io.deopenchat.bridge.provider;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.fuzz.Input;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.openai.UsageBounds;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.TestDomain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.TestKey;
import io.deopenchat.signing.Verifier;
import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;

/** Whatever an operator signs, a receipt is owed for no more than the formula, the ceiling and what was delivered allow. */
final class ReceiptCheckFuzz {
    private static final Secp256k1 CURVE = Secp256k1.fastest();
    private static final ModelLimits LIMITS = new ModelLimits(4_096, 64, 4_096, 1_024);
    private static final ReceiptCheck CHECK =
            new ReceiptCheck(TestDomain.DOMAIN, new Verifier(CURVE), TestKey.CLIENT.address());

    private ReceiptCheckFuzz() {}

    /** Prices, a ceiling, the bytes that were delivered, and what the receipt says: usage and cost, or the cost that is right. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        boolean isHonest = input.choice(2) == 0;
        Prices prices = new Prices(wei(input), new TokenPrice(wei(input)), new TokenPrice(wei(input)));
        RoundTerms terms = terms(prices, wei(input));
        Delivered delivered = new Delivered(Hash.keccak256("log"), input.choice(256));
        Usage usage = new Usage(input.choice(256) * 4L, input.choice(256) * 16L);
        Wei formula = prices.costAtMost(usage, terms.request().maxCost());
        Receipt receipt = receipt(terms, delivered, usage, isHonest ? formula : wei(input));
        boolean isWithin = usage.promptTokens() <= UsageBounds.maxPromptTokens(terms.call(), LIMITS)
                && usage.completionTokens()
                        <= UsageBounds.maxCompletionTokens(terms.call(), LIMITS, delivered.textBytes());
        boolean isOwed = CHECK.verdict(terms, delivered, signed(receipt), List.of()) instanceof ReceiptVerdict.Owed;
        equal(isWithin && receipt.cost().equals(formula), isOwed, "what is owed");
        holds(!isOwed || !receipt.cost().isAbove(terms.request().maxCost()), "never above the ceiling", receipt);
    }

    private static RoundTerms terms(Prices prices, Wei maxCost) {
        InferenceRequest request = new InferenceRequest(
                TestKey.PROVIDER.address(),
                1,
                Hash.keccak256("content"),
                Hash.keccak256("m"),
                prices,
                maxCost,
                maxCost,
                7);
        InferenceCall call = new InferenceCall(
                InferenceEndpoint.CHAT_COMPLETIONS, "m", true, false, OptionalLong.of(1_000), 2, 0, 500);
        return new RoundTerms(request, TestDomain.DOMAIN.digest(request), call, LIMITS, TestKey.OPERATOR.address());
    }

    private static Receipt receipt(RoundTerms terms, Delivered delivered, Usage usage, Wei cost) {
        return new Receipt(
                TestKey.CLIENT.address(), 1, terms.requestHash(), delivered.hash(), usage, cost, RoundStatus.of(0));
    }

    private static SignedReceipt signed(Receipt receipt) {
        Signature signature = CURVE.sign(TestDomain.DOMAIN.digest(receipt), TestKey.OPERATOR.secret());
        return new SignedReceipt(receipt, signature);
    }

    private static Wei wei(Input input) {
        return new Wei(new BigInteger(1, input.bytes(Wei.BITS / Byte.SIZE)));
    }
}
