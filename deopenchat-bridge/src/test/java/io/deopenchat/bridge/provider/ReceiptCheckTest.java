package io.deopenchat.bridge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.CostCeiling;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.openai.UsageBounds;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.TestKey;
import io.deopenchat.signing.Verifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptCheckTest {
    private static final Bytes32 OTHER_HASH = Hash.keccak256("other");
    private static final Delivered DELIVERED = new Delivered(Hash.keccak256("log"), 1_000);
    private static final byte[] BODY = RunningBridge.chat(false).getBytes(StandardCharsets.UTF_8);

    private final ReceiptCheck check =
            new ReceiptCheck(Parties.DOMAIN, new Verifier(Secp256k1.fastest()), Parties.CLIENT.address());
    private final RoundTerms terms = terms(Parties.LIMITS);
    private final Receipt honest = receipt(new Usage(7, 3));

    private static RoundTerms terms(ModelLimits limits) {
        InferenceCall call = InferenceCall.parse(InferenceEndpoint.CHAT_COMPLETIONS, BODY);
        Wei maxCost = CostCeiling.of(call, Parties.PRICES, limits);
        InferenceRequest request = new InferenceRequest(
                Parties.PROVIDER,
                5,
                Hash.keccak256("content"),
                ModelId.of(Parties.MODEL),
                Parties.PRICES,
                maxCost,
                maxCost,
                1_700_000_000);
        return new RoundTerms(request, Parties.DOMAIN.digest(request), call, limits, Parties.OPERATOR.address());
    }

    private Receipt receipt(Usage usage) {
        return new Receipt(
                Parties.CLIENT.address(),
                5,
                terms.requestHash(),
                DELIVERED.hash(),
                usage,
                Parties.PRICES.costAtMost(usage, terms.request().maxCost()),
                RoundStatus.COMPLETE);
    }

    private ReceiptVerdict verdict(Receipt receipt) {
        return verdict(receipt, Parties.OPERATOR, Parties.DOMAIN, Parties.OPERATOR.address());
    }

    private ReceiptVerdict verdict(Receipt receipt, Signer signer, Domain domain, Address... operators) {
        return check.verdict(
                terms, DELIVERED, new SignedReceipt(receipt, signer.sign(domain, receipt)), List.of(operators));
    }

    private void assertDisputed(ReceiptVerdict verdict, String reason) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        ReceiptVerdict.Disputed.class,
                        disputed -> assertThat(disputed.reason()).contains(reason));
    }

    @Test
    void owesWhatWasAgreedAndReceived() {
        assertThat(verdict(honest)).isEqualTo(new ReceiptVerdict.Owed());
    }

    @Test
    void disputesAReceiptOfSomebodyElse() {
        assertDisputed(
                verdict(honest, TestKey.OWNER.signer(), Parties.DOMAIN, Parties.OPERATOR.address()),
                "not signed by the operator");
    }

    @Test
    void disputesAReceiptOfAnotherDeployment() {
        Domain elsewhere = new Domain(1, Parties.DOMAIN.contract());
        assertDisputed(
                verdict(honest, Parties.OPERATOR, elsewhere, Parties.OPERATOR.address()), "not signed by the operator");
    }

    @Test
    void owesAReceiptOfAnOperatorThatWasReplacedLately() {
        Signer predecessor = TestKey.OWNER.signer();
        assertThat(verdict(honest, predecessor, Parties.DOMAIN, Parties.OPERATOR.address(), predecessor.address()))
                .isEqualTo(new ReceiptVerdict.Owed());
    }

    @Test
    void owesAReceiptOfTheOperatorThatReplacedTheOneOfTheRequest() {
        Signer successor = TestKey.OWNER.signer();
        assertThat(verdict(honest, successor, Parties.DOMAIN, successor.address()))
                .isEqualTo(new ReceiptVerdict.Owed());
    }

    @Test
    void disputesAReceiptForAnotherClient() {
        Receipt receipt = new Receipt(
                TestKey.OWNER.address(),
                5,
                honest.requestHash(),
                honest.responseHash(),
                honest.usage(),
                honest.cost(),
                honest.status());
        assertDisputed(verdict(receipt), "client of the receipt");
    }

    @Test
    void disputesAReceiptForAnotherSequence() {
        Receipt receipt = new Receipt(
                honest.client(),
                6,
                honest.requestHash(),
                honest.responseHash(),
                honest.usage(),
                honest.cost(),
                honest.status());
        assertDisputed(verdict(receipt), "sequence of the receipt: expected 5, got 6");
    }

    @Test
    void disputesAReceiptForAnotherRequest() {
        Receipt receipt = new Receipt(
                honest.client(), 5, OTHER_HASH, honest.responseHash(), honest.usage(), honest.cost(), honest.status());
        assertDisputed(verdict(receipt), "requestHash of the receipt");
    }

    @Test
    void disputesAReceiptForOtherBytes() {
        Receipt receipt = new Receipt(
                honest.client(), 5, honest.requestHash(), OTHER_HASH, honest.usage(), honest.cost(), honest.status());
        assertDisputed(verdict(receipt), "responseHash of the receipt");
    }

    @Test
    void disputesMorePromptTokensThanBytesAndAllowance() {
        long most = BODY.length + 16L;
        assertThat(verdict(receipt(new Usage(most, 1)))).isEqualTo(new ReceiptVerdict.Owed());
        assertDisputed(
                verdict(receipt(new Usage(most + 1, 1))),
                "promptTokens of the receipt: expected at most " + most + ", got " + (most + 1));
    }

    @Test
    void disputesMoreCompletionTokensThanWereAskedFor() {
        assertThat(verdict(receipt(new Usage(1, 50)))).isEqualTo(new ReceiptVerdict.Owed());
        assertDisputed(
                verdict(receipt(new Usage(1, 51))), "completionTokens of the receipt: expected at most 50, got 51");
    }

    @Test
    void disputesMoreCompletionTokensThanCanHaveArrived() {
        assertBoundOfLittle(terms);
    }

    @Test
    void owesHiddenTokensUpToThePublishedAllowance() {
        RoundTerms reasoning = terms(new ModelLimits(100, 16, 64, 7));
        assertThat(mostFor(reasoning)).isEqualTo(mostFor(terms) + 7);
        assertBoundOfLittle(reasoning);
    }

    /** Of an answer that is shorter than the limit that was asked for. */
    private void assertBoundOfLittle(RoundTerms agreed) {
        long most = mostFor(agreed);
        assertThat(most).isLessThan(50);
        assertThat(verdictOnLittle(agreed, most)).isEqualTo(new ReceiptVerdict.Owed());
        assertDisputed(
                verdictOnLittle(agreed, most + 1),
                "completionTokens of the receipt: expected at most " + most + ", got " + (most + 1));
    }

    private static long mostFor(RoundTerms agreed) {
        return UsageBounds.maxCompletionTokens(agreed.call(), agreed.limits(), 20);
    }

    private ReceiptVerdict verdictOnLittle(RoundTerms agreed, long completionTokens) {
        Usage usage = new Usage(1, completionTokens);
        Receipt receipt = new Receipt(
                honest.client(),
                5,
                agreed.requestHash(),
                honest.responseHash(),
                usage,
                Parties.PRICES.cost(usage),
                RoundStatus.COMPLETE);
        return check.verdict(
                agreed,
                new Delivered(DELIVERED.hash(), 20),
                new SignedReceipt(receipt, Parties.OPERATOR.sign(Parties.DOMAIN, receipt)),
                List.of(Parties.OPERATOR.address()));
    }

    @Test
    void disputesACostThatIsNotTheFormulas() {
        for (long wrong : new long[] {0, 22, 24, 1_000_000}) {
            Receipt receipt = new Receipt(
                    honest.client(),
                    5,
                    honest.requestHash(),
                    honest.responseHash(),
                    honest.usage(),
                    Wei.of(wrong),
                    honest.status());
            assertDisputed(verdict(receipt), "cost of the receipt: expected 23, got " + wrong);
        }
    }

    @Test
    void owesWhateverTheStatusIs() {
        for (RoundStatus status : RoundStatus.values()) {
            Receipt receipt = new Receipt(
                    honest.client(),
                    5,
                    honest.requestHash(),
                    honest.responseHash(),
                    honest.usage(),
                    honest.cost(),
                    status);
            assertThat(verdict(receipt)).isEqualTo(new ReceiptVerdict.Owed());
        }
    }
}
