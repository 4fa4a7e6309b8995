package io.deopenchat.acceptance;

import io.deopenchat.bridge.cli.BridgeCommand;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.cli.Program;
import io.deopenchat.signing.SecretKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line of a bridge, in this JVM, as the owner of a client key uses it. */
final class BridgeCommands {
    private final Marketplace market;
    private final ClientActor client;
    private final List<String> chain;

    BridgeCommands(Marketplace market, ClientActor client) {
        this(market, client, market.chainArguments());
    }

    private BridgeCommands(Marketplace market, ClientActor client, List<String> chain) {
        this.market = market;
        this.client = client;
        this.chain = chain;
    }

    /** The same by another node of the chain. */
    BridgeCommands by(SpyNode node) {
        return new BridgeCommands(market, client, market.chainArguments(node.url()));
    }

    /** What a command left. */
    record Result(int exitCode, String out, String err) {}

    Result runs(String command, List<String> arguments) {
        return runs(List.of(command), arguments);
    }

    Result runs(String command, String subcommand, List<String> arguments) {
        return runs(List.of(command, subcommand), arguments);
    }

    private Result runs(List<String> command, List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> line = new ArrayList<>(command);
        line.addAll(chain);
        line.addAll(arguments);
        int exitCode = new Program(
                        BridgeCommand.NAME,
                        new BridgeCommand(),
                        Map.of(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .run(line.toArray(String[]::new));
        return new Result(exitCode, out.toString(), err.toString());
    }

    /** Withdraws with the owner's wallet and the client's key. */
    Result withdraws(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--eth-wallet-sk-file", keyFile(market.chain().wallet(1))));
        line.addAll(List.of("--client-sk-file", keyFile(client.key())));
        line.addAll(List.of("--state-dir", client.stateDirectory().toString(), "--allow-private-endpoints"));
        return runs("withdraw", line);
    }

    String keyFile(SecretKey key) {
        Path file = market.file("key");
        KeyFile.create(file, key);
        return file.toString();
    }
}
