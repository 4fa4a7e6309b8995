package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.bridge.cli.BridgeCommand;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.cli.Program;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.SecretKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a user types wrongly, or runs too early, gets at most two lines: the cause, and what to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandRefusalsIT {
    private static final String MODEL = "storyteller";
    private static final String NOBODY = "0x00000000000000000000000000000000000000aa";
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Marketplace market;
    private Map<String, String> words = Map.of();

    /** A command line in which words in capitals stand for things of the test, and what is answered. */
    record Row(String line, int exitCode, String says) {
        @Override
        public String toString() {
            return line;
        }
    }

    @BeforeAll
    void opens(@TempDir Path scratch) {
        market = Marketplace.onAnvil(scratch);
        ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
        ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
        provider.serves(backend.api());
        ClientActor busy = market.client();
        busy.fetchesTokens(provider, MODEL, 1_000);
        busy.startsBridge(provider);
        SecretKey poor = SecretKey.generate(new SecureRandom());
        words = Map.of(
                "CHAIN", String.join(" ", market.chainArguments()),
                "NODE", market.chain().url(),
                "PROVIDER", provider.address().toString(),
                "PUBLIC", busy.signer().publicKey().toString(),
                "NEWKEY", file(SecretKey.generate(new SecureRandom())),
                "BUSYKEY", file(busy.key()) + " --state-dir " + busy.stateDirectory(),
                "POOR", file(poor),
                "OWNER", file(market.chain().wallet(1)),
                "STATE", market.directory("state").toString());
    }

    private String file(SecretKey key) {
        Path file = market.file("key");
        KeyFile.create(file, key);
        return file.toString();
    }

    @AfterAll
    void closes() {
        market.close();
    }

    static List<Row> rows() {
        return List.of(
                new Row("frobnicate", MISUSED, "there is no command 'frobnicate'; use one of up, keygen"),
                new Row("daemon --nonsense", MISUSED, "Unknown option: '--nonsense'"),
                new Row("daemon --bind-addr", MISUSED, "Missing required parameter for option '--bind-addr'"),
                new Row("daemon --bind-addr here", MISUSED, "'here' is not host:port, for example"),
                new Row("daemon --bind-addr 0.0.0.0:1 CHAIN --client-sk-file NEWKEY", MISUSED, "expected localhost"),
                new Row("daemon CHAIN", MISUSED, "no client key is given: use --client-sk-file FILE"),
                new Row("daemon CHAIN --client-sk-file /none", MISUSED, "there is no file /none; check its path"),
                new Row("daemon CHAIN --client-sk-file NEWKEY --budget 5/year", MISUSED, "expected AMOUNT/request"),
                new Row("account CHAIN --provider 0x12 --client NOBODY", MISUSED, "expected 0x and 40 hexadecimal"),
                new Row(
                        "account --provider PROVIDER --client NOBODY",
                        MISUSED,
                        "no contract is given: use --deployment"),
                new Row(
                        "account --network moon --provider PROVIDER --client NOBODY",
                        MISUSED,
                        "--network 'moon' is not known; use one of local, filecoin, calibration"),
                new Row(
                        "account --chain-endpoint http://127.0.0.1:1 --deopenchat-contract-address NOBODY"
                                + " --provider PROVIDER --client NOBODY",
                        FAILED,
                        "no connection to the node at 127.0.0.1:1; check that it runs and --chain-endpoint"),
                new Row(
                        "account --chain-endpoint NODE --deopenchat-contract-address NOBODY --provider PROVIDER"
                                + " --client NOBODY",
                        FAILED,
                        "there is no contract at 0x00000000000000000000000000000000000000aa on chain 31337; check"),
                new Row(
                        "account --chain-endpoint NODE --network filecoin --deopenchat-contract-address NOBODY"
                                + " --provider PROVIDER --client NOBODY",
                        FAILED,
                        "is on chain 31337, expected chain 314; check --chain-endpoint"),
                new Row(
                        "account CHAIN --network filecoin --provider PROVIDER --client NOBODY",
                        MISUSED,
                        "but the" + " deployment file is for chain 31337; give those that belong together"),
                new Row(
                        "account --deployment NEWKEY --provider PROVIDER --client NOBODY",
                        MISUSED,
                        "is not a" + " deployment: it holds no JSON object; contract-deploy writes one"),
                new Row("account CHAIN --provider PROVIDER --client NOBODY", FAILED, "fetch tokens first"),
                new Row(
                        "fetch-tokens CHAIN --provider PROVIDER --client-pk PUBLIC --ktokens 5",
                        MISUSED,
                        "no key is given: use --eth-wallet-sk-file FILE"),
                new Row(
                        "fetch-tokens CHAIN --provider PROVIDER --client-pk PUBLIC --ktokens 5 --model other"
                                + " --eth-wallet-sk-file OWNER",
                        MISUSED,
                        "does not list 'other'; --model may be one of: " + MODEL),
                new Row(
                        "fetch-tokens CHAIN --provider NOBODY --client-pk PUBLIC --ktokens 5 --eth-wallet-sk-file OWNER",
                        MISUSED,
                        "lists no model; print-all-providers tells who does"),
                new Row(
                        "fetch-tokens CHAIN --provider PROVIDER --client-pk PUBLIC --ktokens 5 --eth-wallet-sk-file POOR",
                        FAILED,
                        "holds 0 wei; send it coins first"),
                new Row("receipts --state-dir STATE", MISUSED, "there is no state directory"),
                new Row("funds CHAIN", MISUSED, "name the client key with --client-sk-file FILE or --client ADDRESS"),
                new Row("withdraw CHAIN --eth-wallet-sk-file OWNER", MISUSED, "(specify one of these)"),
                new Row("prefund CHAIN --eth-wallet-sk-file OWNER", MISUSED, "nothing to do: give --amount"),
                new Row("app-key remove nobody --state-dir STATE", MISUSED, "nobody"),
                new Row("keygen --out NEWKEY", MISUSED, "exists already and is not overwritten; name another one"),
                new Row(
                        "daemon CHAIN --client-sk-file NEWKEY --state-dir STATE --bind-addr 127.0.0.1:0 --provider NOBODY",
                        FAILED,
                        "is registered with contract"),
                new Row(
                        "daemon CHAIN --client-sk-file NEWKEY --state-dir STATE --bind-addr 127.0.0.1:0"
                                + " --provider PROVIDER",
                        FAILED,
                        "--allow-private-endpoints uses it all the same"),
                new Row(
                        "daemon CHAIN --client-sk-file BUSYKEY --bind-addr 127.0.0.1:0 --provider PROVIDER",
                        FAILED,
                        "uses client key"),
                new Row("up CHAIN --yes --client-sk-file BUSYKEY --provider PROVIDER", FAILED, "uses client key"),
                new Row("up --yes", MISUSED, "--network or --chain-endpoint is missing, and nobody can be asked"),
                new Row("up CHAIN --yes --client-sk-file /none", MISUSED, "make a key with: keygen --out /none"),
                new Row(
                        "up CHAIN --yes --client-sk-file NEWKEY --state-dir STATE --provider NOBODY",
                        MISUSED,
                        "is not registered here"),
                new Row(
                        "up CHAIN --yes --client-sk-file NEWKEY --state-dir STATE --provider PROVIDER --model other",
                        MISUSED,
                        "does not list 'other'"),
                new Row(
                        "up CHAIN --yes --client-sk-file NEWKEY --state-dir STATE --provider PROVIDER",
                        MISUSED,
                        "--allow-private-endpoints uses it all the same"),
                new Row(
                        "up CHAIN --yes --client-sk-file NEWKEY --state-dir STATE --provider PROVIDER"
                                + " --allow-private-endpoints",
                        MISUSED,
                        "--eth-wallet-sk-file is missing"),
                new Row(
                        "up CHAIN --yes --client-sk-file NEWKEY --state-dir STATE --provider PROVIDER"
                                + " --allow-private-endpoints --eth-wallet-sk-file POOR --amount 1ether",
                        FAILED,
                        "buy less, or send it coins first"),
                new Row(
                        "up CHAIN --yes --client-sk-file NEWKEY --state-dir STATE --provider PROVIDER"
                                + " --allow-private-endpoints --eth-wallet-sk-file OWNER --amount 5",
                        MISUSED,
                        "write the unit after the number"),
                new Row("config check --client-sk-file NEWKEY", FAILED, "no contract is given"),
                new Row("config check CHAIN --client-sk-file NEWKEY --provider NOBODY", FAILED, "is not registered"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void tellsTheCauseAndWhatToDo(Row row) {
        StringWriter err = new StringWriter();
        String line = row.line().replace("NOBODY", NOBODY);
        for (Map.Entry<String, String> word : words.entrySet()) {
            line = line.replace(word.getKey(), word.getValue());
        }

        int exitCode = new Program(
                        BridgeCommand.NAME,
                        new BridgeCommand(),
                        Map.of("DEOPENCHAT_BRIDGE_CONFIG", "/dev/null"),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err))
                .run(line.split(" ", -1));

        List<String> lines = err.toString()
                .lines()
                .filter(told -> !told.startsWith("wallet "))
                .toList();
        assertThat(exitCode).as(err.toString()).isEqualTo(row.exitCode());
        assertThat(lines).hasSizeBetween(1, 2);
        assertThat(lines.getFirst()).startsWith("deopenchat-bridge: ").contains(row.says());
    }
}
