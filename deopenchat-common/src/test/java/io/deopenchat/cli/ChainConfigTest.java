package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.DeployedChain;
import io.deopenchat.chain.Deployment;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.WrongDeployment;
import io.deopenchat.signing.Address;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChainConfigTest {
    private static DeployedChain chain;

    @BeforeAll
    static void deploy() {
        chain = DeployedChain.start();
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    @Test
    void asksForANode() {
        ChainConfig nothing = new ChainConfig(List.of(), Anvil.address(1), null, null);

        assertThatThrownBy(nothing::connect)
                .isInstanceOf(UsageError.class)
                .hasMessage("no node is given: use --chain-endpoint URL or --network with one of local, filecoin,"
                        + " calibration");
    }

    @Test
    void asksForAContractBeforeItConnects() {
        ChainConfig calibration = new ChainConfig(List.of(), null, null, Network.CALIBRATION);

        assertThatThrownBy(calibration::connect)
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "no contract is given; no contract is deployed publicly on calibration yet: use --deployment"
                                + " FILE or --deopenchat-contract-address, or deploy one with deopenchat-gateway contract-deploy");
    }

    @Test
    void refusesANetworkThatIsNotTheFiles() {
        assertThatThrownBy(() -> new ChainConfig(List.of(), null, chain.deployment(), Network.FILECOIN))
                .isInstanceOf(UsageError.class)
                .hasMessage("--network filecoin is chain 314, but the deployment file is for chain 31337;"
                        + " give those that belong together");
    }

    @Test
    void refusesAnAddressThatIsNotTheFiles() {
        assertThatThrownBy(() -> new ChainConfig(List.of(), Anvil.address(1), chain.deployment(), null))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("is " + Anvil.address(1))
                .hasMessageContaining("names " + chain.deployment().contract());
    }

    @Test
    void refusesAnEndpointThatIsNone() {
        ChainConfig wrong = new ChainConfig(List.of("ftp://node/apikey"), null, chain.deployment(), null);

        assertThatThrownBy(wrong::connect)
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith("--chain-endpoint: ")
                .hasMessageNotContaining("apikey");
    }

    @Test
    void doesNotPrintTheKeyInAnEndpoint() {
        assertThat(new ChainConfig(List.of("https://node/apikey"), null, chain.deployment(), null).toString())
                .contains(chain.deployment().contract().toString())
                .doesNotContain("apikey");
    }

    @Test
    void refusesANodeOfAnotherNetwork() {
        ChainConfig wrong = new ChainConfig(List.of(chain.anvil().url()), null, null, Network.CALIBRATION);

        assertThatThrownBy(wrong::connectChain)
                .isInstanceOf(WrongDeployment.class)
                .hasMessageContaining("is on chain 31337, expected chain 314159");
    }

    @Test
    void refusesAnAddressWithoutTheContract() {
        ChainConfig wrong = new ChainConfig(List.of(chain.anvil().url()), Anvil.address(1), null, null);

        assertThatThrownBy(wrong::connect).isInstanceOf(WrongDeployment.class);
    }

    @Test
    void takesTheNodeOfTheNetworkThatTheFileNames() {
        Deployment local = chain.deployment();
        ChainConfig config = new ChainConfig(List.of(), null, local, null);

        // the test chain listens elsewhere than a local chain usually does
        assertThatThrownBy(() -> config.connect().close())
                .isInstanceOfAny(ChainUnavailable.class, WrongDeployment.class)
                .hasMessageContaining("127.0.0.1:8545");
    }

    @Test
    void connectsByAddress() {
        ChainConfig config =
                new ChainConfig(List.of(chain.anvil().url()), chain.deployment().contract(), null, Network.LOCAL);

        try (ChainConnection connection = config.connect()) {
            assertThat(connection.contract().address())
                    .isEqualTo(chain.deployment().contract());
            assertThat(connection.deploymentBlock()).isZero();
            assertThat(connection.chain().chainId()).isEqualTo(31_337);
        }
    }

    @Test
    void connectsByFile() {
        ChainConfig config = new ChainConfig(List.of(chain.anvil().url()), null, chain.deployment(), null);

        try (ChainConnection connection = config.connect()) {
            assertThat(connection.deploymentBlock()).isEqualTo(1);
            assertThat(connection.contract().currency()).isEqualTo(Address.ZERO);
        }
    }

    @Test
    void connectsToAChainWithoutAContract() {
        try (ChainClient client = new ChainConfig(List.of(chain.anvil().url()), null, null, null).connectChain()) {
            assertThat(client.chainId()).isEqualTo(31_337);
        }
    }
}
