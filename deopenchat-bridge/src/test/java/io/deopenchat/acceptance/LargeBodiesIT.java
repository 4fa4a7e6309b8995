package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.EventStream;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.SignedReceipt;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of 64 MiB in a gateway process of little memory, and answers that nobody reads. */
final class LargeBodiesIT {
    private static final String MODEL = "storyteller";
    private static final int LARGE = 64 * 1_024 * 1_024;
    private static final int SIXTEENTH = LARGE / 16;
    private static final int SLOW_READERS = 100;
    private static final int AT_ONCE = Integer.getInteger("deopenchat.test.bodies", 1);
    private static final String MEMORY = System.getProperty("deopenchat.test.memory", "512m");
    private static final Wei CEILING = Wei.parseWithUnit("0.1ether");
    private static final Wei PLENTY = Wei.parseWithUnit("10ether");

    @Test
    void aLargeBodyIsNotHeldManyTimes(@TempDir Path scratch) {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            backend.answers(Reply.saying("That was long.").usage(9, 4));
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("100gwei"), 8);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 10_000_000);
            GatewayProcess.Launch small = GatewayProcess.Launch.USUAL
                    .on("-Xmx" + MEMORY, "-XX:+ExitOnOutOfMemoryError")
                    .with("--max-body-bytes", Integer.toString(LARGE), "--credit-limit", "10ether");
            try (GatewayProcess gateway = GatewayProcess.start(market, provider, backend.api(), small)) {
                gateway.address();
                RawClient raw = new RawClient(market, provider, client, MODEL).isKnown();
                byte[] body = largeChat();
                List<CompletableFuture<SignedReceipt>> asked = LongStream.rangeClosed(1, AT_ONCE)
                        .mapToObj(sequence -> CompletableFuture.supplyAsync(
                                () -> served(raw, sequence, body),
                                task -> Thread.ofVirtual().start(task)))
                        .toList();
                assertThat(asked).allSatisfy(CompletableFuture::join);
                assertThat(gateway.isAlive()).isTrue();
            }
            assertThat(backend.lastRequest().body().length()).isGreaterThanOrEqualTo(LARGE);
        }
    }

    @Test
    void sixteenBodiesAndManySlowReplaysLeaveRoomForOthers(@TempDir Path scratch) throws IOException {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            backend.answers(Reply.saying("y".repeat(SIXTEENTH)).usage(9, 4));
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("100gwei"), 32);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 10_000_000);
            GatewayProcess.Launch small = GatewayProcess.Launch.USUAL
                    .on("-Xmx" + MEMORY, "-XX:+ExitOnOutOfMemoryError")
                    .with("--max-body-bytes", Integer.toString(LARGE), "--credit-limit", "10ether");
            try (GatewayProcess gateway = GatewayProcess.start(market, provider, backend.api(), small)) {
                gateway.address();
                RawClient raw = new RawClient(market, provider, client, MODEL).isKnown();
                byte[] body = largeChat(3 * SIXTEENTH);
                List<CompletableFuture<Integer>> asked = LongStream.rangeClosed(1, 16)
                        .mapToObj(sequence -> CompletableFuture.supplyAsync(
                                () -> raw.sends(raw.request(sequence, MODEL, body, CEILING, PLENTY), body)
                                        .status(),
                                task -> Thread.ofVirtual().start(task)))
                        .toList();
                assertThat(asked)
                        .allSatisfy(answer -> assertThat(answer.join()).isIn(200, 429))
                        .anySatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
                long served = LongStream.rangeClosed(1, 16)
                        .filter(sequence -> asked.get((int) sequence - 1).join() == 200)
                        .findFirst()
                        .orElseThrow();

                List<Socket> slow = new ArrayList<>();
                try {
                    for (int i = 0; i < SLOW_READERS; i++) {
                        slow.add(raw.asksAndReadsNothing("GET", Headers.ROUNDS_PATH + served));
                    }
                    assertThat(raw.account().client()).isEqualTo(client.signer().address());
                    assertThat(gateway.isAlive()).isTrue();
                } finally {
                    for (Socket each : slow) {
                        each.close();
                    }
                }
            }
        }
    }

    private static SignedReceipt served(RawClient raw, long sequence, byte[] body) {
        Http.Answer answer = raw.sends(raw.request(sequence, MODEL, body, CEILING, PLENTY), body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return RawClient.receiptOf(answer);
    }

    private static byte[] largeChat() {
        return largeChat(LARGE);
    }

    private static byte[] largeChat(int bytes) {
        int frame = Json.bytes(BridgeActor.chat(MODEL, "")).length;
        return Json.bytes(BridgeActor.chat(MODEL, "x".repeat(bytes - frame)));
    }

    @Test
    void aStreamThatNobodyReadsHoldsUpTheBackendThroughBridgeAndGateway(@TempDir Path scratch) throws IOException {
        // twice what the system takes for sockets that nobody reads
        int events = 8_000;
        String event = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(8_192) + "\"}}]}";
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            EventStream story = EventStream.open().repeatedly(event, events).done();
            backend.answers(story);
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("100gwei"), 8);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 1_000_000);
            provider.serves(backend.api());
            BridgeActor bridge = client.startsBridge(provider);

            byte[] call = Json.bytes(
                    BridgeActor.chat(MODEL, "a long one").put("stream", true).put("max_tokens", 8_192));
            try (CutStream stream = CutStream.post(
                    bridge.baseUrl() + "/chat/completions", call, List.of("content-type", "application/json"))) {
                stream.readTo(event.length());
                int written = settled(backend);
                assertThat(written).as("events that the backend could write").isBetween(1, events - 1);

                assertThat(stream.readToEnd())
                        .hasSizeGreaterThan(events * event.length())
                        .endsWith("data: [DONE]\n\n");
            }
            bridge.hasConfirmed(1);
        }
    }

    /** How much was written when nothing more has been for a while. */
    private static int settled(ScriptedBackend backend) {
        int[] looks = {-1, 0};
        Eventually.holds("the backend is held up", () -> {
            int now = backend.repeated();
            looks[1] = now == looks[0] ? looks[1] + 1 : 0;
            looks[0] = now;
            return looks[1] >= 20;
        });
        return looks[0];
    }
}
