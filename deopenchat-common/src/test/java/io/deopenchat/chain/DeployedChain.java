package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A fresh {@link Anvil} with the contract on it, deployed by account 0. */
public final class DeployedChain implements AutoCloseable {
    public static final Duration WITHDRAWAL_DELAY = Duration.ofHours(24);

    /** Account 9: sets the fee, which is zero. */
    public static final Address TREASURY = Anvil.address(9);

    private final Anvil anvil;
    private final ChainClient client;
    private final Map<Integer, TransactionSender> senders = new HashMap<>();
    private final Deployment deployment;
    private final DeopenchatContract contract;

    private DeployedChain(Anvil anvil, ChainClient client, Address currency) {
        this.anvil = anvil;
        this.client = client;
        ContractBuild build = ContractBuild.checkedIn();
        this.deployment = new Deployer(client, build, sender(0)).deploy(currency, WITHDRAWAL_DELAY, TREASURY);
        this.contract = new Deployments(client, build).verify(deployment);
    }

    /** Settles in the native coin. */
    public static DeployedChain start() {
        Anvil anvil = Anvil.start();
        return new DeployedChain(anvil, anvil.client(), Address.ZERO);
    }

    /** On a chain that runs already; closed with this. */
    static DeployedChain on(Anvil anvil, Address currency) {
        return new DeployedChain(anvil, anvil.client(), currency);
    }

    public Anvil anvil() {
        return anvil;
    }

    public ChainClient client() {
        return client;
    }

    public Deployment deployment() {
        return deployment;
    }

    public DeopenchatContract contract() {
        return contract;
    }

    /** The one sender of an account of the chain. */
    public TransactionSender sender(int account) {
        return senders.computeIfAbsent(
                account, number -> new TransactionSender(client, Network.LOCAL, Anvil.key(number)));
    }

    /** To be called after {@link Anvil#revert}: the senders ask the node for their nonces again. */
    public void forgetNonces() {
        senders.clear();
    }

    @Override
    public void close() {
        client.close();
        anvil.close();
    }
}
