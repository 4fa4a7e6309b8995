package io.deopenchat.cli;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractBuild;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Deployment;
import io.deopenchat.chain.Deployments;
import io.deopenchat.chain.Network;
import io.deopenchat.signing.Address;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which chain and which contract on it.
 *
 * @param endpoints JSON-RPC URLs of nodes of one chain, the preferred one first; none takes the public one of the network
 * @param network that the nodes must belong to; null accepts any
 */
public record ChainConfig(
        List<String> endpoints,
        @Nullable Address contract,
        @Nullable Deployment deployment,
        @Nullable Network network) {
    public ChainConfig {
        endpoints = List.copyOf(endpoints);
        if (network != null && deployment != null && network.chainId() != deployment.chainId()) {
            throw new UsageError(("--network %s is chain %d, but the deployment file is for chain %d; give those that"
                            + " belong together")
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
        ChainClient chain = client(urls());
        return closingOnFailure(chain, () -> {
            if (network != null) {
                new Deployments(chain, ContractBuild.checkedIn()).verifyChain(network.chainId());
            } else if (endpoints.size() > 1 && deployment == null) {
                chain.pinChain(chain.chainId());
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

    /** Whether it is said which contract is meant. */
    public boolean hasContract() {
        return contract != null || deployment != null;
    }

    /** Whether a node is named, or one of the network is known. */
    public boolean hasNode() {
        return !endpoints.isEmpty() || publicEndpoint().isPresent();
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

    private List<String> urls() {
        if (!endpoints.isEmpty()) {
            return endpoints;
        }
        return List.of(publicEndpoint()
                .orElseThrow(() -> new UsageError(
                        "no node is given: use --chain-endpoint URL or --network with one of " + Network.names())));
    }

    private Optional<String> publicEndpoint() {
        Network chosen = network == null && deployment != null ? Network.ofChain(deployment.chainId()) : network;
        return Optional.ofNullable(chosen).map(Network::endpoint);
    }

    private static ChainClient client(List<String> urls) {
        try {
            return ChainClient.connect(urls);
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

    /** Without the endpoints, which may carry API keys. */
    @Override
    public String toString() {
        return "ChainConfig(contract %s, %s, %s)".formatted(contract, deployment, network);
    }
}
