package io.deopenchat.acceptance;

import io.deopenchat.bridge.cli.BridgeCommand;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.SecretKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The owner of a wallet, who asks the open market by the command line and by a bridge. */
final class OrderingClient {
    private final Marketplace market;
    private final String model;
    private final SecretKey wallet;
    private final Path walletFile;
    private final Path stateDirectory;
    private final ClientActor client;

    OrderingClient(Marketplace market, String model) {
        this(market, model, market.chain().wallet(1));
    }

    OrderingClient(Marketplace market, String model, SecretKey wallet) {
        this.market = market;
        this.model = model;
        this.wallet = wallet;
        this.walletFile = market.file("owner.key");
        KeyFile.create(walletFile, wallet);
        this.client = market.client();
        this.stateDirectory = client.stateDirectory();
    }

    Address address() {
        return market.sender(wallet).address();
    }

    Path stateDirectory() {
        return stateDirectory;
    }

    /** What the contract keeps for it. */
    Wei credit() {
        return market.contract().credits().credit(address());
    }

    List<String> arguments(String prompt, Wei stake, String timeout, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                prompt, "--model", model, "--max-cost", stake + "wei", "--timeout", timeout, "--max-tokens", "64"));
        arguments.addAll(List.of(more));
        arguments.addAll(common());
        return arguments;
    }

    private List<String> common() {
        return List.of(
                "--eth-wallet-sk-file",
                walletFile.toString(),
                "--state-dir",
                stateDirectory.toString(),
                "--allow-private-endpoints");
    }

    BridgeCommands.Result orders(String prompt, Wei stake, String timeout, String... more) {
        return new BridgeCommands(market, client).runs("order", arguments(prompt, stake, timeout, more));
    }

    /** As a process of its own, which can be killed. */
    DaemonProcess ordersInAProcess(String prompt, Wei stake, String timeout) {
        List<String> line = new ArrayList<>(List.of("order"));
        line.addAll(market.chainArguments());
        line.addAll(arguments(prompt, stake, timeout));
        return new DaemonProcess(
                DaemonProcess.Surroundings.USUAL.on("-Duser.home=" + market.home()), BridgeCommand.class, line);
    }

    BridgeCommands.Result resumes() {
        List<String> arguments = new ArrayList<>(List.of("--resume"));
        arguments.addAll(common());
        return new BridgeCommands(market, client).runs("order", arguments);
    }

    /** With nothing but the key and the chain. */
    BridgeCommands.Result looksBack(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--eth-wallet-sk-file",
                walletFile.toString(),
                "--state-dir",
                market.directory("empty").toString()));
        arguments.addAll(List.of(more));
        return new BridgeCommands(market, client).runs("history", arguments);
    }

    /** As any stranger does. */
    BridgeCommands.Result looksBackWithoutKey() {
        return new BridgeCommands(market, client)
                .runs("history", List.of("--owner", address().toString()));
    }

    /** A bridge that answers {@code market:MODEL}. */
    BridgeProcess startsBridge(Wei stake, String timeout) {
        return startsBridge(DaemonProcess.Surroundings.USUAL, stake, timeout);
    }

    BridgeProcess startsBridge(DaemonProcess.Surroundings surroundings, Wei stake, String timeout) {
        return BridgeProcess.start(
                market,
                client,
                surroundings,
                List.of(
                        "--without-key",
                        "--market-max-cost",
                        stake + "wei",
                        "--market-timeout",
                        timeout,
                        "--eth-wallet-sk-file",
                        walletFile.toString()));
    }
}
