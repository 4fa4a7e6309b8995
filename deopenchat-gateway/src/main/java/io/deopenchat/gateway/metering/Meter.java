package io.deopenchat.gateway.metering;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.money.Usage;
import io.deopenchat.openai.DeliveredText;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.UsageBounds;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ModelLimits;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures one round. While a stream runs it only notices the usages that pass by; texts are counted at the end, from the
 * byte log, and only if the backend reported nothing.
 */
public final class Meter {
    /** A backend that could send these would write its own receipts. */
    private static final String OWN_EVENTS = "deopenchat.";

    private final InferenceCall call;
    private final ModelLimits limits;
    private final byte[] requestBody;
    private @Nullable Usage reported;

    public Meter(InferenceCall call, ModelLimits limits, byte[] requestBody) {
        this.call = call;
        this.limits = limits;
        this.requestBody = requestBody;
    }

    /** What a frame of the backend's stream is to the gateway. */
    public enum FrameKind {
        /** Goes into the byte log. */
        CONTENT,
        /** Left out: the usage chunk that only the gateway asked for, or an event that is the gateway's to send. */
        UNWANTED,
        /** The backend gives up. */
        ERROR,
        /** The last one: {@code [DONE]}. */
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
        if (!data.contains("\"usage\"") && !data.contains("\"error\"")) {
            return FrameKind.CONTENT;
        }
        JsonNode chunk;
        try {
            chunk = Json.parseObject(data.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedMessage passedOnAsItIs) {
            return FrameKind.CONTENT;
        }
        if (chunk.hasNonNull("error")) {
            return FrameKind.ERROR;
        }
        ReportedUsage.of(chunk).ifPresent(usage -> reported = usage);
        boolean usageOnly = chunk.hasNonNull("usage") && chunk.path("choices").isEmpty();
        return usageOnly && !call.includeUsage() ? FrameKind.UNWANTED : FrameKind.CONTENT;
    }

    /** Of a stream that ended as it should. */
    public Measured ofWholeStream(byte[] log) {
        return reported != null
                ? bounded(reported, UsageSource.BACKEND_FINAL, log)
                : bounded(estimate(TokenEstimate.ofStream(log)), UsageSource.TOKENIZER, log);
    }

    /**
     * Of a stream that stopped early, for what is in {@code log}.
     *
     * @param running the usage reported with the last frame of the log, if the backend sends one with every chunk
     */
    public Measured ofPartOfStream(byte[] log, Optional<Usage> running) {
        return running.map(usage -> bounded(usage, UsageSource.BACKEND_RUNNING, log))
                .orElseGet(() -> bounded(estimate(TokenEstimate.ofStream(log)), UsageSource.TOKENIZER, log));
    }

    /** Of an answer that was not streamed. */
    public Measured ofAnswer(byte[] body) {
        return reportedIn(body)
                .map(usage -> bounded(usage, UsageSource.BACKEND_FINAL, body))
                .orElseGet(() -> bounded(estimate(TokenEstimate.ofAnswer(body)), UsageSource.TOKENIZER, body));
    }

    /** Of a call whose answer never came: the prompt alone. */
    public Measured ofPromptAlone() {
        return bounded(estimate(0), UsageSource.TOKENIZER, new byte[0]);
    }

    /** The newest usage that a frame reported. */
    public Optional<Usage> running() {
        return Optional.ofNullable(reported);
    }

    private static Optional<Usage> reportedIn(byte[] body) {
        try {
            return ReportedUsage.of(Json.parseObject(body));
        } catch (MalformedMessage noJson) {
            return Optional.empty();
        }
    }

    private Usage estimate(long completionTokens) {
        long media = Math.multiplyExact(call.mediaParts(), limits.mediaAllowance());
        return new Usage(Math.addExact(TokenEstimate.ofPrompt(requestBody), media), completionTokens);
    }

    private long textBytes(byte[] response) {
        if (!call.stream()) {
            return DeliveredText.bytesIn(response);
        }
        return new SseFramer(Integer.MAX_VALUE)
                .feed(Buffer.buffer(response)).stream()
                        .map(SseFrame::data)
                        .filter(Objects::nonNull)
                        .mapToLong(DeliveredText::bytesIn)
                        .sum();
    }

    /** A bridge refuses a receipt above these bounds, so billing above them would earn nothing. */
    private Measured bounded(Usage usage, UsageSource source, byte[] response) {
        return new Measured(
                new Usage(
                        Math.min(usage.promptTokens(), UsageBounds.maxPromptTokens(call, limits)),
                        Math.min(
                                usage.completionTokens(),
                                UsageBounds.maxCompletionTokens(call, limits, textBytes(response)))),
                source);
    }
}
