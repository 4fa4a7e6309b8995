package io.deopenchat.cli;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.stream.Collectors;

/** A stack trace whose lines are marked, so that text in an exception's message cannot pass for a log line. */
public final class LogStackTraceConverter extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy throwable) {
        return super.throwableProxyToString(throwable)
                .lines()
                .map(line -> "    | " + ControlCharacters.escape(line.replace("\t", "  ")))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
