package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentTest {
    private static final Deployment DEPLOYMENT = new Deployment(
            "calibration",
            314_159,
            Address.parse("0x00000000000000000000000000000000000000aa"),
            9_007_199_254_740_993L,
            Hash.keccak256("code"),
            Address.ZERO);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void tellsWhichFileIsMissing() {
        assertThatThrownBy(() -> Deployment.read(folder.resolve("missing.json")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing.json cannot be read; contract-deploy writes one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"network\":\"local\",\"chainId\":31337}",
                "{\"network\":\"local\",\"chainId\":\"-1\"}"
            })
    void tellsAFileThatIsNoDeployment(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("deployment.json"), content);

        assertThatThrownBy(() -> Deployment.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deployment.json is not a deployment: ");
    }

    @Test
    void repeatsNothingOfAKeyThatWasNamedByMistake() throws IOException {
        String key = "ab".repeat(32);
        Path file = Files.writeString(folder.resolve("wallet.key"), key);

        assertThatThrownBy(() -> Deployment.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it holds no JSON object; contract-deploy writes one")
                .hasNoCause()
                .message()
                .doesNotContain("abab");
    }

    @Test
    void tellsAFolderThatDoesNotExist() {
        assertThatThrownBy(() -> DEPLOYMENT.write(folder.resolve("none/deployment.json")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        Path file = folder.resolve("deployment.json");

        DEPLOYMENT.write(file);

        assertThat(Deployment.read(file)).isEqualTo(DEPLOYMENT);
        assertThat(file).content().contains("\"block\" : \"9007199254740993\"", "\"chainId\" : \"314159\"");
    }

    @Test
    void replacesAnOlderFileAndLeavesNoOther() throws IOException {
        Path file = Files.writeString(folder.resolve("deployment.json"), "old");

        DEPLOYMENT.write(file);

        assertThat(Deployment.read(file)).isEqualTo(DEPLOYMENT);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList()).isEqualTo(List.of(file));
        }
    }
}
