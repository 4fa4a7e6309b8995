package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedReceipt;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many streams of one account as its window has sequences, at the same time, in a gateway process. */
final class ManyStreamsIT {
    private static final String MODEL = "storyteller";
    private static final int STREAMS = 256;
    private static final Wei CEILING = Wei.parseWithUnit("0.0001ether");
    private static final Wei PLENTY = Wei.parseWithUnit("1ether");

    @Test
    void allAreServedAndConfirmedAndClaimedWithOneRow(@TempDir Path scratch) {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            backend.answers(Reply.saying("Once", " more").usage(20, 2).pausingAfter(1, Gate.openingForAll(STREAMS)));
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), STREAMS);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 100_000);
            GatewayProcess.Launch trusting = GatewayProcess.Launch.USUAL.with("--credit-limit", "1ether");
            try (GatewayProcess gateway = GatewayProcess.start(market, provider, backend.api(), trusting)) {
                gateway.address();
                RawClient raw = new RawClient(market, provider, client, MODEL).isKnown();
                List<SignedReceipt> receipts = streams(raw);
                Wei owed = receipts.stream()
                        .map(receipt -> receipt.receipt().cost())
                        .reduce(Wei.ZERO, Wei::plus);
                Http.Answer confirmed = raw.confirms(
                        raw.confirmation(receipts),
                        receipts.stream()
                                .map(receipt -> receipt.receipt().sequence())
                                .toList());
                assertThat(confirmed.status()).as(confirmed.text()).isEqualTo(200);
                assertThat(raw.account().unconfirmed()).isEmpty();

                assertThat(provider.claims()).singleElement().satisfies(claim -> {
                    assertThat(claim.rows())
                            .singleElement()
                            .satisfies(row -> assertThat(row.rounds()).isEqualTo(STREAMS));
                    assertThat(claim.paid()).isEqualTo(owed);
                });
            }
            assertThat(backend.calls()).isEqualTo(STREAMS);
        }
    }

    private static List<SignedReceipt> streams(RawClient raw) {
        byte[] body = RawClient.chat(MODEL, true);
        List<CompletableFuture<SignedReceipt>> asked = LongStream.rangeClosed(1, STREAMS)
                .mapToObj(sequence -> CompletableFuture.supplyAsync(
                        () -> stream(raw, sequence, body),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private static SignedReceipt stream(RawClient raw, long sequence, byte[] body) {
        Http.Answer answer = raw.sends(raw.request(sequence, MODEL, body, CEILING, PLENTY), body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).contains("Once", " more", "data: [DONE]");
        return RawClient.receiptBehind(answer);
    }
}
