package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.Finding;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Takes the options of daemon and tries what it needs but to serve and to ask gateways, which doctor does.",
            "Options, key, state directory, chain, contract, providers. Prints a line for each that is well, and stops with 1 at",
            "the first that is not."
        })
final class ConfigCheckCommand implements Callable<Integer> {
    @ParentCommand
    private ConfigCommand config = new ConfigCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DaemonOptions options = new DaemonOptions();

    @Override
    public Integer call() {
        try {
            check();
        } catch (UsageError wrong) {
            // what a check is for is no misuse of the check
            throw new IllegalStateException(wrong.getMessage(), wrong);
        }
        return 0;
    }

    private void check() {
        BridgeConfig daemon = options.config();
        ok("options: listens on " + options.bindAddress());
        Address client = options.clientKey().require(Output.warnings(spec)).address();
        ok("key: client " + client);
        requireOk(new LocalDiagnosis(daemon, client).ofDirectory());
        try (ChainConnection connection = config.bridge().chain.config().connect()) {
            ok("chain " + connection.contract().domain().chainId() + " at "
                    + connection.chain().endpointName());
            ok("contract " + connection.contract().address() + " has the code of this version");
            options.purse(connection, Output.warnings(spec))
                    .ifPresent(
                            purse -> ok("--auto-buy: wallet " + purse.sender().address() + " pays the gas"));
            for (Address provider : named(daemon)) {
                ok(listed(connection, provider));
            }
        }
    }

    private static Collection<Address> named(BridgeConfig daemon) {
        List<Address> named = new ArrayList<>(daemon.filter().allowed());
        daemon.onlyProvider().ifPresent(named::add);
        return named;
    }

    private static String listed(ChainConnection connection, Address provider) {
        RegisteredProvider registered = connection
                .contract()
                .registry()
                .provider(provider)
                .orElseThrow(() -> new IllegalStateException(
                        "provider " + provider + " is not registered at this contract; see print-all-providers"));
        String models = connection.contract().registry().listings(provider).stream()
                .filter(Listing::listed)
                .map(listing -> Printable.text(listing.name()))
                .collect(Collectors.joining(", "));
        if (models.isEmpty()) {
            throw new IllegalStateException("provider " + provider + " lists no model now; choose another one");
        }
        return "provider " + provider + " at " + Printable.text(registered.endpoint()) + " lists " + models;
    }

    private void requireOk(Finding finding) {
        if (finding.failed()) {
            throw new IllegalStateException(finding.text());
        }
        ok(finding.text());
    }

    private void ok(String text) {
        Output.of(spec).println("OK " + text);
    }
}
