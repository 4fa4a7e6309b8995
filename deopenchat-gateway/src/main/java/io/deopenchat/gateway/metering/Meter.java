package io.deopenchat.gateway.metering;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.http.SseFrame;
import io.deopenchat.money.Usage;
import io.deopenchat.openai.AnswerReading;
import io.deopenchat.openai.DeliveredText;
import io.deopenchat.openai.Dialect;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.PromptText;
import io.deopenchat.openai.Ranking;
import io.deopenchat.openai.ReportedUsage;
import io.deopenchat.openai.TokenEstimate;
import io.deopenchat.openai.UsageBounds;
import io.deopenchat.protocol.ModelLimits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures one round. While a stream runs it only notices the usages that pass by; texts are counted at the end, from the
 * byte log, and only if the backend reported nothing. The end may wait for the backend: never on an event loop.
 */
public final class Meter {
    private static final Logger LOG = LoggerFactory.getLogger(Meter.class);

    /** A backend that could send these would write its own receipts. */
    private static final String OWN_EVENTS = "deopenchat.";

    /** The name that some servers give to the event that ends a stream in failure, whatever stands in it. */
    private static final String ERROR_EVENT = "error";

    private final InferenceCall call;
    private final Dialect dialect;
    private final ModelLimits limits;
    private final byte[] requestBody;
    private final TokenCounter backend;
    private ReportedUsage reported = ReportedUsage.NOTHING;

    /** For a backend that counts no texts. */
    public Meter(InferenceCall call, ModelLimits limits, byte[] requestBody) {
        this(call, limits, requestBody, TokenCounter.NONE);
    }

    /** @param backend asked at the end, where nothing was reported */
    public Meter(InferenceCall call, ModelLimits limits, byte[] requestBody, TokenCounter backend) {
        this.call = call;
        this.dialect = call.dialect();
        this.limits = limits;
        this.requestBody = requestBody;
        this.backend = backend;
    }

    /** What a frame of the backend's stream is to the gateway. */
    public enum FrameKind {
        /** Goes into the byte log. */
        CONTENT,
        /** Left out: the usage chunk that only the gateway asked for, or an event that is the gateway's to send. */
        UNWANTED,
        /** The backend gives up. */
        ERROR,
        /** The last one: the answer is complete. */
        DONE
    }

    public FrameKind see(SseFrame frame) {
        String data = frame.data();
        String event = frame.event();
        if (event != null && event.startsWith(OWN_EVENTS)) {
            return FrameKind.UNWANTED;
        }
        if (data == null) {
            return FrameKind.CONTENT;
        }
        if (frame.isDone()) {
            return FrameKind.DONE;
        }
        if (ERROR_EVENT.equals(event)) {
            return FrameKind.ERROR;
        }
        return dialect.isPlain(data) ? FrameKind.CONTENT : look(data);
    }

    private FrameKind look(String data) {
        return dialect.event(data).map(this::look).orElse(FrameKind.CONTENT);
    }

    /** With several choices, what content reports is that of one of them. */
    private FrameKind look(JsonNode chunk) {
        return switch (dialect.kindOf(chunk)) {
            case CONTENT -> call.choices() > 1 ? FrameKind.CONTENT : noting(chunk, FrameKind.CONTENT);
            case USAGE -> noting(chunk, call.includeUsage() ? FrameKind.CONTENT : FrameKind.UNWANTED);
            case ERROR -> FrameKind.ERROR;
            case END -> noting(chunk, FrameKind.DONE);
        };
    }

    private FrameKind noting(JsonNode chunk, FrameKind kind) {
        reported = reported.updatedBy(dialect.usageIn(chunk));
        return kind;
    }

    /** Of a stream that ended as it should. */
    public Measured ofWholeStream(byte[] log) {
        return orByBounds(
                () -> running()
                        .map(usage -> bounded(usage, UsageSource.BACKEND_FINAL, bytesThatCover(usage, log)))
                        .orElseGet(() -> countedStream(log)),
                () -> streamedBytes(log));
    }

    /**
     * Of a stream that stopped early, for what is in {@code log}.
     *
     * @param running the usage reported with the last frame of the log, if the backend sends one with every chunk
     */
    public Measured ofPartOfStream(byte[] log, Optional<Usage> running) {
        return orByBounds(
                () -> running.map(usage -> bounded(usage, UsageSource.BACKEND_RUNNING, bytesThatCover(usage, log)))
                        .orElseGet(() -> countedStream(log)),
                () -> streamedBytes(log));
    }

    /** Of an answer that was not streamed. */
    public Measured ofAnswer(byte[] body) {
        return orByBounds(
                () -> measuredAnswer(body), () -> DeliveredText.bytesOf(DeliveredText.inAnswer(dialect, body)));
    }

    private Measured measuredAnswer(byte[] body) {
        AnswerReading answer = AnswerReading.of(dialect, body);
        long bytes = DeliveredText.bytesOf(answer.text());
        reported = answer.usage();
        return running()
                .map(usage -> bounded(usage, UsageSource.BACKEND_FINAL, bytes))
                .orElseGet(() -> counted(answer.text(), bytes));
    }

    /** Of a call whose answer never came: the prompt alone. */
    public Measured ofPromptAlone() {
        return orByBounds(() -> counted("", 0), () -> 0);
    }

    /**
     * What was delivered is billed, whatever fails here: a request that a gateway stumbles over would else be answered for
     * nothing, as often as somebody likes. The bounds are what a bridge accepts at most and what its client has reserved.
     */
    private Measured orByBounds(Supplier<Measured> measurement, LongSupplier textBytes) {
        try {
            return measurement.get();
        } catch (RuntimeException e) {
            LOG.error("a round cannot be measured and is billed by its bounds; this is a fault of the gateway", e);
            long prompt = reported.promptTokens().orElse(Long.MAX_VALUE);
            return bounded(new Usage(prompt, Long.MAX_VALUE), UsageSource.BOUNDS, orNone(textBytes));
        }
    }

    private static long orNone(LongSupplier textBytes) {
        try {
            return textBytes.getAsLong();
        } catch (RuntimeException unreadable) {
            return 0;
        }
    }

    /** The newest usage that frames reported. */
    public Optional<Usage> running() {
        return reported.usage();
    }

    private long streamedBytes(byte[] log) {
        return StreamText.bytesUpTo(Long.MAX_VALUE, dialect, log);
    }

    /** With a byte for each reported token, more text allows no other bill: most of a stream need not be read again. */
    private long bytesThatCover(Usage usage, byte[] log) {
        return StreamText.bytesUpTo(usage.completionTokens(), dialect, log);
    }

    private Measured countedStream(byte[] log) {
        List<String> texts = StreamText.of(dialect, log);
        return counted(
                String.join("", texts),
                texts.stream().mapToLong(DeliveredText::bytesOf).sum());
    }

    /** By the backend if it can, else here; the prompt only where the backend did not say at least that. */
    private Measured counted(String written, long bytes) {
        if (!dialect.countsPrompt()) {
            return bounded(new Usage(0, 0), UsageSource.TOKENIZER, bytes);
        }
        PromptText read = PromptText.of(dialect, requestBody);
        OptionalLong ofPrompt = countedByBackend(read.text());
        OptionalLong ofText = ofPrompt.isEmpty() ? ofPrompt : countedByBackend(written);
        return ofText.isPresent()
                ? measured(read, ofPrompt.getAsLong(), ofText.getAsLong(), UsageSource.BACKEND_TOKENIZER, bytes)
                : measured(
                        read, TokenEstimate.of(read.text()), TokenEstimate.of(written), UsageSource.TOKENIZER, bytes);
    }

    private OptionalLong countedByBackend(String text) {
        return text.length() > TokenEstimate.MAX_COUNTED ? OptionalLong.empty() : backend.count(text);
    }

    private Measured measured(PromptText read, long prompt, long completion, UsageSource source, long bytes) {
        long media = Math.multiplyExact(call.mediaParts(), limits.mediaAllowance());
        long once = Math.addExact(prompt + read.tokensBeside(), media);
        long all = reported.promptTokens().orElseGet(() -> Math.addExact(once, readAgain()));
        return bounded(new Usage(all, completion), source, bytes);
    }

    private long readAgain() {
        return Ranking.in(call, requestBody)
                .map(ranking -> Math.multiplyExact(
                        ranking.readAgain(), TokenEstimate.of(ranking.query()) + PromptText.TOKENS_PER_TURN))
                .orElse(0L);
    }

    /** A bridge refuses a receipt above these bounds, so billing above them would earn nothing. */
    private Measured bounded(Usage usage, UsageSource source, long textBytes) {
        return new Measured(
                new Usage(
                        Math.min(usage.promptTokens(), UsageBounds.maxPromptTokens(call, limits)),
                        Math.min(usage.completionTokens(), UsageBounds.maxCompletionTokens(call, limits, textBytes))),
                source);
    }
}
