package io.deopenchat.gateway.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.gateway.claim.ClaimedRows;
import io.deopenchat.gateway.claim.Claims;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.SignedConfirmation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "claim",
        description = {
            "Claims at once what clients have confirmed, whatever the high-water level; the daemon may be running.",
            "Prints one JSON object for each transaction; amounts in base units."
        })
final class ClaimCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the ledger is kept (default: under ~/.deopenchat/gateway).")
    private @Nullable Path stateDirectory;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        try (ChainConnection connection = gateway.chain.config().connect()) {
            DeopenchatContract contract = connection.contract();
            TransactionSender sender =
                    new TransactionSender(connection.chain(), contract.network(), gateway.wallet.secretKey());
            Path directory = StateDirectory.of(stateDirectory, contract.domain(), sender.address());
            List<ClaimedRows> claimed = new Claims(contract, sender, sender.address()).claim(confirmations(directory));
            claimed.forEach(transaction -> out.println(Json.text(transaction.toJson())));
            if (claimed.isEmpty()) {
                out.println("{\"transaction\":null,\"paid\":\"0\",\"rows\":[]}");
            }
        }
        return 0;
    }

    private List<SignedConfirmation> confirmations(Path directory) {
        boolean daemonRuns = Ledger.isInUse(directory);
        try (Ledger ledger = Ledger.openReadOnly(directory)) {
            List<OpenClaim> underway = daemonRuns ? ledger.claims().open() : List.of();
            return ledger.confirmations().stream()
                    .filter(confirmation -> !isUnderway(confirmation, underway))
                    .map(Ledger.ClientConfirmation::signed)
                    .toList();
        }
    }

    /** What a daemon has sent it brings to its end; what was confirmed behind that is claimed here. */
    private boolean isUnderway(Ledger.ClientConfirmation confirmation, List<OpenClaim> claims) {
        Wei total = confirmation.signed().confirmation().cumulativeCost();
        for (OpenClaim claim : claims) {
            for (OpenClaim.Row row : claim.rows()) {
                if (row.client().equals(confirmation.client()) && !total.isAbove(row.total())) {
                    Output.warnings(spec)
                            .println("left out client " + row.client() + ": the running daemon claims it in "
                                    + claim.newest().signed().hash());
                    return true;
                }
            }
        }
        return false;
    }
}
