package io.deopenchat.acceptance;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractBuild;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Deployer;
import io.deopenchat.chain.Deployment;
import io.deopenchat.chain.Deployments;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A chain with the contract on it, and everybody who came to trade; they leave in reverse order. */
final class Marketplace implements AutoCloseable {
    private static final Duration WITHDRAWAL_DELAY = Duration.ofHours(24);

    private final TestChain chain;
    private final Path scratch;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ChainClient node;
    private final Deployment deployment;
    private final DeopenchatContract contract;
    private final AtomicInteger names = new AtomicInteger();

    Marketplace(TestChain chain, Path scratch) {
        this(chain, scratch, WITHDRAWAL_DELAY, Address.ZERO);
    }

    /** @param treasury whose fee is zero at first; {@link Address#ZERO} for none */
    Marketplace(TestChain chain, Path scratch, Duration withdrawalDelay, Address treasury) {
        this.chain = chain;
        this.scratch = scratch;
        closing(chain);
        node = closing(ChainClient.connect(chain.url()));
        TransactionSender deployer = sender(chain.wallet(0));
        deployment =
                new Deployer(node, ContractBuild.checkedIn(), deployer).deploy(Address.ZERO, withdrawalDelay, treasury);
        contract = new Deployments(node, ContractBuild.checkedIn()).verify(deployment);
    }

    static Marketplace onAnvil(Path scratch) {
        return new Marketplace(new AnvilChain(), scratch);
    }

    ProviderActor provider() {
        return new ProviderActor(this, chain.wallet(0));
    }

    /** A client with a new key, whose tokens the owner's wallet pays. */
    ClientActor client() {
        return new ClientActor(this, chain.wallet(1));
    }

    /** A client with this key. */
    ClientActor client(SecretKey key) {
        return new ClientActor(this, chain.wallet(1), key);
    }

    DeopenchatContract contract() {
        return contract;
    }

    Deployment deployment() {
        return deployment;
    }

    ChainClient node() {
        return node;
    }

    TestChain chain() {
        return chain;
    }

    TransactionSender sender(SecretKey wallet) {
        return new TransactionSender(node, Network.ofChain(node.chainId()), wallet);
    }

    AccountState account(Address provider, Address client) {
        return contract.escrow()
                .account(provider, client)
                .orElseThrow(() -> new AssertionError("no account of " + client + " with " + provider));
    }

    Wei balance(Address wallet) {
        return node.balance(wallet);
    }

    /** A new directory of this test. */
    Path directory(String name) {
        return scratch.resolve(name + "-" + names.incrementAndGet());
    }

    /** Of the user whose bridges run as processes. */
    Path home() {
        return scratch.resolve("home");
    }

    /** A new file of this test; its directory is there. */
    Path file(String name) {
        try {
            return Files.createDirectories(directory("files")).resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command is told about the chain. */
    List<String> chainArguments() {
        return chainArguments(chain.url());
    }

    List<String> chainArguments(String node) {
        Path file = file("deployment.json");
        deployment.write(file);
        return List.of("--chain-endpoint", node, "--deployment", file.toString());
    }

    <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    /** Everybody leaves, whatever goes wrong on the way; the first thing that did is told. */
    @Override
    public void close() {
        RuntimeException first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                first = first == null ? new IllegalStateException("somebody did not leave cleanly", e) : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
