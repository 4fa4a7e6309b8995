package io.deopenchat.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "config",
        description = "Looks at what a daemon would be told, without serving.",
        subcommands = {ConfigCheckCommand.class, ConfigShowCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    GatewayCommand gateway() {
        return gateway;
    }
}
