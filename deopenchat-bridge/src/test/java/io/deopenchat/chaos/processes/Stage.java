package io.deopenchat.chaos.processes;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractBuild;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Deployer;
import io.deopenchat.chain.Deployment;
import io.deopenchat.chain.Deployments;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.ProviderDetails;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A chain with the contract, a provider and a client with plenty of money, a backend, and the roads between them. */
final class Stage implements AutoCloseable {
    private static final Wei PRICE = Wei.parseWithUnit("1000gwei");
    private static final long KTOKENS = 1_000_000;
    private static final int DEPTH = 3;
    private static final int CAPACITY = 256;
    private static final Road.Onlooker NOBODY = new Road.Onlooker() {};
    private static final Duration DELAY = Duration.ofHours(24);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path scratch;
    private final Programs programs;
    private final Anvil anvil;
    private final Deployment deployment;
    private final Address provider = Anvil.address(0);
    private final SecretKey clientKey = SecretKey.generate(new SecureRandom());
    private final Signer client = new Signer(clientKey, Secp256k1.fastest());
    private final int gatewayPort = freePort();
    private final BlockClock blocks;
    private final Wire wire = new Wire();
    private final NodeRules nodeRules = new NodeRules();
    private final Appointments appointments = new Appointments();
    private final CountingBackend backend;
    private final Road toGateway;
    private final Road toBackend;
    private final Road gatewayToChain;
    private final Road bridgeToChain;

    Stage(Path scratch, Programs programs, long seed) {
        this.scratch = scratch;
        this.programs = programs;
        anvil = closing(Anvil.start());
        backend = closing(new CountingBackend());
        InetSocketAddress node = loopback(URI.create(anvil.url()).getPort());
        toGateway = road(Place.BRIDGE_TO_GATEWAY, loopback(gatewayPort), new Weather(seed + 1, 8, true), wire);
        toBackend = road(Place.GATEWAY_TO_BACKEND, backend.address(), new Weather(seed + 2, 8, false), NOBODY);
        gatewayToChain = road(Place.GATEWAY_TO_NODE, node, new Weather(seed + 3, 30, true), nodeRules);
        bridgeToChain = road(Place.BRIDGE_TO_NODE, node, new Weather(seed + 4, 30, true), NOBODY);
        deployment = deployed();
        blocks = closing(new BlockClock(anvil));
        for (String directory : List.of("gateway", "bridge", "home")) {
            directory(directory);
        }
        deployment.write(scratch.resolve("deployment.json"));
        KeyFile.create(scratch.resolve("provider.key"), Anvil.key(0));
        KeyFile.create(scratch.resolve("client.key"), clientKey);
    }

    private Road road(Place place, InetSocketAddress target, Weather weather, Road.Onlooker onlooker) {
        return closing(new Road(place, target, weather, onlooker, appointments));
    }

    private void directory(String name) {
        try {
            Files.createDirectories(scratch.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The contract, the provider's registration, and tokens for the client, deep enough to count. */
    private Deployment deployed() {
        try (ChainClient node = anvil.client()) {
            TransactionSender wallet = sender(node, 0);
            Deployment made =
                    new Deployer(node, ContractBuild.checkedIn(), wallet).deploy(Address.ZERO, DELAY, Address.ZERO);
            DeopenchatContract contract = new Deployments(node, ContractBuild.checkedIn()).verify(made);
            TokenPrice price = TokenPrice.perThousand(PRICE);
            wallet.send(contract.registry()
                    .registerProvider(new ProviderDetails(toGateway.url(), Address.ZERO, Bytes32.ZERO, "")));
            wallet.send(contract.registry()
                    .listModel(CountingBackend.MODEL, Listing.INFERENCE, CAPACITY, new Prices(Wei.ZERO, price, price)));
            Bytes32 model = ModelId.of(CountingBackend.MODEL);
            Wei cost =
                    contract.registry().listing(provider, model).orElseThrow().costOfThousands(KTOKENS);
            sender(node, 1).send(contract.escrow().fetchTokens(provider, model, KTOKENS, client.publicKey(), cost));
            anvil.mine(2 * DEPTH);
            return made;
        }
    }

    private static TransactionSender sender(ChainClient node, int wallet) {
        return new TransactionSender(node, Network.ofChain(node.chainId()), Anvil.key(wallet));
    }

    Path scratch() {
        return scratch;
    }

    Path ledger() {
        return scratch.resolve("gateway").resolve("ledger.sqlite");
    }

    Path journal() {
        String account = String.join(
                "-",
                Long.toString(deployment.chainId()),
                deployment.contract().toString().substring(2),
                provider.toString().substring(2),
                client.address().toString().substring(2));
        return scratch.resolve("bridge").resolve(account + ".journal");
    }

    /** Both once, in order, so that all later starts are faster. */
    void startsAreLearnt() {
        if (programs.mayLearn()) {
            learns(closing(startsGateway(Map.of())));
            learns(closing(startsBridge(Map.of())));
        }
    }

    private static void learns(Daemon daemon) {
        daemon.ready();
        daemon.endsInOrder();
    }

    Auditor auditor() {
        return new Auditor(
                ledger(),
                journal(),
                wire,
                new Auditor.Prices(PRICE.value().multiply(java.math.BigInteger.valueOf(1_000))));
    }

    Anvil anvil() {
        return anvil;
    }

    BlockClock blocks() {
        return blocks;
    }

    Wire wire() {
        return wire;
    }

    Appointments appointments() {
        return appointments;
    }

    NodeRules nodeRules() {
        return nodeRules;
    }

    CountingBackend backend() {
        return backend;
    }

    List<Road> roads() {
        return List.of(toGateway, toBackend, gatewayToChain, bridgeToChain);
    }

    Road gatewayToChain() {
        return gatewayToChain;
    }

    Road bridgeToChain() {
        return bridgeToChain;
    }

    Auditor.Testimony testimony(Map<String, Told> told) {
        try (ChainBooks chain =
                new ChainBooks(anvil.url(), deployment.contract().toString())) {
            return new Auditor.Testimony(
                    backend.calls(),
                    told,
                    chain.claimed(provider.toString(), client.address().toString()),
                    chain.settled());
        }
    }

    Daemon startsGateway(Map<String, String> environment, String... more) {
        List<String> arguments = new ArrayList<>(chain(gatewayToChain));
        arguments.addAll(
                List.of("--wallet-sk-file", scratch.resolve("provider.key").toString(), "daemon"));
        arguments.addAll(List.of("--bind-addr", "127.0.0.1:" + gatewayPort));
        arguments.addAll(List.of("--backend-api", toBackend.url() + "/v1"));
        arguments.addAll(List.of("--commit-high-water-level", "2000", "--max-claim-gas-share", "0"));
        arguments.addAll(List.of("--state-dir", scratch.resolve("gateway").toString()));
        arguments.addAll(List.of("--confirmation-depth", Integer.toString(DEPTH), "--credit-limit", "1ether"));
        arguments.addAll(List.of("--max-requests-per-account", "0", "--max-requests-per-address", "0"));
        arguments.addAll(List.of(more));
        return new Daemon(programs.gateway(arguments), environment, scratch.resolve("gateway.log"));
    }

    Daemon startsBridge(Map<String, String> environment) {
        List<String> arguments = new ArrayList<>(chain(bridgeToChain));
        arguments.addAll(List.of("daemon", "--allow-private-endpoints", "--bind-addr", "127.0.0.1:0"));
        arguments.addAll(List.of("--state-dir", scratch.resolve("bridge").toString(), "--without-key"));
        arguments.addAll(List.of("--provider", provider.toString()));
        arguments.addAll(
                List.of("--client-sk-file", scratch.resolve("client.key").toString()));
        return new Daemon(programs.bridge(arguments), environment, scratch.resolve("bridge.log"));
    }

    private List<String> chain(Road road) {
        return List.of(
                "--chain-endpoint",
                road.url(),
                "--deployment",
                scratch.resolve("deployment.json").toString());
    }

    <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("somebody does not leave cleanly: " + e);
            }
        }
    }
}
