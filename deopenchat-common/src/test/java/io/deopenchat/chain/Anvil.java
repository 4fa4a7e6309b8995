package io.deopenchat.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.SecretKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.web3j.crypto.Credentials;

/**
 * A development chain in a process of its own, for tests. It ends with {@link #close}, and with this JVM even if that is
 * killed: a shell waits for the end of its standard input, which only this JVM holds open.
 */
public final class Anvil implements AutoCloseable {
    private static final String READY = "Listening on ";
    private static final String WATCHDOG =
            "exec 3<&0; \"$@\" & child=$!; (cat <&3 >/dev/null; kill -9 $child 2>/dev/null) & wait $child";
    private static final Duration EXIT_WAIT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Blocks whose state can be read; those that a revert took back count, too, so it is more than any test class mines. */
    private static final String KEPT_BLOCKS = "256";

    /** Accounts of the mnemonic "test test .. junk", known to everybody. */
    private static final List<String> KEYS = List.of(
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
            "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
            "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
            "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
            "8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
            "92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
            "4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbbf7cbf4356",
            "dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97",
            "2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6");

    private final Process process;
    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    private Anvil(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** A fresh chain 31337 that mines a block for each transaction. */
    public static Anvil start(String... moreArguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", WATCHDOG, "sh", binary().toString()));
        command.addAll(
                List.of("--port", "0", "--prune-history", KEPT_BLOCKS, "--hardfork", "prague", "--color", "never"));
        command.addAll(List.of(moreArguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new Anvil(process, "http://" + readyAddress(process));
        } catch (IOException e) {
            throw new UncheckedIOException("anvil does not start", e);
        }
    }

    public static SecretKey key(int account) {
        return SecretKey.parse(KEYS.get(account));
    }

    public static Address address(int account) {
        return Address.parse(Credentials.create(KEYS.get(account)).getAddress());
    }

    public String url() {
        return url;
    }

    public ChainClient client() {
        return ChainClient.connect(url);
    }

    /** Mines one block. */
    public void mine() {
        rpc("evm_mine");
    }

    public void mine(int blocks) {
        rpc("anvil_mine", "0x" + Integer.toHexString(blocks));
    }

    /** Moves the chain's clock forward and mines a block at the new time. */
    public void increaseTime(Duration time) {
        rpc("evm_increaseTime", time.toSeconds());
        mine();
    }

    /** Whether each transaction gets a block at once; otherwise they wait for {@link #mine}. */
    public void setAutomine(boolean automine) {
        rpc("evm_setAutomine", automine);
    }

    /** Replaces the newest blocks by empty ones; their transactions are gone. */
    public void reorg(int depth) {
        rpc("anvil_reorg", depth, List.of());
    }

    /** @return what {@link #revert} takes */
    public String snapshot() {
        return rpc("evm_snapshot").textValue();
    }

    public void revert(String snapshot) {
        rpc("evm_revert", snapshot);
    }

    public void setBalance(Address wallet, Wei balance) {
        rpc("anvil_setBalance", wallet.toString(), "0x" + balance.value().toString(16));
    }

    /** Transactions that wait for a block. */
    public int pendingTransactions() {
        return Integer.decode(rpc("txpool_status").path("pending").textValue());
    }

    /** Any other method of the node. */
    public JsonNode rpc(String method, Object... parameters) {
        try {
            String body = JSON.writeValueAsString(
                    Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(parameters)));
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            JsonNode answer = JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (answer.has("error")) {
                throw new IllegalStateException(method + " failed: " + answer.get("error"));
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new UncheckedIOException(method + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " was interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(EXIT_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("anvil does not stop", e);
        } catch (InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Reads until anvil names its port; what it prints later is read and forgotten, or its pipe would fill. */
    private static String readyAddress(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder printed = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                Thread.ofVirtual()
                        .name("anvil-output")
                        .start(() -> output.lines().forEach(ignored -> {}));
                return line.substring(READY.length()).strip();
            }
            printed.append(line).append('\n');
        }
        throw new IOException("anvil ended before it listened:\n" + printed);
    }

    private static Path binary() {
        return tool("anvil");
    }

    /** A program of Foundry, as npm installed it. */
    static Path tool(String name) {
        String tool = name + "-" + platform() + "-" + architecture();
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("contracts/node_modules/@foundry-rs")
                    .resolve(tool)
                    .resolve("bin")
                    .resolve(name);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException(tool + " is not installed; run npm ci in contracts");
    }

    private static String platform() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }
}
