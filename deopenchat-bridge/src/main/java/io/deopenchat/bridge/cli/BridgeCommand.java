package io.deopenchat.bridge.cli;

import io.deopenchat.cli.ChainOptions;
import io.deopenchat.cli.CompletionCommand;
import io.deopenchat.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code deopenchat-bridge}. */
@Command(
        description = "The client's side of Deopenchat: an OpenAI API on localhost that pays providers for tokens.",
        subcommands = {
            UpCommand.class,
            KeygenCommand.class,
            ShowKeyCommand.class,
            FetchTokensCommand.class,
            PrintAllProvidersCommand.class,
            FeeStatusCommand.class,
            ReputationCommand.class,
            DaemonCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            ReceiptsCommand.class,
            ArchiveTranscriptsCommand.class,
            VerifyTranscriptCommand.class,
            DisputesCommand.class,
            FlagCommand.class,
            CompareCommand.class,
            AccountCommand.class,
            AppKeyCommand.class,
            OrderCommand.class,
            HistoryCommand.class,
            WithdrawCommand.class,
            FundsCommand.class,
            PrefundCommand.class,
            RotateKeyCommand.class,
            CompletionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class BridgeCommand {
    public static final String NAME = "deopenchat-bridge";

    @Mixin
    final ChainOptions chain = new ChainOptions();

    public static void main(String... arguments) {
        System.exit(new Program(NAME, new BridgeCommand()).run(arguments));
    }
}
