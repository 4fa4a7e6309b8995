package io.deopenchat.gateway.operations;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.round.RoundEnd;
import io.deopenchat.gateway.round.RoundTrace;
import io.deopenchat.http.TraceParent;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Locale;
import java.util.Optional;

/** The spans of one round: one for the whole, and below it one for the phase it is in. */
final class RoundSpans implements RoundTrace {
    static final AttributeKey<String> OPERATION = stringKey("gen_ai.operation.name");
    static final AttributeKey<String> MODEL = stringKey("gen_ai.request.model");
    static final AttributeKey<Boolean> STREAM = booleanKey("gen_ai.request.stream");
    static final AttributeKey<Long> INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<String> ERROR = stringKey("error.type");
    static final AttributeKey<String> STATE = stringKey("deopenchat.round.state");
    static final AttributeKey<String> BACKEND = stringKey("deopenchat.backend");

    static final String ADMIT = "admit";
    static final String DISPATCH = "dispatch";
    static final String AT_BACKEND = "backend";
    static final String SETTLE = "settle";
    static final String FIRST_OUTPUT = "first output";

    private final Tracer tracer;
    private final Span round;
    private final Terms terms;

    /** Moves from thread to thread with the round. */
    private volatile Span phase;

    RoundSpans(Tracer tracer, Span round, Terms terms) {
        this.tracer = tracer;
        this.round = round;
        this.terms = terms;
        this.phase = child(ADMIT, SpanKind.INTERNAL);
    }

    /** Not earlier: until then the model is whatever a client wrote, afterwards one that is listed. */
    @Override
    public void admitted() {
        String model = Metrics.model(terms);
        round.updateName(Metrics.operation(terms) + " " + model).setAttribute(MODEL, model);
        next(child(DISPATCH, SpanKind.INTERNAL));
    }

    @Override
    public Optional<TraceParent> sending(String backend) {
        next(child(AT_BACKEND, SpanKind.CLIENT).setAttribute(BACKEND, backend));
        SpanContext here = phase.getSpanContext();
        return Optional.of(new TraceParent(
                here.getTraceId(), here.getSpanId(), here.getTraceFlags().asHex()));
    }

    @Override
    public void answering() {
        phase.addEvent(FIRST_OUTPUT);
    }

    @Override
    public void settling() {
        next(child(SETTLE, SpanKind.INTERNAL));
    }

    @Override
    public void ended(RoundEnd end) {
        phase.end();
        switch (end) {
            case RoundEnd.Billed bill -> billed(bill.round().receipt().receipt());
            case RoundEnd.Voided nothing -> failed("void", nothing.reason().code());
            case RoundEnd.Refused refused -> failed("refused", refused.reason().code());
            case RoundEnd.Broken _ -> failed("broken", ErrorCode.INTERNAL_ERROR);
        }
        round.end();
    }

    private void billed(Receipt receipt) {
        String state = receipt.status().name().toLowerCase(Locale.ROOT);
        round.setAttribute(STATE, state)
                .setAttribute(INPUT_TOKENS, receipt.usage().promptTokens())
                .setAttribute(OUTPUT_TOKENS, receipt.usage().completionTokens());
        if (receipt.status() == RoundStatus.CUT_OFF_BY_BACKEND) {
            round.setAttribute(ERROR, state).setStatus(StatusCode.ERROR);
        }
    }

    private void failed(String state, ErrorCode why) {
        round.setAttribute(STATE, state).setAttribute(ERROR, why.code()).setStatus(StatusCode.ERROR);
    }

    private void next(Span following) {
        phase.end();
        phase = following;
    }

    private Span child(String name, SpanKind kind) {
        return tracer.spanBuilder(name)
                .setParent(Context.root().with(round))
                .setSpanKind(kind)
                .startSpan();
    }
}
