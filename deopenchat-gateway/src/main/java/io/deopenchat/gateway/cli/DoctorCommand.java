package io.deopenchat.gateway.cli;

import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.Finding;
import io.deopenchat.cli.Findings;
import io.deopenchat.cli.SecretOption;
import io.deopenchat.cli.UsageError;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = {
            "Looks for what keeps a provider from serving and being paid: chain, contract, clock, wallet, registration,",
            "operator, models, endpoint, disk. A line for each: ok, warn or fail, with the remedy. Ends with 1 if one fails."
        })
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(heading = "Backends, as for daemon (default: they are not looked at):%n")
    private @Nullable BackendOptions backends;

    @Option(
            names = "--operator-sk-file",
            paramLabel = "FILE",
            description = "Key that signs receipts, as for daemon (default: the wallet).")
    private @Nullable Path operatorKeyFile;

    @Option(
            names = "--operator-password-file",
            paramLabel = "FILE",
            description = "File with its password, if that file is a keystore (default: the environment variable"
                    + " DEOPENCHAT_OPERATOR_PASSWORD, or it is asked for).")
    private @Nullable Path operatorPasswordFile;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the ledger is kept (default: under ~/.deopenchat/gateway).")
    private @Nullable Path stateDirectory;

    @Override
    public Integer call() throws InterruptedException {
        SecretKey wallet = gateway.wallet.secretKey();
        Address provider = new Signer(wallet, Secp256k1.fastest()).address();
        SecretKey operator = new SecretOption(
                        "--operator-sk", "DEOPENCHAT_OPERATOR_SK", null, operatorKeyFile, null, operatorPasswordFile)
                .find(System.getenv(), Output.warnings(spec))
                .orElse(wallet);
        List<Finding> findings = new ArrayList<>();
        try (ChainConnection connection = gateway.chain.config().connect()) {
            Diagnosis diagnosis = new Diagnosis(connection, provider, InstantSource.system());
            findings.addAll(diagnosis.ofChain());
            diagnose(diagnosis, new Signer(operator, Secp256k1.fastest()).address(), findings);
            Path directory =
                    StateDirectory.of(stateDirectory, connection.contract().domain(), provider);
            findings.add(Findings.tried(() -> Findings.ofDisk(directory, "answers are kept there")));
        }
        return Findings.print(findings, Output.of(spec));
    }

    private void diagnose(Diagnosis diagnosis, Address operator, List<Finding> findings) throws InterruptedException {
        Offers offers;
        try {
            offers = diagnosis.offers();
        } catch (IllegalStateException notRegistered) {
            findings.add(Finding.fail(String.valueOf(notRegistered.getMessage())));
            return;
        }
        findings.add(Findings.tried(() -> diagnosis.ofOperator(offers, operator)));
        findings.add(Findings.tried(() -> diagnosis.ofListing(offers)));
        if (backends != null) {
            findings.addAll(diagnosis.ofBackends(offers, plan(backends)));
        }
        findings.add(diagnosis.ofEndpoint(offers));
    }

    private static BackendPlan plan(BackendOptions backends) {
        try {
            return backends.plan(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }
}
