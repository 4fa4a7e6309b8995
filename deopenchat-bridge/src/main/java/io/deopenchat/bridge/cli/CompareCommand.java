package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.comparison.Ballot;
import io.deopenchat.bridge.comparison.Pair;
import io.deopenchat.bridge.comparison.PairFiles;
import io.deopenchat.bridge.comparison.Side;
import io.deopenchat.bridge.funds.Owed;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.MessageSigner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
        name = "compare",
        description = {
            "Answers of two providers to the same prompts, as daemon --compare-share collects them: which is better? Who wrote",
            "which stays hidden until that is decided. Also while a daemon runs."
        },
        subcommands = {CompareCommand.Show.class, CompareCommand.Prefer.class, CompareCommand.Send.class},
        synopsisSubcommandLabel = "COMMAND")
final class CompareCommand {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the daemon keeps its state (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    @Command(name = "list", description = "Prints the pairs that are not decided.")
    Integer list() {
        files().all().stream()
                .filter(pair -> pair.decided().isEmpty())
                .forEach(pair -> out().println(pair.id() + " " + pair.askedAt() + " " + Printable.text(pair.model())
                        + ": " + Printable.text(pair.prompt())));
        return 0;
    }

    @Command(name = "show", description = "Prints a prompt and both answers.")
    static final class Show implements Callable<Integer> {
        @ParentCommand
        private CompareCommand compare = new CompareCommand();

        @Parameters(paramLabel = "ID", description = "Of the pair.")
        private String id = "";

        @Override
        public Integer call() {
            Pair pair = undecided(compare.files(), id);
            compare.print("prompt", pair.prompt());
            compare.print("A", pair.a().text());
            compare.print("B", pair.b().text());
            return 0;
        }
    }

    @Command(
            name = "prefer",
            description =
                    "Decides a pair, erases its texts, and tells who wrote which. The command send says it on chain.")
    static final class Prefer implements Callable<Integer> {
        @ParentCommand
        private CompareCommand compare = new CompareCommand();

        @Parameters(index = "0", paramLabel = "ID", description = "Of the pair.")
        private String id = "";

        @Parameters(index = "1", paramLabel = "A|B|neither", description = "The better answer.")
        private Better better = Better.NEITHER;

        @Override
        public Integer call() {
            PairFiles files = compare.files();
            Pair pair = undecided(files, id);
            switch (better) {
                case A -> files.decide(pair, pair.a());
                case B -> files.decide(pair, pair.b());
                case NEITHER -> files.remove(pair);
            }
            compare.tell("A", pair.a());
            compare.tell("B", pair.b());
            return 0;
        }
    }

    @Command(
            name = "send",
            description = {
                "Writes what was decided to the chain: who was preferred to whom, weighed by what the answers cost. Totals are",
                "named, so repeating it is harmless. Weighs only what both providers have claimed already."
            })
    static final class Send implements Callable<Integer> {
        @ParentCommand
        private CompareCommand compare = new CompareCommand();

        @Mixin
        private final ClientOptions client = new ClientOptions();

        @Mixin
        private final AgreedTransaction transaction = new AgreedTransaction();

        @Override
        public Integer call() {
            MessageSigner signer = client.signer(compare.warnings())
                    .orElseThrow(() ->
                            new UsageError("give the client key with --client-sk-file FILE: it signs what is said"));
            try (ChainConnection connection = compare.bridge.chain.config().connect()) {
                compare.send(connection, signer, transaction);
            }
            return 0;
        }
    }

    private enum Better {
        A,
        B,
        NEITHER
    }

    private void send(ChainConnection connection, MessageSigner signer, AgreedTransaction transaction) {
        TransactionSender wallet = transaction.wallet(connection, warnings());
        Ballot ballot = new Ballot(
                connection.chain(),
                connection.contract(),
                signer,
                files(),
                provider -> paid(AccountId.of(connection.contract().domain(), provider, signer.address())),
                wallet.address());
        for (Ballot.Vote vote : ballot.votes()) {
            if (transaction.isAgreed()) {
                send(transaction, wallet, ballot, ballot.signed(vote));
            } else {
                transaction.show(connection, vote.description(), out());
            }
        }
    }

    private Wei paid(AccountId account) {
        return Owed.read(StateDirectory.of(stateDirectory), account).total();
    }

    private void send(AgreedTransaction transaction, TransactionSender wallet, Ballot ballot, Ballot.Signed vote) {
        switch (vote) {
            case Ballot.Signed.Ready ready -> {
                transaction.send(wallet, ready.call(), out());
                ballot.isSaid(ready);
            }
            case Ballot.Signed.Early early ->
                out().println(early.pairs().size()
                        + " comparisons wait until both providers have claimed what they cost: " + early.reason());
        }
    }

    private PairFiles files() {
        return PairFiles.in(StateDirectory.of(stateDirectory), InstantSource.system());
    }

    private static Pair undecided(PairFiles files, String id) {
        return files.find(id)
                .filter(pair -> pair.decided().isEmpty())
                .orElseThrow(() -> new UsageError("there is no undecided pair " + id + "; compare list shows them"));
    }

    private void tell(String letter, Side side) {
        out().println(letter + " was provider " + side.provider() + ", round " + side.sequence());
    }

    private void print(String title, String text) {
        out().println("--- " + title);
        text.lines().forEach(line -> out().println(Printable.prose(line)));
    }

    private PrintWriter out() {
        return Output.of(spec);
    }

    private PrintWriter warnings() {
        return Output.warnings(spec);
    }
}
