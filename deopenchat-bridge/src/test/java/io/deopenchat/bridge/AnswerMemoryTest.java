package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.provider.AnswerMemory;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways and little memory; the cheaper gateway sends what fills it. */
class AnswerMemoryTest {
    private static final Address GREEDY = Address.parse("0x00000000000000000000000000000000000000c4");
    private static final Prices HALF =
            new Prices(Wei.of(5), new TokenPrice(Wei.of(500_000)), new TokenPrice(Wei.of(1_000_000)));
    private static final ProviderFilter BOTH =
            new ProviderFilter(Set.of(Parties.PROVIDER, GREEDY), Set.of(), null, null);

    /** Half of it for each. */
    private static final int ROOM = 64 * 1_024 * 1_024;

    /** What is kept of it counts four times, so two of them leave less than a small answer of a share. */
    private static final int MUCH = ROOM / 16 - 1_024;

    private static final String BEGUN = "data: {\"choices\":[{\"delta\":{\"content\":\"";

    private final FakeGateway honest = new FakeGateway();
    private final FakeGateway greedy = new FakeGateway(GREEDY);
    private final AnswerMemory memory = AnswerMemory.of(ROOM);
    private final RunningBridge bridge;

    AnswerMemoryTest(@TempDir Path directory) {
        Registry registry = new Registry(honest.endpoint());
        registry.sells(GREEDY, greedy.endpoint(), HALF);
        bridge = RunningBridge.withMemory(directory, registry, BOTH, memory);
    }

    @AfterEach
    void stop() {
        bridge.close();
        honest.close();
        greedy.close();
        assertThat(honest.misuses()).isEmpty();
        assertThat(greedy.misuses()).isEmpty();
    }

    private static Script begunEvent(int bytes) {
        return stream(BEGUN + "x".repeat(bytes));
    }

    /** It is still open behind these pieces. */
    private static Script stream(String... pieces) {
        return new Script(
                true,
                "text/event-stream",
                List.of(pieces),
                Usage.NONE,
                receipt -> receipt,
                Parties.OPERATOR,
                Script.End.WAIT_FOR_CANCEL,
                null);
    }

    private static Script wholeOf(int bytes) {
        return Script.whole(
                "application/json", "{\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(bytes) + "\"}}]}");
    }

    private static String ofTheGreedyOne(boolean stream) {
        return RunningBridge.chat(stream).replace(Parties.MODEL, Parties.MODEL + "@" + GREEDY);
    }

    private void isGivenBack() {
        RunningBridge.await(
                "everything is given back",
                () -> memory.held() == 0 && memory.ofOne().hasRoom());
    }

    /** So many that the share of the greedy one has no room for another. */
    private void fillsItsShare() {
        greedy.answers(begunEvent(MUCH));
        for (int i = 1; i <= 2; i++) {
            CompletableFuture<HttpResponse<String>> _ = bridge.postLater("/v1/chat/completions", ofTheGreedyOne(true));
            long held = i * (4L * MUCH);
            RunningBridge.await("an event has begun", () -> memory.held() > held);
        }
    }

    @Test
    void aStreamThatOutgrowsWhatIsLeftEndsWithAnErrorAndGivesItsBytesBack() {
        greedy.answers(stream(Script.EVENTS.getFirst(), BEGUN + "x".repeat(ROOM / 4)));

        HttpResponse<String> answer = bridge.streams();

        assertThat(answer.body()).contains("memory that is left for answers").doesNotContain("[DONE]");
        isGivenBack();
        whatItMayCostStaysReserved();
    }

    @Test
    void aStreamThatOutgrowsWhatIsLeftBeforeItsFirstEventIsTakenElsewhere() {
        greedy.answers(stream(BEGUN + "x".repeat(ROOM / 4)));

        HttpResponse<String> answer = bridge.streams();

        assertThat(answer.body()).contains("Hello").doesNotContain("xxx");
        assertThat(honest.requests()).hasSize(1);
        isGivenBack();
        whatItMayCostStaysReserved();
    }

    private void whatItMayCostStaysReserved() {
        assertThat(bridge.roundsWith(GREEDY))
                .singleElement()
                .satisfies(round -> assertThat(round.state()).isEqualTo(RoundState.INTENDED));
    }

    @Test
    void anAnswerThatOutgrowsWhatIsLeftIsNotHalfGiven() {
        greedy.answers(wholeOf(ROOM / 4));

        assertThatThrownBy(bridge::chats).isInstanceOf(AssertionError.class).hasMessage("no answer of the bridge");

        isGivenBack();
    }

    @Test
    void whoFillsItsShareTakesNothingOfTheOthers() {
        fillsItsShare();

        assertThat(bridge.chats().statusCode()).isEqualTo(200);

        assertThat(honest.requests()).hasSize(1);
        assertThat(greedy.requests()).as("nothing was signed for it").hasSize(2);
    }

    @Test
    void aCallIsRefusedBeforeItIsSignedWhereNothingIsLeft() {
        fillsItsShare();

        HttpResponse<String> answer = bridge.post("/v1/chat/completions", ofTheGreedyOne(false));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(answer.body()).contains("capacity_exceeded", "nothing was spent");
        assertThat(greedy.requests()).hasSize(2);
    }

    @Test
    void whatAnApplicationDoesNotTakeIsHeldUntilItLeaves() throws IOException {
        greedy.answers(Script.streamed(BEGUN + "x".repeat(ROOM / 10) + "\"}}]}\n\n", Script.DONE));
        byte[] call = RunningBridge.chat(true).getBytes(StandardCharsets.UTF_8);

        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(AnswerMemory.SMALL_BYTES);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), bridge.port()));
            slow.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:" + bridge.port()
                                    + "\r\ncontent-type: application/json\r\n"
                                    + "content-length: " + call.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().write(call);
            RunningBridge.await("the event is there once", () -> memory.held() > ROOM / 20 && memory.held() < ROOM / 5);
        }

        isGivenBack();
    }
}
