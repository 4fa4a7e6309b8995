package io.deopenchat.bridge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "config",
        description = "Looks at what a daemon would be told, without serving.",
        subcommands = {ConfigCheckCommand.class, ConfigShowCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    BridgeCommand bridge() {
        return bridge;
    }
}
