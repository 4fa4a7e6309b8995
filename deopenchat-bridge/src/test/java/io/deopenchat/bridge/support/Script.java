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
 * @param contentType of the answer
 * @param pieces of the byte log, written one by one
 * @param tampered what it makes of the honest receipt before it signs
 * @param signer whose key signs the receipt
 * @param end what happens behind the last piece
 * @param refusal answered instead of everything else; null for none
 */
public record Script(
        boolean stream,
        String contentType,
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
        return whole("application/json", "{\"choices\":[{\"message\":{\"content\":\"Hello\"}}]}");
    }

    /** Any answer that is not streamed. */
    public static Script whole(String contentType, String body) {
        return new Script(
                false,
                contentType,
                List.of(body),
                new Usage(7, 3),
                receipt -> receipt,
                Parties.OPERATOR,
                End.RECEIPT,
                null);
    }

    /** A stream of any family. */
    public static Script streamed(String... events) {
        return stream(End.RECEIPT, List.of(events));
    }

    private static Script stream(End end, List<String> pieces) {
        return new Script(
                true,
                "text/event-stream; charset=utf-8",
                pieces,
                new Usage(7, 3),
                receipt -> receipt,
                Parties.OPERATOR,
                end,
                null);
    }

    public static Script refusing(ProtocolError error) {
        return new Script(
                false,
                "application/json",
                List.of(),
                Usage.NONE,
                receipt -> receipt,
                Parties.OPERATOR,
                End.VOID,
                error);
    }

    public static Script refusing(ErrorCode code) {
        return refusing(ProtocolError.of(code, "refused by the test"));
    }

    public Script ending(End newEnd) {
        return new Script(stream, contentType, pieces, usage, tampered, signer, newEnd, refusal);
    }

    public Script costing(Usage newUsage) {
        return new Script(stream, contentType, pieces, newUsage, tampered, signer, end, refusal);
    }

    public Script tamperedBy(UnaryOperator<Receipt> change) {
        return new Script(stream, contentType, pieces, usage, change, signer, end, refusal);
    }

    public Script signedBy(Signer other) {
        return new Script(stream, contentType, pieces, usage, tampered, other, end, refusal);
    }

    String log() {
        return String.join("", pieces);
    }
}
