package io.deopenchat.cli;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whose request a log event belongs to, as far as it is known: {@code [requestId=.. client=.. provider=..] } or nothing. */
public final class LogContextConverter extends ClassicConverter {
    static final List<String> KEYS = List.of("requestId", "client", "provider");

    @Override
    public String convert(ILoggingEvent event) {
        Map<String, String> context = event.getMDCPropertyMap();
        String known = KEYS.stream()
                .filter(context::containsKey)
                .map(key -> key + "=" + ControlCharacters.escape(context.getOrDefault(key, "")))
                .collect(Collectors.joining(" "));
        return known.isEmpty() ? "" : "[" + known + "] ";
    }
}
