package io.deopenchat.gateway.cli;

import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.SecretOption;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--backend-api",
            paramLabel = "URL",
            description = "Base URL of the backend, as for daemon (default: the backend is not looked at).")
    private @Nullable URI backendApi;

    @Option(
            names = "--operator-sk-file",
            paramLabel = "FILE",
            description = "Key that signs receipts, as for daemon (default: the wallet).")
    private @Nullable Path operatorKeyFile;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the ledger is kept (default: under ~/.deopenchat/gateway).")
    private @Nullable Path stateDirectory;

    @Override
    public Integer call() throws InterruptedException {
        SecretKey wallet = gateway.wallet.secretKey();
        Address provider = new Signer(wallet, Secp256k1.fastest()).address();
        SecretKey operator = new SecretOption("--operator-sk", "DEOPENCHAT_OPERATOR_SK", null, operatorKeyFile)
                .find(System.getenv(), Output.warnings(spec))
                .orElse(wallet);
        List<Finding> findings = new ArrayList<>();
        try (ChainConnection connection = gateway.chain.config().connect()) {
            Diagnosis diagnosis = new Diagnosis(connection, provider, InstantSource.system());
            findings.addAll(diagnosis.ofChain());
            diagnose(diagnosis, new Signer(operator, Secp256k1.fastest()).address(), findings);
            Path directory =
                    StateDirectory.of(stateDirectory, connection.contract().domain(), provider);
            findings.add(tried(() -> Diagnosis.ofDisk(directory)));
        }
        PrintWriter out = Output.of(spec);
        findings.forEach(out::println);
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL) ? 1 : 0;
    }

    private void diagnose(Diagnosis diagnosis, Address operator, List<Finding> findings) throws InterruptedException {
        Offers offers;
        try {
            offers = diagnosis.offers();
        } catch (IllegalStateException notRegistered) {
            findings.add(Finding.fail(String.valueOf(notRegistered.getMessage())));
            return;
        }
        findings.add(tried(() -> diagnosis.ofOperator(offers, operator)));
        findings.add(tried(() -> diagnosis.ofListing(offers)));
        if (backendApi != null) {
            findings.addAll(diagnosis.ofBackend(offers, backendApi, System.getenv("DEOPENCHAT_BACKEND_API_KEY")));
        }
        findings.add(diagnosis.ofEndpoint(offers));
    }

    private static Finding tried(Supplier<Finding> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return Finding.fail(String.valueOf(e.getMessage()));
        }
    }
}
