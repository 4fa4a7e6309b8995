package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.counterparty.Purse;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.provider.EndpointPolicy;
import io.deopenchat.bridge.provider.GatewayProbe;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.Finding;
import io.deopenchat.cli.Findings;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.MessageSigner;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = {
            "Looks for what keeps a bridge from serving: key, state directory, port, chain, contract, clocks, and of each provider",
            "its listing, gateway and escrow. A line for each: ok, warn or fail, with the remedy. Ends with 1 if one fails.",
            "Takes the options of daemon; one may be running."
        })
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DaemonOptions options = new DaemonOptions();

    @Override
    public Integer call() throws InterruptedException {
        BridgeConfig config = options.config();
        List<Finding> findings = new ArrayList<>();
        Optional<MessageSigner> client = client(findings);
        if (client.isPresent()) {
            findings.addAll(new LocalDiagnosis(config, client.get().address()).all());
        }
        try (ChainConnection connection = bridge.chain.config().connect()) {
            findings.addAll(Findings.ofChain(connection, InstantSource.system().instant()));
            ofGasWallet(connection, findings);
            client.ifPresent(signer -> ofProviders(connection, config, signer, findings));
        } catch (RuntimeException unreachable) {
            findings.add(Finding.fail(String.valueOf(unreachable.getMessage())));
        }
        return Findings.print(findings, Output.of(spec));
    }

    private Optional<MessageSigner> client(List<Finding> findings) {
        try {
            MessageSigner signer = options.clientKey().require(Output.warnings(spec));
            findings.add(Finding.ok("client key " + signer.address() + " can be read, by its owner only"));
            return Optional.of(signer);
        } catch (RuntimeException unusable) {
            findings.add(Finding.fail(String.valueOf(unusable.getMessage())));
            return Optional.empty();
        }
    }

    private void ofGasWallet(ChainConnection connection, List<Finding> findings) {
        Optional<Address> wallet = options.purse(connection, Output.warnings(spec))
                .map(Purse::sender)
                .map(sender -> sender.address());
        wallet.ifPresent(
                address -> findings.add(ofBalance(address, connection.chain().balance(address), connection)));
    }

    private static Finding ofBalance(Address wallet, Wei balance, ChainConnection connection) {
        return balance.isZero()
                ? Finding.fail("wallet " + wallet + " has nothing to pay the gas of --auto-buy; send it coins")
                : Finding.ok("wallet " + wallet + " has "
                        + Amounts.of(connection.contract()).coin(balance) + " for the gas of --auto-buy");
    }

    private static void ofProviders(
            ChainConnection connection, BridgeConfig config, MessageSigner client, List<Finding> findings) {
        Collection<Address> providers = providers(connection, config, client.address());
        if (providers.isEmpty()) {
            findings.add(Finding.fail(
                    "no provider is chosen, and nothing was bought before; run up, or name one with --provider"));
        }
        EndpointPolicy endpoints =
                config.allowsPrivateEndpoints() ? EndpointPolicy.anywhere() : EndpointPolicy.publicOnly();
        try (GatewayProbe gateways = new GatewayProbe(connection.contract().domain(), client, endpoints)) {
            ProviderDiagnosis diagnosis = new ProviderDiagnosis(
                    connection.contract(), gateways, client.address(), config.stateDirectory(), InstantSource.system());
            providers.forEach(provider -> findings.addAll(diagnosis.of(provider)));
        }
    }

    /** From whom the daemon would buy. */
    private static Collection<Address> providers(ChainConnection connection, BridgeConfig config, Address client) {
        if (config.onlyProvider().isPresent()) {
            return config.onlyProvider().stream().toList();
        }
        return config.filter().allowed().isEmpty()
                ? AccountId.providersIn(
                        config.stateDirectory(), connection.contract().domain(), client)
                : config.filter().allowed();
    }
}
