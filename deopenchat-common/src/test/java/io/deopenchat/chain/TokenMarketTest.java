package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.Signer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Settles in an ERC-20. */
class TokenMarketTest extends MarketSuite {
    TokenMarketTest() {
        super(Market.inTokens());
    }

    @Override
    String notOfferedHere() {
        return "";
    }

    @Test
    void aPermitAndWhatSpendsItGoTogether() {
        Instant deadline = market.now().plus(Duration.ofHours(1));
        Wei cost = Wei.of(10_000);
        Bytes32 digest = market.token().permitDigest(contract.domain(), owner.address(), cost, deadline);
        Signature permit = new Signer(Anvil.key(4), Secp256k1.fastest()).sign(digest);

        owner.wallet()
                .sendsTogether(
                        contract.approvals().permit(cost, deadline, permit),
                        contract.escrow()
                                .fetchTokens(
                                        provider.address(), MarketProvider.MODEL_ID, 10, client.publicKey(), cost));

        assertThat(owner.account(provider, client).escrow()).isEqualTo(cost);
        assertThat(stranger.refusalOf(contract.approvals().permit(cost, deadline, permit)))
                .hasMessageContaining("took no permit of " + stranger.address() + " for 10000 base units");
    }
}
