package io.deopenchat.cli;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.FuzzedFile;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;

/** A configuration file is read or refused; no key comes from it. */
final class ConfigFileFuzz {
    private static final FuzzedFile FILE = new FuzzedFile("config.toml");
    private static final Map<String, OptionSpec> KNOWN = Map.of(
            "--level", OptionSpec.builder("--level").type(int.class).build(),
            "--peer",
                    OptionSpec.builder("--peer")
                            .type(List.class)
                            .auxiliaryTypes(String.class)
                            .build(),
            "--wallet-sk", OptionSpec.builder("--wallet-sk").type(String.class).build());

    private ConfigFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(input, UsageError.class, () -> ConfigFile.read(FILE.with(input), KNOWN))
                .ifPresent(file -> holds(file.value("--wallet-sk").isEmpty(), "no key stands in clear in a file"));
    }
}
