package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A deployment that settles in an ERC-20. */
class TokenDeploymentTest {
    private static final Bytes32 MODEL = ModelId.of("model");
    private static final Address PROVIDER = Anvil.address(1);

    private static DeployedChain chain;
    private static DeopenchatContract contract;
    private static TestToken token;

    private final ClientKey client = new ClientKey("client");

    @BeforeAll
    static void deploy() {
        Anvil anvil = Anvil.start();
        try (ChainClient client = anvil.client()) {
            token = TestToken.deploy(new TransactionSender(client, Network.LOCAL, Anvil.key(0)));
        }
        chain = DeployedChain.on(anvil, token.address());
        contract = chain.contract();
        chain.sender(1)
                .send(contract.registry()
                        .registerProvider(
                                new ProviderDetails("https://gateway.example", Address.ZERO, Bytes32.ZERO, "")));
        Prices prices = new Prices(Wei.ZERO, new TokenPrice(Wei.of(1_000)), new TokenPrice(Wei.of(1_000)));
        chain.sender(1).send(contract.registry().listModel("model", Listing.INFERENCE, 8, prices));
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    @Test
    void tellsWhatIsMissingBeforeTheTokensAreAllowed() {
        ContractCall purchase = contract.escrow().fetchTokens(PROVIDER, MODEL, 50, client.publicKey(), Wei.of(50));

        assertThatThrownBy(() -> chain.sender(4).send(purchase))
                .isInstanceOf(ContractRefusal.class)
                .hasMessageContaining("refused to move 50 base units")
                .hasMessageContaining("check balance and allowance");
    }

    @Test
    void refusesNativeCoin() {
        ContractCall purchase = contract.escrow().fetchTokens(PROVIDER, MODEL, 50, client.publicKey(), Wei.of(50));
        ContractCall withCoin = new ContractCall(purchase.to(), purchase.data(), Wei.of(1), purchase.description());

        assertThatThrownBy(() -> chain.sender(4).send(withCoin))
                .hasMessageContaining("this deployment settles in a token; send none");
    }

    @Test
    void pullsTheCostAndPaysClaimsInTokens() {
        assertThat(contract.settlesInNativeCoin()).isFalse();
        chain.sender(0).send(token.mint(Anvil.address(3), Wei.of(1_000)));
        chain.sender(3).send(contract.approvals().approve(Wei.of(50)));

        ContractCall purchase = contract.escrow().fetchTokens(PROVIDER, MODEL, 50, client.publicKey(), Wei.of(50));
        assertThat(purchase.value()).isEqualTo(Wei.ZERO);
        chain.sender(3).send(purchase);
        chain.sender(9)
                .send(contract.claims()
                        .claim(PROVIDER, List.of(client.confirms(contract.domain(), PROVIDER, Wei.of(20), 1, 1))));

        assertThat(token.balance(chain.client(), Anvil.address(3))).isEqualTo(Wei.of(950));
        assertThat(token.balance(chain.client(), PROVIDER)).isEqualTo(Wei.of(20));
    }
}
