package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreTest {
    private static final String KEY = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
    private static final String PASSWORD = "testpassword";

    /** The two test vectors of the Web3 Secret Storage definition. */
    private static final String PBKDF2_VECTOR = """
            {"crypto": {"cipher": "aes-128-ctr",
              "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
              "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
              "kdf": "pbkdf2",
              "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
                "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
              "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
             "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
            """;

    private static final String SCRYPT_VECTOR = """
            {"crypto": {"cipher": "aes-128-ctr",
              "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"},
              "ciphertext": "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
              "kdf": "scrypt",
              "kdfparams": {"dklen": 32, "n": 262144, "r": 1, "p": 8,
                "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
              "mac": "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
             "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
            """;

    @Test
    void readsThePublishedVector() {
        assertThat(Keystore.isKeystore(PBKDF2_VECTOR)).isTrue();
        assertThat(Keystore.decrypt(PBKDF2_VECTOR, PASSWORD).exposed())
                .isEqualTo(SecretKey.parse(KEY).exposed());
    }

    /** No wallet writes such a file, and the library rightly refuses its parameters. */
    @Test
    void tellsWhyTheOtherPublishedVectorIsNotRead() {
        assertThatThrownBy(() -> Keystore.decrypt(SCRYPT_VECTOR, PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("N = 262144 with r = 1, which RFC 7914 does not allow");
    }

    @Test
    void tellsAWrongPasswordAndRepeatsNothing() {
        assertThatThrownBy(() -> Keystore.decrypt(PBKDF2_VECTOR, "hunter2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it cannot be decrypted: Invalid password provided");
    }

    @Test
    void tellsThatAPasswordTakesMoreMemoryThanThereIs() {
        String huge = SCRYPT_VECTOR.replace("262144", "1073741824").replace("\"r\": 1", "\"r\": 8");

        assertThatThrownBy(() -> Keystore.decrypt(huge, PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes 1048576 MiB of memory");
    }

    @Test
    void aPlainKeyIsNoKeystore() {
        assertThat(Keystore.isKeystore(KEY)).isFalse();
        assertThat(Keystore.isKeystore("0x" + KEY + "\n")).isFalse();
        assertThat(Keystore.isKeystore("")).isFalse();
    }

    @Test
    void whatItWritesIsReadHereAndByCast(@TempDir Path folder) throws Exception {
        SecretKey key = SecretKey.parse(KEY);
        String json = Keystore.encrypt(key, "p\u00e4ss word");

        assertThat(Keystore.decrypt(json, "p\u00e4ss word").exposed()).isEqualTo(key.exposed());
        JsonNode crypto = new ObjectMapper().readTree(json).path("crypto");
        assertThat(crypto.path("cipher").asText()).isEqualTo("aes-128-ctr");
        assertThat(crypto.path("kdf").asText()).isEqualTo("scrypt");
        assertThat(crypto.path("kdfparams").path("n").asInt()).isEqualTo(262_144);
        assertThat(crypto.path("kdfparams").path("r").asInt()).isEqualTo(8);
        assertThat(crypto.path("kdfparams").path("p").asInt()).isEqualTo(1);
        assertThat(json).doesNotContain(KEY);
        assertThat(addressByCast(
                        secretFile(folder, "keystore.json", json), secretFile(folder, "password", "p\u00e4ss word")))
                .isEqualToIgnoringCase(
                        new Signer(key, Secp256k1.fastest()).address().toString());
    }

    @Test
    void readsWhatCastWrites(@TempDir Path folder) throws Exception {
        String printed = cast("wallet", "new", folder.toString(), "mine", "--unsafe-password", "hunter2");

        SecretKey key = Keystore.decrypt(Files.readString(folder.resolve("mine")), "hunter2");

        assertThat(printed)
                .containsIgnoringCase(
                        new Signer(key, Secp256k1.fastest()).address().toString());
    }

    private static String addressByCast(Path keystore, Path password) throws IOException, InterruptedException {
        return cast("wallet", "address", "--keystore", keystore.toString(), "--password-file", password.toString());
    }

    private static String cast(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Anvil.tool("cast").toString()));
        command.addAll(List.of(arguments));
        Process cast = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(cast.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new String(cast.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static Path secretFile(Path folder, String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
