package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A test file of {@code src/test/openai}, run by Node with the client from npm against a bridge. */
final class NodeSuite {
    private static final long AT_MOST_SECONDS = 120;

    private final Process process;
    private final Path output;

    private NodeSuite(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static NodeSuite begin(String file, BridgeActor bridge, String model, Path scratch) throws IOException {
        return begin(file, bridge.baseUrl(), model, scratch);
    }

    static NodeSuite begin(String file, String baseUrl, String model, Path scratch) throws IOException {
        Path suite = DemonstrationBackend.checkout().resolve("deopenchat-bridge/src/test/openai");
        assertThat(suite.resolve("node_modules"))
                .as("the packages of the suite; scripts/test installs them, or run 'npm ci' in that folder")
                .exists();
        Path output = scratch.resolve("suite.txt");
        ProcessBuilder run = new ProcessBuilder("node", "--test", file)
                .directory(suite.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        run.environment().putAll(Map.of("OPENAI_BASE_URL", baseUrl, "OPENAI_API_KEY", "any", "OPENAI_MODEL", model));
        return new NodeSuite(run.start(), output);
    }

    void passes() throws IOException, InterruptedException {
        boolean ended = process.waitFor(AT_MOST_SECONDS, TimeUnit.SECONDS);
        process.destroy();
        assertThat(ended).as("ended in time: %s", Files.readString(output)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
}
