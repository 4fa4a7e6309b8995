package io.deopenchat.acceptance;

import io.deopenchat.signing.SecretKey;
import java.time.Duration;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A real node, Hyperledger Besu, mining a development chain in a container. */
final class BesuChain implements TestChain {
    private static final String IMAGE = "hyperledger/besu:25.7.0";
    private static final int RPC_PORT = 8545;

    /** Accounts of Besu's development genesis, known to everybody. */
    private static final List<String> KEYS = List.of(
            "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63",
            "c87509a1c067bbde78beb793e6fa76530b6382a4c0241e5e4a9ec0a0f44dc0d3");

    private final GenericContainer<?> node = new GenericContainer<>(IMAGE)
            .withCommand(
                    "--network=dev",
                    "--miner-enabled",
                    "--miner-coinbase=0xfe3b557e8fb62b89f4916b721be55ceb828dbd73",
                    "--rpc-http-enabled",
                    "--host-allowlist=*",
                    "--min-gas-price=0")
            .withExposedPorts(RPC_PORT)
            .waitingFor(Wait.forListeningPort().withStartupTimeout(Duration.ofMinutes(2)));

    BesuChain() {
        node.start();
    }

    @Override
    public String url() {
        return "http://" + node.getHost() + ":" + node.getMappedPort(RPC_PORT);
    }

    @Override
    public SecretKey wallet(int number) {
        return SecretKey.parse(KEYS.get(number));
    }

    @Override
    public void close() {
        node.stop();
    }
}
