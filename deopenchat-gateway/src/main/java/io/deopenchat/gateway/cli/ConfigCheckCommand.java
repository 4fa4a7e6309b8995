package io.deopenchat.gateway.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.Finding;
import io.deopenchat.cli.Findings;
import io.deopenchat.cli.UsageError;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.LedgerView;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.pricing.PriceSchedule;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Takes the options of daemon and tries what it needs but to serve.",
            "Options, keys, chain, contract, provider, operator, listing, ledger; the backends with --probe. Prints a line for each that is well, and stops with 1 at the first that is not."
        })
final class ConfigCheckCommand implements Callable<Integer> {
    @ParentCommand
    private ConfigCommand config = new ConfigCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--probe", description = "Ask each backend for its models, too.")
    private boolean probe;

    @Mixin
    private final DaemonOptions options = new DaemonOptions();

    @Override
    public Integer call() throws InterruptedException {
        try {
            check(Output.of(spec));
        } catch (UsageError wrong) {
            // what a check is for is no misuse of the check
            throw new IllegalStateException(wrong.getMessage(), wrong);
        }
        return 0;
    }

    private void check(PrintWriter out) throws InterruptedException {
        SecretKey wallet = config.gateway().wallet.secretKey();
        Address provider = new Signer(wallet, Secp256k1.fastest()).address();
        Address operator =
                new Signer(options.operatorKey(wallet, Output.warnings(spec)), Secp256k1.fastest()).address();
        out.println("OK keys: wallet " + provider + ", operator " + operator);
        try (ChainConnection connection = config.gateway().chain.config().connect()) {
            DeopenchatContract contract = connection.contract();
            out.println("OK chain " + contract.domain().chainId() + " at "
                    + connection.chain().endpointName());
            out.println("OK contract " + contract.address() + " has the code of this version");
            options.operations();
            GatewayConfig daemon = options.config(contract, wallet);
            out.println("OK options: listens on " + options.bindAddress() + ", asks "
                    + daemon.serving().backends().backends().stream()
                            .map(backend -> backend.connection().api().toString())
                            .collect(Collectors.joining(", ")));
            if (daemon.market().serves()) {
                out.println("OK serves orders, at most " + daemon.market().maxOrders() + " at a time, with at least "
                        + daemon.market()
                                .minServeTime(
                                        daemon.ledger().confirmationDepth(),
                                        contract.network().pollInterval())
                                .toSeconds()
                        + " s to serve");
            }
            checkPrices(daemon.serving().backends().prices(), contract, out);
            Diagnosis diagnosis = new Diagnosis(connection, provider, InstantSource.system());
            Offers offers = diagnosis.offers();
            checkProvider(offers, operator, out);
            if (probe) {
                checkBackends(diagnosis.ofBackends(offers, daemon.serving().backends()), out);
            }
            checkLedger(daemon.ledger().directory(), contract, provider, out);
        }
    }

    private static void checkPrices(@Nullable PriceSchedule prices, DeopenchatContract contract, PrintWriter out) {
        if (prices == null) {
            return;
        }
        Duration notice = contract.withdrawalDelay();
        List<String> tooShort = prices.tooShort(InstantSource.system().instant(), notice);
        if (!tooShort.isEmpty()) {
            throw new IllegalStateException("the prices of " + String.join(", ", tooShort)
                    + " fall for less than the notice of " + notice.toSeconds()
                    + " s, after which a price can rise again; lower them for longer, or not at all");
        }
        out.println("OK prices by schedule: "
                + prices.models().keySet().stream().sorted().collect(Collectors.joining(", ")));
    }

    private static void checkBackends(List<Finding> findings, PrintWriter out) {
        for (Finding finding : findings) {
            if (finding.failed()) {
                throw new IllegalStateException(finding.text());
            }
            out.println("OK " + finding.text());
        }
    }

    private static void checkProvider(Offers offers, Address operator, PrintWriter out) {
        out.println("OK provider is registered at " + offers.provider().endpoint());
        offers.requireOperator(operator);
        out.println("OK operator signs receipts now");
        offers.requireListing();
        out.println("OK listed: " + offers.listed().stream().map(Listing::name).collect(Collectors.joining(", ")));
    }

    private static void checkLedger(Path directory, DeopenchatContract contract, Address provider, PrintWriter out) {
        if (!Files.exists(directory.resolve(Ledger.FILE))) {
            requireRoomFor(directory);
            out.println("OK no ledger in " + directory + " yet: the first start makes it");
            return;
        }
        if (!Files.isWritable(directory.resolve(Ledger.FILE))) {
            throw new IllegalStateException(
                    "the ledger in " + directory + " cannot be written; check its owner and permissions");
        }
        try (LedgerView ledger = LedgerView.open(directory)) {
            ledger.requireOf(contract.domain(), provider);
        }
        out.println("OK ledger in " + directory);
    }

    /** The nearest directory that is there must be one where the others can be made. */
    private static void requireRoomFor(Path directory) {
        Path nearest = Findings.nearest(directory);
        if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
            throw new IllegalStateException("--state-dir " + directory + " cannot be made: " + nearest
                    + " is no directory that this user may write to");
        }
    }
}
