package io.deopenchat.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the manifest of the program's jar. */
final class ManifestVersion implements IVersionProvider {
    private final String program;
    private final Class<?> command;

    /** @param command a class of the program */
    ManifestVersion(String program, Class<?> command) {
        this.program = program;
        this.command = command;
    }

    @Override
    public String[] getVersion() {
        String version = command.getPackage().getImplementationVersion();
        return new String[] {program + " " + (version == null ? "(not packaged)" : version)};
    }
}
