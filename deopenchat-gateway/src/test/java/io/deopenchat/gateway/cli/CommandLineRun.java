package io.deopenchat.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.cli.Program;
import io.deopenchat.protocol.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What one command line printed, and how it ended. */
record CommandLineRun(int exitCode, String out, String err) {
    static CommandLineRun of(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new Program(
                        GatewayCommand.NAME,
                        new GatewayCommand(),
                        Map.of(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .run(arguments.toArray(String[]::new));
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    CommandLineRun succeeds() {
        assertThat(exitCode).as(err).isZero();
        return this;
    }

    /** With one line that says why. */
    String fails(int code) {
        assertThat(exitCode).as(out + err).isEqualTo(code);
        assertThat(err.lines()).hasSize(1);
        return err.strip();
    }

    List<String> lines() {
        return out.lines().toList();
    }

    List<ObjectNode> objects() {
        return out.lines()
                .map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
