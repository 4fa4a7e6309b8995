package io.deopenchat.bridge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.TestKey;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogReaderTest {
    private static final int PIECES = 128 * 1_024;

    /** A copy of what is held for each piece would take half as much as there are pieces, on average. */
    private static final long MOST_BYTES_PER_PIECE = 2_000;

    private static final String DONE = "data: [DONE]\n\n";

    private static final Signature SIGNATURE = Signature.parse("0x" + "11".repeat(64) + "1b");

    private final LogReader reader = new LogReader(
            FuzzedResponse.of(200, Map.of("content-type", "text/event-stream")),
            InferenceEndpoint.CHAT_COMPLETIONS.dialect(),
            LogSink.NOBODY);

    private static String receipt(long sequence) {
        return new SignedReceipt(
                        new Receipt(
                                TestKey.CLIENT.signer().address(),
                                sequence,
                                Bytes32.ZERO,
                                Bytes32.ZERO,
                                new Usage(1, 1),
                                Wei.of(1),
                                RoundStatus.COMPLETE),
                        SIGNATURE)
                .toJson()
                .toString();
    }

    private ReceivedLog endsWith(String... receipts) {
        reader.feed(Buffer.buffer(DONE));
        for (String receipt : receipts) {
            reader.feed(Buffer.buffer("event: deopenchat.receipt\ndata: " + receipt + "\n\n"));
        }
        return reader.end();
    }

    @Test
    void aLongEventInSmallPiecesIsNotCopiedForEachOfThem() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Buffer piece = Buffer.buffer("x");
        long before = threads.getCurrentThreadAllocatedBytes();

        long held = 0;
        for (int i = 0; i < PIECES; i++) {
            reader.feed(piece);
            held = reader.held();
        }

        assertThat(held).isEqualTo((long) LogReader.KEPT_TIMES * PIECES);
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / PIECES).isLessThan(MOST_BYTES_PER_PIECE);
    }

    @Test
    void whatIsLongerThanAReceiptCanBeIsNotReadAsOne() {
        String padded = receipt(1).replace("{", "{" + " ".repeat(LogReader.MAX_RECEIPT_CHARACTERS));

        ReceivedLog log = endsWith(padded);

        assertThat(log.signedReceipt()).isEmpty();
        assertThat(log.unreadable()).hasSize(LogReader.MAX_UNREADABLE).isEqualTo(padded.substring(0, 4_096));
    }

    @Test
    void theFirstOfSeveralReceiptsCounts() {
        assertThat(endsWith(receipt(1), receipt(2)).signedReceipt())
                .hasValueSatisfying(
                        first -> assertThat(first.receipt().sequence()).isEqualTo(1));
    }

    @Test
    void noReceiptIsReadBehindOneThatCouldNotBe() {
        ReceivedLog log = endsWith("{", receipt(2));

        assertThat(log.signedReceipt()).isEmpty();
        assertThat(log.unreadable()).isEqualTo("{");
    }
}
