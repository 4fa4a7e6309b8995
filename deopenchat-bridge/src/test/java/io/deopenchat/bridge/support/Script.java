package io.deopenchat.bridge.support;

import io.deopenchat.money.Usage;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.signing.Signer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the {@link FakeGateway} answers a round.
 *
 * @param pieces of the byte log, written one by one
 * @param tampered what it makes of the honest receipt before it signs
 * @param signer whose key signs the receipt
 * @param end what happens behind the last piece
 * @param refusal answered instead of everything else; null for none
 */
public record Script(
        boolean stream,
        List<String> pieces,
        Usage usage,
        UnaryOperator<Receipt> tampered,
        Signer signer,
        End end,
        @Nullable ProtocolError refusal) {

    /** What happens behind the last piece. */
    public enum End {
        /** The receipt, with the answer. */
        RECEIPT,
        /** The answer ends without a receipt, which has to be fetched. */
        RECEIPT_LATER,
        /** The connection breaks; the round is billed all the same. */
        BREAK,
        /** The connection breaks; the round is not billed yet, nor void. */
        BREAK_UNDECIDED,
        /** The stream stays open until the round is cancelled. */
        WAIT_FOR_CANCEL,
        /** Behind the 200 the round turns out void. */
        VOID
    }

    public static final List<String> EVENTS = List.of(
            "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"lo\"}}]}\n\n");
    public static final String DONE = "data: [DONE]\n\n";

    public static Script streamed() {
        return stream(End.RECEIPT, List.of(EVENTS.get(0), EVENTS.get(1), DONE));
    }

    public static Script brokenStream(End end) {
        return stream(end, EVENTS);
    }

    public static Script whole() {
        return new Script(
                false,
                List.of("{\"choices\":[{\"message\":{\"content\":\"Hello\"}}]}"),
                new Usage(7, 3),
                receipt -> receipt,
                Parties.OPERATOR,
                End.RECEIPT,
                null);
    }

    private static Script stream(End end, List<String> pieces) {
        return new Script(true, pieces, new Usage(7, 3), receipt -> receipt, Parties.OPERATOR, end, null);
    }

    public static Script refusing(ProtocolError error) {
        return new Script(false, List.of(), Usage.NONE, receipt -> receipt, Parties.OPERATOR, End.VOID, error);
    }

    public static Script refusing(ErrorCode code) {
        return refusing(ProtocolError.of(code, "refused by the test"));
    }

    public Script ending(End newEnd) {
        return new Script(stream, pieces, usage, tampered, signer, newEnd, refusal);
    }

    public Script costing(Usage newUsage) {
        return new Script(stream, pieces, newUsage, tampered, signer, end, refusal);
    }

    public Script tamperedBy(UnaryOperator<Receipt> change) {
        return new Script(stream, pieces, usage, change, signer, end, refusal);
    }

    public Script signedBy(Signer other) {
        return new Script(stream, pieces, usage, tampered, other, end, refusal);
    }

    String log() {
        return String.join("", pieces);
    }
}
