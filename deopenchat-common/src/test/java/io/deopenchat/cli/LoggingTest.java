package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** logback.xml as it is, with stderr caught. */
class LoggingTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream stderr = System.err;
    private final LoggerContext context = new LoggerContext();
    private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
    private final Logger logger = context.getLogger("io.deopenchat.gateway.Admission");

    @BeforeEach
    void configure() throws JoranException {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        context.setMDCAdapter(mdc);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(LoggingTest.class.getResource("/logback.xml")));
    }

    @AfterEach
    void restore() {
        context.stop();
        System.setErr(stderr);
    }

    @Test
    void aForeignLineBreakDoesNotStartALine() {
        logger.info("model {} is unknown", "x\r\n2026-01-01 INFO all is well\u001b[2J\u2028\u0085");

        assertThat(lines())
                .singleElement()
                .asString()
                .endsWith(
                        "INFO  Admission model x\\r\\n2026-01-01 INFO all is well\\u001b[2J\\u2028\\u0085 is unknown");
    }

    @Test
    void aForeignLineBreakInTheContextDoesNotStartALine() {
        mdc.put("requestId", "7\n8");

        logger.info("admitted");

        assertThat(lines()).singleElement().asString().endsWith("Admission [requestId=7\\n8] admitted");
    }

    @Test
    void linesOfAStackTraceCannotPassForLogLines() {
        logger.warn("failed", new IllegalStateException("bad\n2026-01-01 INFO all is well"));

        assertThat(lines()).hasSizeGreaterThan(3);
        assertThat(lines().subList(1, lines().size())).allMatch(line -> line.startsWith("    | "));
        assertThat(lines()).anyMatch(line -> line.contains("IllegalStateException: bad"));
    }

    @Test
    void namesWhoseRequestItIs() {
        mdc.put("requestId", "7");
        mdc.put("client", "0xaa");
        mdc.put("other", "never shown");

        logger.info("admitted");

        assertThat(lines()).singleElement().asString().endsWith("Admission [requestId=7 client=0xaa] admitted");
    }

    @Test
    void isQuietBelowInfoAndAboutLibraries() {
        logger.debug("detail");
        context.getLogger("org.web3j.protocol.http.HttpService").info("request");
        context.getLogger("io.netty.channel").info("bound");

        assertThat(lines()).isEmpty();
        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.INFO);
    }

    private List<ObjectNode> objects() {
        return lines().stream()
                .map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void asJsonEachEventIsOneObjectOnOneLine() {
        JsonLog.begin(context);
        mdc.put("requestId", "7\n8");
        mdc.put("other", "never shown");

        logger.warn(
                "failed for {}",
                "x\r\ny\u001b[2J\u202e",
                new IllegalStateException("bad\n2026-01-01 INFO all is well"));

        ObjectNode event = objects().getFirst();
        assertThat(lines()).hasSize(1);
        assertThat(event.get("level").textValue()).isEqualTo("WARN");
        assertThat(event.get("logger").textValue()).isEqualTo("io.deopenchat.gateway.Admission");
        assertThat(event.get("message").textValue()).isEqualTo("failed for x\\r\\ny\\u001b[2J\\u202e");
        assertThat(event.get("requestId").textValue()).isEqualTo("7\\n8");
        assertThat(event.has("other")).isFalse();
        assertThat(event.get("time").textValue()).matches("20[0-9]{2}-.*Z");
        assertThat(event.get("stackTrace").get(0).textValue()).contains("IllegalStateException: bad");
        assertThat(event.get("stackTrace").size()).isGreaterThan(2);
    }

    @Test
    void asTextNothingChanges() {
        LogFormat.TEXT.apply();

        logger.info("admitted");

        assertThat(lines()).singleElement().asString().endsWith("INFO  Admission admitted");
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
