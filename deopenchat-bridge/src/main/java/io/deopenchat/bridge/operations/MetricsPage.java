package io.deopenchat.bridge.operations;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The metrics as Prometheus reads them. */
public final class MetricsPage {
    private final Metrics metrics;
    private final ExpositionFormats formats = ExpositionFormats.init();

    public MetricsPage(Metrics metrics) {
        this.metrics = metrics;
    }

    /** May wait for the node: never on an event loop. */
    public void answer(HttpServerRequest request) {
        ExpositionFormatWriter format = formats.findWriter(request.getHeader("accept"));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            format.write(text, metrics.snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        request.response()
                .putHeader("content-type", format.getContentType())
                .putHeader("cache-control", "no-store")
                // who went away needs no answer
                .end(Buffer.buffer(text.toByteArray()))
                .otherwiseEmpty();
    }
}
