package io.deopenchat.gateway.cli;

import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.ChainOptions;
import io.deopenchat.cli.CompletionCommand;
import io.deopenchat.cli.Program;
import io.deopenchat.cli.WalletOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code deopenchat-gateway}. */
@Command(
        description =
                "The provider's side of Deopenchat: registers, serves signed requests, claims what was confirmed.",
        subcommands = {
            ContractDeployCommand.class,
            ContractSetFeeCommand.class,
            ContractProposeTreasuryCommand.class,
            ContractAcceptTreasuryCommand.class,
            ProviderRegisterCommand.class,
            ProviderUpdateCommand.class,
            RotateOperatorCommand.class,
            ProviderUnlistCommand.class,
            ProviderDeregisterCommand.class,
            EncryptionKeyCommand.class,
            DaemonCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            ClaimCommand.class,
            StatusCommand.class,
            AccountsCommand.class,
            RoundsCommand.class,
            EarningsCommand.class,
            FeeStatusCommand.class,
            CollectCreditCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            CompletionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class GatewayCommand {
    public static final String NAME = "deopenchat-gateway";

    @Mixin
    final ChainOptions chain = new ChainOptions();

    @Mixin
    final WalletOptions wallet = new WalletOptions();

    /** The provider's wallet at the contract, for a command that changes something there. */
    WalletConnection connectWallet() {
        ChainConnection connection = chain.config().connect();
        try {
            TransactionSender sender = new TransactionSender(
                    connection.chain(), connection.contract().network(), wallet.secretKey());
            return new WalletConnection(connection, sender);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    public static void main(String... arguments) {
        System.exit(new Program(NAME, new GatewayCommand()).run(arguments));
    }
}
