package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.SignedReceipt;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway process that is killed between receipt and confirmation loses nothing. */
final class KilledGatewayIT {
    private static final String MODEL = "storyteller";
    private static final Wei PLENTY = Wei.parseWithUnit("0.001ether");

    @Test
    void aRoundWhoseReceiptWasSentBeforeTheKillIsConfirmedAndPaidAfterTheRestart(@TempDir Path scratch)
            throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            backend.answers(Reply.saying("Once", " upon").usage(9, 2));
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 10_000);
            byte[] body = RawClient.chat(MODEL, true);

            SignedReceipt receipt;
            Http.Answer stream;
            RawClient raw;
            try (GatewayProcess gateway = GatewayProcess.start(market, provider, backend.api())) {
                raw = new RawClient(market, provider, client, MODEL).isKnown();
                stream = raw.sends(raw.request(1, MODEL, body, PLENTY, PLENTY), body);
                assertThat(stream.status()).as(stream.text()).isEqualTo(200);
                receipt = RawClient.receiptBehind(stream);
                gateway.isKilled();
            }

            try (GatewayProcess gateway = GatewayProcess.start(market, provider, backend.api())) {
                raw.isKnown();
                assertThat(raw.account().unconfirmed()).containsExactly(receipt);
                Http.Answer fetched = raw.accesses("GET", Headers.ROUNDS_PATH + "1");
                assertThat(fetched.text()).isEqualTo(stream.text());

                Http.Answer confirmed = raw.confirms(raw.confirmation(List.of(receipt)), List.of(1L));
                assertThat(confirmed.status()).as(confirmed.text()).isEqualTo(200);
                gateway.isKilled();
            }

            assertThat(provider.claims())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.paid())
                            .isEqualTo(receipt.receipt().cost())
                            .isEqualTo(Wei.of(11_000_000_000L)));
            assertThat(client.account(provider).claimed())
                    .isEqualTo(receipt.receipt().cost());
            assertThat(backend.calls()).isEqualTo(1);
        }
    }
}
