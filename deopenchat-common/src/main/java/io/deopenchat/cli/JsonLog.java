package io.deopenchat.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.LoggerFactory;

/** Gives the appender of logback.xml another encoder. */
final class JsonLog {
    /** Of the appender in logback.xml. */
    static final String APPENDER = "stderr";

    private JsonLog() {}

    static void begin() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            begin(context);
        }
    }

    static void begin(LoggerContext context) {
        if (context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
                instanceof OutputStreamAppender<ILoggingEvent> appender) {
            JsonLogEncoder encoder = new JsonLogEncoder();
            encoder.setContext(context);
            encoder.start();
            appender.stop();
            appender.setEncoder(encoder);
            appender.start();
        }
    }
}
