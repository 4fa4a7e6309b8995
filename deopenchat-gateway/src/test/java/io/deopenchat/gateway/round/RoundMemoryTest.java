package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.http.ByteBudget;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.RoundStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds whose bodies, answers and replays have little room. */
class RoundMemoryTest extends RoundsFixture {
    private static final int ROOM = 4 * RoundMemory.SMALL_BYTES;
    private static final String LARGE_TEXT = "x".repeat(2 * ROOM);

    private final ByteBudget bodies = new ByteBudget(ROOM);
    private final ByteBudget answers = new ByteBudget(ROOM);
    private final ByteBudget replays = new ByteBudget(ROOM);
    private final RoundMemory memory =
            new RoundMemory(new ParseBudget(1 << 30, ROOM, Duration.ofSeconds(5)), bodies, answers, replays);

    RoundMemoryTest(@TempDir Path directory) {
        super(directory);
        rounds = new Rounds(
                vertx,
                accounts,
                connections,
                KeepAlive.DEFAULT,
                Parties.DOMAIN,
                Parties.OPERATOR,
                listener,
                null,
                memory);
    }

    private static String chatOf(int bytes) {
        return "{" + PROMPT.replace("Hello there", "x".repeat(bytes)) + "}";
    }

    @Test
    void theLargestSealedAnswerHasRoomOnAnyHeap() {
        try (Holding answer = RoundMemory.ofThisProcess(1, true).answer()) {
            assertThat(answer.add((long) RoundMemory.TIMES_SEALED * Exchange.MAX_ANSWER_BYTES))
                    .isTrue();
        }
    }

    @Test
    void anAnswerThatFindsNoRoomIsVoid() {
        TestReader reader = reads(CHAT);
        backend.next().answers(TestBackend.completion(LARGE_TEXT, 7, 3));

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.CAPACITY_EXCEEDED);
        isGivenBack(answers);
    }

    @Test
    void aStreamThatFindsNoRoomEndsWithAnErrorEventAndIsBilledForWhatItBrought() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        reader.awaitText("Hello");
        call.says(LARGE_TEXT);

        FinishedRound round = billed(reader);

        assertThat(round.receipt().receipt().status()).isEqualTo(RoundStatus.CUT_OFF_BY_BACKEND);
        assertThat(reader.received()).contains("Hello").contains("capacity_exceeded");
    }

    @Test
    void anAnswerIsHeldAsLongAsSomebodyReadsIt() {
        LiveRound round = begins(wish(1, CHAT));
        TestReader reader = reads(round);
        backend.next().answers(TestBackend.completion("x".repeat(ROOM / 2), 7, 3));
        billed(reader);
        assertThat(answers.held()).isGreaterThan(ROOM / 2);

        round.detach(reader);

        isGivenBack(answers);
    }

    @Test
    void aLargeBodyIsHeldUntilItsRoundHasEnded() {
        TestReader reader = reads(begins(large(1)));
        assertThat(bodies.held()).isGreaterThan(ROOM / 2);

        assertThatThrownBy(() -> begin(large(2)))
                .isInstanceOfSatisfying(
                        NoRoom.class, full -> assertThat(full.error().code()).isEqualTo(ErrorCode.CAPACITY_EXCEEDED));
        assertThat(begin(wish(3, CHAT))).as("a small one").isInstanceOf(Rounds.Entry.Live.class);

        backend.next().answers(TestBackend.completion("Hello", 7, 3));
        backend.next().answers(TestBackend.completion("Hello", 7, 3));
        reader.awaitEnd();
        isGivenBack(bodies);
    }

    @Test
    void aRefusedRoundHoldsNothing() {
        assertThat(rounds.begin(large(1).terms(), large(1).bodyBytes(), Optional.empty(), vertx.getOrCreateContext()))
                .isInstanceOf(Rounds.Entry.Refused.class);

        isGivenBack(bodies);
    }

    private Wish large(long sequence) {
        return wish(sequence, chatOf(ROOM * 2 / 5)).maxCost(200_000);
    }

    @Test
    void anAccountIsSentFewLargeAnswersAtATime() {
        int size = RoundMemory.SMALL_BYTES + 1;
        RoundMemory roomy = new RoundMemory(memory.parses(), bodies, answers, new ByteBudget(100L * size));
        List<Holding> sent = new ArrayList<>();
        for (int i = 0; i < RoundMemory.LARGE_REPLAYS_PER_ACCOUNT; i++) {
            sent.add(roomy.replay(client.address(), size));
        }

        assertThatThrownBy(() -> roomy.replay(client.address(), size)).isInstanceOf(NoRoom.class);
        roomy.replay(Parties.OWNER, size).close();
        roomy.replay(client.address(), RoundMemory.SMALL_BYTES).close();
        sent.getFirst().close();
        sent.getFirst().close();

        roomy.replay(client.address(), size);
        assertThatThrownBy(() -> roomy.replay(client.address(), size)).isInstanceOf(NoRoom.class);
    }

    @Test
    void nothingOfAStoredAnswerIsReadWithoutRoomForIt() {
        TestReader reader = reads(CHAT);
        backend.next().answers(TestBackend.completion("x".repeat(ROOM * 3 / 5), 7, 3));
        billed(reader);

        HeldRound first = rounds.stored(client.address(), 1).orElseThrow();
        assertThat(replays.held()).isGreaterThan(ROOM / 2);
        assertThatThrownBy(() -> rounds.stored(client.address(), 1)).isInstanceOf(NoRoom.class);
        assertThatThrownBy(() -> rounds.retried(wish(1, CHAT).terms())).isInstanceOf(NoRoom.class);
        assertThat(rounds.retried(wish(1, STREAM).terms()))
                .as("another request")
                .isEmpty();

        first.held().close();
        isGivenBack(replays);
        assertThat(rounds.stored(client.address(), 1)).isPresent();
    }

    private static void isGivenBack(ByteBudget budget) {
        Eventually.holds("everything is given back", () -> budget.held() == 0);
    }
}
