package io.deopenchat.cli;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractBuild;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Deployment;
import io.deopenchat.chain.Deployments;
import io.deopenchat.chain.Network;
import io.deopenchat.signing.Address;
import org.jspecify.annotations.Nullable;

/**
 * Which chain and which contract on it.
 *
 * @param endpoint JSON-RPC URL; null takes the public one of the network
 * @param network that the endpoint must belong to; null accepts any
 */
public record ChainConfig(
        @Nullable String endpoint,
        @Nullable Address contract,
        @Nullable Deployment deployment,
        @Nullable Network network) {
    public ChainConfig {
        if (network != null && deployment != null && network.chainId() != deployment.chainId()) {
            throw new UsageError("--network %s is chain %d, but the deployment file is for chain %d"
                    .formatted(network.name(), network.chainId(), deployment.chainId()));
        }
        if (contract != null && deployment != null && !contract.equals(deployment.contract())) {
            throw new UsageError(
                    "--deopenchat-contract-address is %s, but the deployment file names %s; give one of them"
                            .formatted(contract, deployment.contract()));
        }
    }

    /**
     * Connects to the chain alone, for what needs no contract.
     *
     * @throws UsageError if no endpoint is given
     * @throws io.deopenchat.chain.WrongDeployment if the node is on another chain than the network's
     */
    public ChainClient connectChain() {
        ChainClient chain = client(url());
        return closingOnFailure(chain, () -> {
            if (network != null) {
                new Deployments(chain, ContractBuild.checkedIn()).verifyChain(network.chainId());
            }
            return chain;
        });
    }

    /**
     * Connects to the chain and verifies the contract.
     *
     * @throws UsageError if no endpoint or no contract is given
     * @throws io.deopenchat.chain.WrongDeployment if chain or code are not the expected ones
     */
    public ChainConnection connect() {
        requireContract();
        ChainClient chain = connectChain();
        return closingOnFailure(chain, () -> {
            Deployments deployments = new Deployments(chain, ContractBuild.checkedIn());
            return new ChainConnection(chain, verified(deployments), deployment == null ? 0 : deployment.block());
        });
    }

    private DeopenchatContract verified(Deployments deployments) {
        if (deployment != null) {
            return deployments.verify(deployment);
        }
        return deployments.verify(requireContract());
    }

    private Address requireContract() {
        if (deployment != null) {
            return deployment.contract();
        }
        if (contract != null) {
            return contract;
        }
        String where = network == null ? "" : "; no contract is deployed publicly on " + network.name() + " yet";
        throw new UsageError("no contract is given" + where
                + ": use --deployment FILE or --deopenchat-contract-address, or deploy one with deopenchat-gateway"
                + " contract-deploy");
    }

    private String url() {
        if (endpoint != null) {
            return endpoint;
        }
        Network chosen = network;
        if (chosen == null && deployment != null) {
            chosen = Network.ofChain(deployment.chainId());
        }
        if (chosen == null || chosen.endpoint() == null) {
            throw new UsageError(
                    "no node is given: use --chain-endpoint URL or --network with one of " + Network.names());
        }
        return chosen.endpoint();
    }

    private static ChainClient client(String url) {
        try {
            return ChainClient.connect(url);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--chain-endpoint: " + e.getMessage(), e);
        }
    }

    private interface Step<T> {
        T run();
    }

    private static <T> T closingOnFailure(ChainClient chain, Step<T> step) {
        try {
            return step.run();
        } catch (RuntimeException e) {
            chain.close();
            throw e;
        }
    }

    /** Without the endpoint, which may carry an API key. */
    @Override
    public String toString() {
        return "ChainConfig(contract %s, %s, %s)".formatted(contract, deployment, network);
    }
}
