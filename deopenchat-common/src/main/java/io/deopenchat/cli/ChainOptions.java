package io.deopenchat.cli;

import io.deopenchat.chain.Deployment;
import io.deopenchat.chain.Network;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * Which chain and which contract. Part of the root command; every subcommand takes it too, so the options may stand before
 * or after its name. Parsing connects to nothing.
 */
public final class ChainOptions {
    @Option(
            names = "--chain-endpoint",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            split = ",",
            description = {
                "JSON-RPC endpoint of a node of the chain (default: the public one of --network).",
                "Given several times, or with commas, the next one is asked when one fails."
            })
    private List<String> endpoints = List.of();

    @Option(
            names = {"--deopenchat-contract-address", "--deopenchat-contact-address"},
            scope = ScopeType.INHERIT,
            paramLabel = "ADDRESS",
            description = "Address of the contract (--deopenchat-contact-address is the historic spelling).")
    private @Nullable Address contract;

    @Option(
            names = "--deployment",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Deployment file written by contract-deploy: chain, address and code of the contract.")
    private @Nullable Path deployment;

    @Option(
            names = "--network",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "Known network: local, filecoin or calibration.")
    private @Nullable String network;

    /** @throws UsageError if the options contradict one another, or the deployment file cannot be read */
    public ChainConfig config() {
        return new ChainConfig(endpoints, contract, readDeployment(), knownNetwork());
    }

    private @Nullable Deployment readDeployment() {
        if (deployment == null) {
            return null;
        }
        try {
            return Deployment.read(deployment);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--deployment: " + e.getMessage(), e);
        }
    }

    private @Nullable Network knownNetwork() {
        if (network == null) {
            return null;
        }
        return Network.named(network)
                .orElseThrow(() -> new UsageError("--network '" + network + "' is not known; use one of "
                        + Network.names() + ", or --chain-endpoint for any other chain"));
    }
}
