package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deopenchat.signing.SecretKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.exception.CipherException;

class SecretOptionTest {
    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);
    private static final Map<String, String> NOTHING = Map.of();

    @TempDir
    private Path folder = Path.of("");

    private final StringWriter warnings = new StringWriter();

    @Test
    void asksForAKeyWithoutSuggestingTheVisibleWay() {
        assertThatThrownBy(() -> require(option(null, null), NOTHING))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "no key is given: use --wallet-sk-file FILE, or the environment variable DEOPENCHAT_WALLET_SK");
    }

    @Test
    void takesOnlyOneWay() throws IOException {
        SecretOption both = option(ONE, secretFile("key", TWO));

        assertThatThrownBy(() -> require(both, NOTHING))
                .isInstanceOf(UsageError.class)
                .hasMessage("more than one key is given; use exactly one of --wallet-sk, --wallet-sk-file and"
                        + " --wallet-keystore");
    }

    @Test
    void takesOnlyOneWayFromTheEnvironment() throws IOException {
        Map<String, String> both = Map.of(
                "DEOPENCHAT_WALLET_SK",
                ONE,
                "DEOPENCHAT_WALLET_SK_FILE",
                secretFile("key", TWO).toString());

        assertThatThrownBy(() -> require(option(null, null), both))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("DEOPENCHAT_WALLET_SK, DEOPENCHAT_WALLET_SK_FILE and DEOPENCHAT_WALLET_KEYSTORE");
    }

    @Test
    void neverRepeatsTheSecret() {
        SecretOption mistyped = option(ONE + "1", null);

        assertThatThrownBy(() -> require(mistyped, NOTHING))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("the value of --wallet-sk is no key")
                .hasMessageNotContaining("1111");
        assertThat(mistyped.toString()).doesNotContain("1111");
        assertThat(warnings.toString()).doesNotContain("1111");
    }

    @Test
    void warnsThatTheCommandLineIsVisible() {
        assertThat(require(option(ONE, null), NOTHING).exposed()).containsOnly(0x11);
        assertThat(warnings.toString().lines())
                .containsExactly(
                        "warning: --wallet-sk is visible to every user of this machine in the process list; use"
                                + " --wallet-sk-file");
    }

    @Test
    void anOptionWinsOverTheEnvironment() throws IOException {
        SecretKey key = require(option(null, secretFile("key", TWO)), Map.of("DEOPENCHAT_WALLET_SK", ONE));

        assertThat(key.exposed()).containsOnly(0x22);
        assertThat(warnings.toString()).isEmpty();
    }

    @Test
    void readsTheEnvironmentWithoutAWarning() throws IOException {
        assertThat(require(option(null, null), Map.of("DEOPENCHAT_WALLET_SK", ONE))
                        .exposed())
                .containsOnly(0x11);
        Map<String, String> file =
                Map.of("DEOPENCHAT_WALLET_SK_FILE", secretFile("key", TWO).toString());
        assertThat(require(option(null, null), file).exposed()).containsOnly(0x22);
        assertThat(warnings.toString()).isEmpty();
    }

    @Test
    void isEmptyWhereAKeyIsOptional() {
        assertThat(option(null, null).find(NOTHING, new PrintWriter(warnings))).isEmpty();
    }

    @Test
    void aKeystoreNeedsItsPassword() throws Exception {
        SecretOption without = option(keystore(), null, null);

        assertThatThrownBy(() -> require(without, NOTHING))
                .isInstanceOf(UsageError.class)
                .hasMessage(folder.resolve("keystore.json") + " is encrypted, and no password is given: use"
                        + " --wallet-password-file FILE, or the environment variable DEOPENCHAT_WALLET_PASSWORD");
    }

    @Test
    void tellsAWrongPasswordWithoutRepeatingIt() throws Exception {
        SecretOption wrong = option(keystore(), secretFile("password", "hunter3"), null);

        assertThatThrownBy(() -> require(wrong, NOTHING))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("cannot be decrypted")
                .hasMessageNotContaining("hunter");
    }

    @Test
    void tellsAFileThatIsNoKeystore() throws IOException {
        for (String content : new String[] {"hunter2", "{}", "{\"version\":3}", "{\"version\":3,\"crypto\":{}}"}) {
            SecretOption wrong = option(secretFile("keystore", content), secretFile("password", "hunter2"), null);

            assertThatThrownBy(() -> require(wrong, NOTHING))
                    .isInstanceOf(UsageError.class)
                    .hasMessageContaining("keystore cannot be used")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void readsAKeystore() throws Exception {
        SecretOption option = option(keystore(), secretFile("password", "hunter2\n"), null);

        assertThat(require(option, NOTHING).exposed()).containsOnly(0x11);
    }

    @Test
    void aPasswordFileAloneIsNoKey() throws IOException {
        SecretOption alone = new SecretOption(
                "--wallet-sk", "DEOPENCHAT_WALLET_SK", null, null, null, secretFile("password", "hunter2"));

        assertThatThrownBy(() -> require(alone, NOTHING))
                .isInstanceOf(UsageError.class)
                .hasMessage("--wallet-keystore and --wallet-password-file belong together; give both");
    }

    @Test
    void seesThatAKeyFileIsAKeystore() throws Exception {
        SecretOption option = new SecretOption(
                "--wallet-sk", "DEOPENCHAT_WALLET_SK", null, keystore(), null, secretFile("password", "hunter2"));

        assertThat(require(option, NOTHING).exposed()).containsOnly(0x11);
    }

    @Test
    void takesThePasswordFromTheEnvironment() throws Exception {
        SecretOption option = option(null, keystore());
        String passwordFile = secretFile("password", "hunter2\n").toString();

        assertThat(require(option, Map.of("DEOPENCHAT_WALLET_PASSWORD", "hunter2"))
                        .exposed())
                .containsOnly(0x11);
        assertThat(require(option, Map.of("DEOPENCHAT_WALLET_PASSWORD_FILE", passwordFile))
                        .exposed())
                .containsOnly(0x11);
        assertThat(require(
                                option(null, null),
                                Map.of(
                                        "DEOPENCHAT_WALLET_SK_FILE",
                                        folder.resolve("keystore.json").toString(),
                                        "DEOPENCHAT_WALLET_PASSWORD",
                                        "hunter2"))
                        .exposed())
                .containsOnly(0x11);
    }

    @Test
    void thePasswordFileOfTheCommandLineWins() throws Exception {
        SecretOption option = option(keystore(), secretFile("password", "hunter2"), null);

        assertThat(require(option, Map.of("DEOPENCHAT_WALLET_PASSWORD", "hunter3"))
                        .exposed())
                .containsOnly(0x11);
    }

    @Test
    void aPlainKeyHasNoPassword() throws IOException {
        SecretOption option = new SecretOption(
                "--wallet-sk",
                "DEOPENCHAT_WALLET_SK",
                null,
                secretFile("key", TWO),
                null,
                secretFile("password", "hunter2"));

        assertThatThrownBy(() -> require(option, NOTHING))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("is not encrypted; leave out --wallet-password-file")
                .hasMessageNotContaining("hunter2");
        assertThat(require(option(null, secretFile("key", TWO)), Map.of("DEOPENCHAT_WALLET_PASSWORD", "hunter2"))
                        .exposed())
                .containsOnly(0x22);
    }

    @Test
    void refusesAKeystoreOrAPasswordThatOthersMayRead() throws Exception {
        Path keystore = keystore();
        Path password = secretFile("password", "hunter2");

        for (Path shared : new Path[] {keystore, password}) {
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-r-----"));
            assertThatThrownBy(() -> require(option(keystore, password, null), NOTHING))
                    .isInstanceOf(UsageError.class)
                    .hasMessageContaining("run: chmod 600 " + shared);
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private SecretKey require(SecretOption option, Map<String, String> environment) {
        return option.require(environment, new PrintWriter(warnings, true));
    }

    private static SecretOption option(@Nullable String value, @Nullable Path file) {
        return new SecretOption("--wallet-sk", "DEOPENCHAT_WALLET_SK", value, file);
    }

    private static SecretOption option(Path keystore, @Nullable Path passwordFile, @Nullable String value) {
        return new SecretOption("--wallet-sk", "DEOPENCHAT_WALLET_SK", value, null, keystore, passwordFile);
    }

    /** With a member that only some wallets write. */
    private Path keystore() throws CipherException, IOException {
        ECKeyPair key = ECKeyPair.create(SecretKey.parse(ONE).exposed());
        String json = new ObjectMapper().writeValueAsString(Wallet.createLight("hunter2", key));
        return secretFile("keystore.json", json.replaceFirst("\\{", "{\"x-wallet\":{},"));
    }

    private Path secretFile(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
