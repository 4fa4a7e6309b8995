package io.deopenchat.gateway.cli;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a gateway keeps its ledger: one directory for each provider of each deployment. */
final class StateDirectory {
    private StateDirectory() {}

    static Path of(@Nullable Path given, Domain domain, Address provider) {
        return given != null
                ? given
                : Path.of(System.getProperty("user.home"), ".deopenchat", "gateway")
                        .resolve(domain.chainId() + "-" + domain.contract() + "-" + provider);
    }
}
