package io.deopenchat.bridge.cli;

import io.deopenchat.chain.Deployment;
import io.deopenchat.chain.Network;
import io.deopenchat.cli.ChainConfig;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.signing.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which chain, and which contract on it. Each answer is tried at once. */
final class ChainSetup {
    private static final String USUAL = "calibration";

    private final Interview interview;
    private final Answers answers;

    ChainSetup(Interview interview, Answers answers) {
        this.interview = interview;
        this.answers = answers;
    }

    ChainConnection connect(ChainConfig given) {
        ChainConfig chain = given.hasNode() ? given : withNode(given);
        return chain.hasContract() ? chain.connect() : withContract(chain);
    }

    private ChainConfig withNode(ChainConfig given) {
        return interview.ask(
                new Interview.Question(
                        "--network or --chain-endpoint", "network (" + Network.names() + ") or URL of a node", USUAL),
                answer -> node(given, answer));
    }

    private ChainConfig node(ChainConfig given, String answer) {
        Network network = Network.named(answer).orElse(null);
        List<String> endpoints = network == null ? List.of(url(answer)) : List.of();
        ChainConfig chain = new ChainConfig(endpoints, given.contract(), given.deployment(), network);
        chain.connectChain().close();
        if (network == null) {
            answers.put("--chain-endpoint", answer);
        } else {
            answers.put("--network", network.name());
        }
        return chain;
    }

    private static String url(String answer) {
        if (!answer.startsWith("http://") && !answer.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "'" + answer + "' is neither one of " + Network.names() + " nor a URL of a node, http://..");
        }
        return answer;
    }

    private ChainConnection withContract(ChainConfig chain) {
        Path usual = Path.of(
                chain.network() == null ? "deployment.json" : chain.network().name() + ".json");
        return interview.ask(
                new Interview.Question(
                        "--deployment or --deopenchat-contract-address",
                        "deployment file, or address of the contract",
                        Files.isReadable(usual) ? usual.toString() : null),
                answer -> contract(chain, answer));
    }

    private ChainConnection contract(ChainConfig chain, String answer) {
        boolean address = answer.startsWith("0x");
        Path file = Path.of(answer);
        ChainConnection connection =
                connected(chain, address ? Address.parseTyped(answer) : null, address ? null : Deployment.read(file));
        if (address) {
            answers.put("--deopenchat-contract-address", answer);
        } else {
            answers.put("--deployment", file);
        }
        return connection;
    }

    private static ChainConnection connected(
            ChainConfig chain, @Nullable Address contract, @Nullable Deployment deployment) {
        return new ChainConfig(chain.endpoints(), contract, deployment, chain.network()).connect();
    }
}
