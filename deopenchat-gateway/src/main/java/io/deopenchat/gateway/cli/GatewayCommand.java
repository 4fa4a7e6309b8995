package io.deopenchat.gateway.cli;

import io.deopenchat.cli.ChainOptions;
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
            ProviderRegisterCommand.class,
            DaemonCommand.class,
            ClaimCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class GatewayCommand {
    public static final String NAME = "deopenchat-gateway";

    @Mixin
    final ChainOptions chain = new ChainOptions();

    @Mixin
    final WalletOptions wallet = new WalletOptions();

    public static void main(String... arguments) {
        System.exit(new Program(NAME, new GatewayCommand()).run(arguments));
    }
}
