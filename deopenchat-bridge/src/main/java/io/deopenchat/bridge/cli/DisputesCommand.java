package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.cli.UsageError;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
        name = "disputes",
        description = {
            "Rounds whose receipts do not hold what was agreed, and what proves it. Also while a daemon runs. Nothing of a",
            "dispute is paid; it makes its provider be trusted less, and half as much less after every week."
        },
        subcommands = DisputesCommand.Show.class,
        synopsisSubcommandLabel = "COMMAND")
final class DisputesCommand {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--provider",
            paramLabel = "ADDRESS",
            scope = ScopeType.INHERIT,
            description = "Only with this provider.")
    private @Nullable Address provider;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the journals are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    private record Dispute(AccountId account, Round round) {
        String line() {
            return round.openedAt() + " provider " + account.provider() + " round " + round.sequence() + " of "
                    + Printable.text(round.terms().call().model()) + ": "
                    + Printable.text(String.valueOf(round.reason()));
        }
    }

    @Command(name = "list", description = "Prints a line for each, oldest first.")
    Integer list() {
        disputes().forEach(dispute -> Output.of(spec).println(dispute.line()));
        return 0;
    }

    @Command(
            name = "show",
            description = "Prints as JSON what was agreed, what the operator signed and what arrived in one round.")
    static final class Show implements Callable<Integer> {
        @ParentCommand
        private DisputesCommand disputes = new DisputesCommand();

        @Parameters(paramLabel = "SEQUENCE", description = "Of the round; with --provider.")
        private long sequence;

        @Override
        public Integer call() {
            Dispute found = disputes.ofRound(sequence);
            Output.of(disputes.spec).println(Json.pretty(found.round().evidence(found.account())));
            return 0;
        }
    }

    @Command(name = "export", description = "Prints all of them as one JSON array, for whoever is to judge them.")
    Integer export() {
        ArrayNode array = Json.object().putArray("disputes");
        disputes().forEach(dispute -> array.add(dispute.round().evidence(dispute.account())));
        Output.of(spec).println(Json.pretty(array));
        return 0;
    }

    private Dispute ofRound(long sequence) {
        if (provider == null) {
            throw new UsageError("--provider ADDRESS must say whose round " + sequence + " it is");
        }
        return disputes().stream()
                .filter(dispute -> dispute.round().sequence() == sequence)
                .findFirst()
                .orElseThrow(() -> new UsageError("round " + sequence + " with provider " + provider
                        + " is not disputed; disputes list shows those that are"));
    }

    private List<Dispute> disputes() {
        List<Dispute> found = new ArrayList<>();
        for (Path file : ReceiptsCommand.journals(StateDirectory.of(stateDirectory))) {
            try (Journal journal = Journal.openReadOnly(file)) {
                AccountId account = journal.account();
                if (provider == null || provider.equals(account.provider())) {
                    journal.disputes().forEach(round -> found.add(new Dispute(account, round)));
                }
            }
        }
        found.sort(Comparator.comparing(dispute -> dispute.round().openedAt()));
        return found;
    }
}
