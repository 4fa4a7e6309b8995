package io.deopenchat.gateway.operations;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.round.RoundTrace;
import io.deopenchat.http.TraceParent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sends a trace of each round to a collector, OTLP over HTTP. Names of attributes are those of OpenTelemetry's conventions for
 * generative AI. Like the metrics, a trace tells no client and no content. Spans that find the queue full are dropped, and a
 * collector that does not answer holds up nobody.
 *
 * <p>Whatever the caller's own flags say, every round is recorded: the provider decides what the provider sees.
 */
public final class Traces implements AutoCloseable {
    static final String PATH = "/v1/traces";
    static final int MAX_QUEUED_SPANS = 2_048;
    static final int MAX_SPANS_AT_ONCE = 512;
    static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
    static final String SERVICE = "deopenchat-gateway";

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /** @param endpoint of the collector, to which the path of the protocol is added */
    public Traces(URI endpoint, String version) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.toString().replaceFirst("/+$", "") + PATH)
                .setTimeout(EXPORT_TIMEOUT)
                .setConnectTimeout(EXPORT_TIMEOUT)
                .setRetryPolicy(null)
                .build();
        this.provider = SdkTracerProvider.builder()
                .setSampler(Sampler.alwaysOn())
                .setResource(Resource.create(
                        Attributes.of(stringKey("service.name"), SERVICE, stringKey("service.version"), version)))
                .addSpanProcessor(BatchSpanProcessor.builder(new ExportLog(exporter, endpoint))
                        .setMaxQueueSize(MAX_QUEUED_SPANS)
                        .setMaxExportBatchSize(MAX_SPANS_AT_ONCE)
                        .setScheduleDelay(EXPORT_EVERY)
                        .setExporterTimeout(EXPORT_TIMEOUT)
                        .build())
                .build();
        this.tracer = provider.get(SERVICE);
    }

    RoundTrace begins(Terms terms, Optional<TraceParent> caller) {
        Span round = tracer.spanBuilder(Metrics.operation(terms))
                .setSpanKind(SpanKind.SERVER)
                .setParent(caller.map(Traces::parent).orElse(Context.root()))
                .setAttribute(RoundSpans.OPERATION, Metrics.operation(terms))
                .setAttribute(RoundSpans.STREAM, terms.call().stream())
                .startSpan();
        return new RoundSpans(tracer, round, terms);
    }

    private static Context parent(TraceParent caller) {
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        caller.traceId(),
                        caller.spanId(),
                        TraceFlags.fromHex(caller.flags(), 0),
                        TraceState.getDefault())));
    }

    /** Sends what is queued, within a bound. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
