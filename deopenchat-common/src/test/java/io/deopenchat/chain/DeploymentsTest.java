package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Hex;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeploymentsTest {
    private static DeployedChain chain;
    private static Deployments deployments;

    @BeforeAll
    static void deploy() {
        chain = DeployedChain.start();
        deployments = new Deployments(chain.client(), ContractBuild.checkedIn());
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    @Test
    void refusesAnotherChain() {
        Deployment elsewhere =
                with(314_159, chain.deployment().contract(), chain.deployment().codeHash());

        assertThatThrownBy(() -> deployments.verify(elsewhere))
                .isInstanceOf(WrongDeployment.class)
                .hasMessageContaining("is on chain 31337, expected chain 314159")
                .hasMessageContaining("--chain-endpoint");
    }

    @Test
    void refusesAnAddressWithoutCode() {
        assertThatThrownBy(() -> deployments.verify(Anvil.address(5)))
                .isInstanceOf(WrongDeployment.class)
                .hasMessageContaining("there is no contract at " + Anvil.address(5) + " on chain 31337");
    }

    @Test
    void refusesOtherCode() {
        Address other = TestToken.deploy(chain.sender(0)).address();

        assertThatThrownBy(() -> deployments.verify(other))
                .isInstanceOf(WrongDeployment.class)
                .hasMessageContaining("is not the Deopenchat contract of this version")
                .hasMessageContaining(ContractBuild.checkedIn().code().hash().toString());
    }

    @Test
    void refusesAContractWhoseOtherHalfIsNotOurs() {
        Anvil anvil = chain.anvil();
        Address extension = deployments.verify(chain.deployment()).extension();
        String snapshot = anvil.snapshot();
        byte[] code = chain.client().code(extension);
        code[code.length / 2] ^= 1;
        anvil.rpc("anvil_setCode", extension.toString(), Hex.of(code));

        assertThatThrownBy(() -> deployments.verify(chain.deployment()))
                .isInstanceOf(WrongDeployment.class)
                .hasMessageContaining(extension.toString())
                .hasMessageContaining("is not the extension of the Deopenchat contract of this version")
                .hasMessageContaining(
                        ContractBuild.checkedIn().extension().hash().toString());
        anvil.revert(snapshot);
        chain.forgetNonces();
    }

    @Test
    void refusesCodeThatDiffersInOneByte() {
        byte[] code = chain.client().code(chain.deployment().contract());
        code[code.length / 2] ^= 1;

        assertThat(ContractBuild.checkedIn().code().matches(code)).isFalse();
    }

    @Test
    void refusesCodeThatIsNotTheOneOfTheFile() {
        Deployment changed = with(31_337, chain.deployment().contract(), Hash.keccak256("other code"));

        assertThatThrownBy(() -> deployments.verify(changed))
                .isInstanceOf(WrongDeployment.class)
                .hasMessageContaining(chain.deployment().codeHash().toString())
                .hasMessageContaining(Hash.keccak256("other code").toString());
    }

    @Test
    void findsWhatWasDeployed() {
        DeopenchatContract byFile = deployments.verify(chain.deployment());
        DeopenchatContract byAddress = deployments.verify(chain.deployment().contract());

        assertThat(byFile.address()).isEqualTo(byAddress.address());
        assertThat(byFile.domain().chainId()).isEqualTo(31_337);
        assertThat(byFile.withdrawalDelay()).isEqualTo(DeployedChain.WITHDRAWAL_DELAY);
        assertThat(byFile.settlesInNativeCoin()).isTrue();
        assertThat(byFile.network()).isEqualTo(Network.LOCAL);
    }

    @Test
    void namesTheBlockFromWhichEventsAreRead() {
        assertThat(chain.deployment().block()).isEqualTo(1);
        assertThat(chain.deployment().network()).isEqualTo("local");
    }

    @Test
    void anyWithdrawalDelayAndCurrencyIsTheSameBuild() {
        Address token = TestToken.deploy(chain.sender(0)).address();
        Deployment other = new Deployer(chain.client(), ContractBuild.checkedIn(), chain.sender(0))
                .deploy(token, Duration.ofSeconds(1), Anvil.address(6));

        assertThat(other.codeHash()).isNotEqualTo(chain.deployment().codeHash());
        assertThat(deployments.verify(other).currency()).isEqualTo(token);
    }

    @Test
    void tellsWhyADeploymentIsRefused() {
        Deployer deployer = new Deployer(chain.client(), ContractBuild.checkedIn(), chain.sender(0));

        assertThatThrownBy(() -> deployer.deploy(Address.ZERO, Duration.ofDays(31), Address.ZERO))
                .isInstanceOf(ContractRefusal.class)
                .hasMessage("deployment of the contract was refused by the contract: the withdrawal delay must be 1 to"
                        + " 2592000 seconds, it is 2678400");
        assertThatThrownBy(() -> deployer.deploy(Anvil.address(7), Duration.ofDays(1), Address.ZERO))
                .hasMessageContaining("there is no token contract at " + Anvil.address(7));
    }

    private static Deployment with(long chainId, Address contract, Bytes32 codeHash) {
        return new Deployment("local", chainId, contract, 1, codeHash, Address.ZERO);
    }
}
