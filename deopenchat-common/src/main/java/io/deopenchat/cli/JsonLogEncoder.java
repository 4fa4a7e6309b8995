package io.deopenchat.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * A log event as one JSON object on one line. What foreign strings hold is escaped as in the text form: whoever shows the
 * decoded message on a terminal must be as safe as whoever reads the line.
 */
final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = new byte[0];

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        ObjectNode node = Json.object()
                .put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString())
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName())
                .put("message", message == null ? "" : ControlCharacters.escape(message));
        Map<String, String> context = event.getMDCPropertyMap();
        for (String key : LogContextConverter.KEYS) {
            String value = context.get(key);
            if (value != null) {
                node.put(key, ControlCharacters.escape(value));
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            ArrayNode trace = node.putArray("stackTrace");
            ThrowableProxyUtil.asString(thrown)
                    .lines()
                    .forEach(line -> trace.add(ControlCharacters.escape(line.replace("\t", "  "))));
        }
        return (Json.text(node) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
