package io.deopenchat.gateway.operations;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Says once that a collector takes no traces, and once that it does again; the exporter would say it at every attempt. */
final class ExportLog implements SpanExporter {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ExportLog.class);

    /** Held, because loggers that nobody holds forget their level. */
    private final Logger ofTheLibrary = Logger.getLogger("io.opentelemetry");

    private final SpanExporter exporter;
    private final URI collector;
    private final AtomicBoolean failing = new AtomicBoolean();

    ExportLog(SpanExporter exporter, URI collector) {
        this.exporter = exporter;
        this.collector = collector;
        ofTheLibrary.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode exported = exporter.export(spans);
        return exported.whenComplete(() -> heard(exported.isSuccess()));
    }

    private void heard(boolean taken) {
        if (failing.compareAndSet(taken, !taken)) {
            if (taken) {
                LOG.info("the collector at {} takes traces again", collector);
            } else {
                LOG.warn("the collector at {} takes no traces; rounds go on, and their traces are lost", collector);
            }
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
