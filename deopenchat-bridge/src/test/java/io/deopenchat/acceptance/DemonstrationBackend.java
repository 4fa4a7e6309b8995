package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The backend of the quickstart, which answers like a model without being one. */
record DemonstrationBackend(Process process, String api) implements AutoCloseable {
    private static final String READY = "demonstration backend listening on ";

    static DemonstrationBackend serving(String model) throws IOException {
        Process process = new ProcessBuilder(
                        "node",
                        checkout().resolve("scripts/demonstration-backend.mjs").toString(),
                        "--port",
                        "0",
                        "--model",
                        model)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new DemonstrationBackend(process, readyAddress(process));
    }

    private static String readyAddress(Process backend) throws IOException {
        BufferedReader out = backend.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).startsWith(READY);
        return line.substring(READY.length());
    }

    static Path checkout() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(directory -> Files.exists(directory.resolve("scripts/demonstration-backend.mjs")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the tests do not run in a checkout"));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
