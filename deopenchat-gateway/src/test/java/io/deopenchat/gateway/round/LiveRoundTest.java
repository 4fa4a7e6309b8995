package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.http.Await;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.TestDomain;
import io.deopenchat.sealing.AnswerSecret;
import io.deopenchat.sealing.EncryptionSecret;
import io.deopenchat.sealing.Parties;
import io.deopenchat.sealing.SealedRequest;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads a round decides whether its backend is read, and what of it counts as delivered. */
@Timeout(60)
class LiveRoundTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final RoundEnd END = new RoundEnd.Voided(ProtocolError.of(ErrorCode.BACKEND_ERROR, "it broke"));

    private final Context context = VERTX.getOrCreateContext();
    private final LiveRound round =
            new LiveRound(Wish.of(new ClientKey("client"), 1).terms(), context, RoundListener.NONE);
    private final Source source = new Source();

    @AfterAll
    static void stop() {
        Await.within(Duration.ofSeconds(10), VERTX.close(), "closing");
    }

    /** Remembers what it was told. */
    private static final class Source implements LiveRound.Source {
        private boolean paused;
        private final List<RoundStatus> cancelled = new ArrayList<>();
        private final List<ProtocolError> ended = new ArrayList<>();

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public void cancel(RoundStatus why) {
            cancelled.add(why);
        }

        @Override
        public void endWith(ProtocolError why) {
            ended.add(why);
        }
    }

    @Test
    void everybodyWhoWaitsForASealedRoundIsToldNothingOfIt() {
        Terms clear = Wish.of(new ClientKey("client"), 1).terms();
        AnswerSecret secret = SealedRequest.of(
                        EncryptionSecret.generate(new SecureRandom()).publicKey(),
                        Parties.of(TestDomain.DOMAIN, clear.request().provider(), clear.client()),
                        "POST /v1/chat/completions",
                        new byte[] {'{', '}'})
                .answer(clear.requestHash(), clear.sequence());
        LiveRound sealed = new LiveRound(
                new Terms(clear.signed(), clear.requestHash(), clear.call(), clear.limits(), secret),
                context,
                RoundListener.NONE);
        ProtocolError reason = ProtocolError.about("model", ErrorCode.MODEL_NOT_FOUND, "no model 'secret'");

        assertThat(sealed.told(reason)).isEqualTo(reason.withheld());
        assertThat(round.told(reason)).isEqualTo(reason);
    }

    /** Runs on the round's event loop, behind everything that was said before and what follows from it at once. */
    private void onLoop(Runnable step) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(tick -> context.runOnContext(next -> {
            step.run();
            done.complete();
        }));
        Await.within(Duration.ofSeconds(10), done.future(), "the event loop");
    }

    private void begins() {
        onLoop(() -> {
            round.begins(source);
            round.answered("text/event-stream");
        });
    }

    private void grows(String text) {
        onLoop(() -> {
            round.log().append(Buffer.buffer(text), Optional.empty());
            round.grew();
        });
    }

    private TestReader attaches(TestReader reader) {
        round.attach(reader);
        onLoop(() -> {});
        return reader;
    }

    private TestReader reader() {
        return new TestReader(round);
    }

    private boolean isPaused() {
        onLoop(() -> {});
        return source.paused;
    }

    @Test
    void theBackendIsReadBeforeAnybodyCame() {
        begins();
        grows("a");

        assertThat(isPaused()).isFalse();
    }

    @Test
    void theBackendRestsWhileNobodyTakesMore() {
        begins();
        TestReader slow = attaches(reader().takingAtMost(1));

        grows("a");
        assertThat(isPaused()).isTrue();

        slow.takesEverything();
        assertThat(isPaused()).isFalse();
    }

    @Test
    void oneWhoKeepsUpIsEnough() {
        begins();
        attaches(reader().takingAtMost(1));
        TestReader quick = attaches(reader());

        grows("a");
        grows("b");

        assertThat(isPaused()).isFalse();
        assertThat(quick.received()).isEqualTo("ab");
    }

    @Test
    void whoComesLaterWakesABackendThatRestsForAnother() {
        begins();
        attaches(reader().takingAtMost(1));
        grows("a");
        assertThat(isPaused()).isTrue();

        TestReader later = attaches(reader());

        assertThat(isPaused()).isFalse();
        assertThat(later.received()).isEqualTo("a");
    }

    @Test
    void theLeavingOfTheSlowOneWakesTheBackend() {
        begins();
        TestReader slow = attaches(reader().takingAtMost(1));
        TestReader other = attaches(reader().takingAtMost(2));
        grows("a");
        grows("b");
        assertThat(isPaused()).isTrue();
        other.takesEverything();
        assertThat(isPaused()).isFalse();

        round.detach(slow);

        assertThat(isPaused()).isFalse();
        assertThat(source.cancelled).isEmpty();
    }

    @Test
    void everybodyGetsEverythingFromTheFirstByte() {
        begins();
        TestReader first = attaches(reader());
        grows("a");
        TestReader second = attaches(reader());
        grows("b");
        onLoop(() -> round.ended(END));
        TestReader third = attaches(reader());
        onLoop(() -> {});

        assertThat(List.of(first, second, third)).allSatisfy(reader -> {
            assertThat(reader.received()).isEqualTo("ab");
            assertThat(reader.awaitEnd()).isEqualTo(END);
            assertThat(reader.timesEnded()).isEqualTo(1);
        });
    }

    @Test
    void theLastOneToLeaveEndsTheRound() {
        begins();
        TestReader first = attaches(reader());
        TestReader second = attaches(reader());

        round.detach(first);
        onLoop(() -> assertThat(source.cancelled).isEmpty());
        round.detach(second);

        onLoop(() -> assertThat(source.cancelled).containsExactly(RoundStatus.CANCELLED_BY_CLIENT));
    }

    @Test
    void leavingTwiceIsLeavingOnce() {
        begins();
        TestReader reader = attaches(reader());
        TestReader stays = attaches(reader());

        round.detach(reader);
        round.detach(reader);

        onLoop(() -> assertThat(source.cancelled).isEmpty());
        assertThat(stays.received()).isEmpty();
    }

    @Test
    void leavingBeforeTheBackendWasCalledIsKept() {
        TestReader reader = attaches(reader());
        round.detach(reader);

        begins();

        assertThat(source.cancelled).containsExactly(RoundStatus.CANCELLED_BY_CLIENT);
    }

    @Test
    void cancellingBeforeTheBackendWasCalledIsKept() {
        attaches(reader());
        round.cancel();

        begins();

        assertThat(source.cancelled).containsExactly(RoundStatus.CANCELLED_BY_CLIENT);
    }

    @Test
    void nothingIsCancelledAfterTheEnd() {
        begins();
        TestReader reader = attaches(reader());
        onLoop(() -> round.ended(END));

        round.cancel();
        round.detach(reader);

        onLoop(() -> assertThat(source.cancelled).isEmpty());
    }

    @Test
    void whatTheSocketsOfTheGoneAcceptedIsDelivered() {
        begins();
        TestReader one = attaches(reader().takingAtMost(1));
        TestReader two = attaches(reader().takingAtMost(2));
        grows("a");
        grows("b");
        grows("c");
        round.detach(two);
        round.detach(one);

        onLoop(() -> {
            round.keepWhatIsDelivered();
            assertThat(round.chunks()).isEqualTo(2);
            assertThat(round.size()).isEqualTo(2);
        });
    }

    @Test
    void whileSomebodyReadsEverythingWillBeDelivered() {
        begins();
        TestReader gone = attaches(reader().takingAtMost(1));
        attaches(reader().takingAtMost(1));
        grows("a");
        grows("b");
        round.detach(gone);

        onLoop(() -> {
            round.keepWhatIsDelivered();
            assertThat(round.chunks()).isEqualTo(2);
        });
    }

    @Test
    void aRoundThatIsEndedBeforeItsBackendIsCalledEndsWhenItIs() {
        round.endWith(Rounds.STOPPING);
        begins();

        assertThat(source.ended).containsExactly(Rounds.STOPPING);
        assertThat(source.cancelled).isEmpty();
    }
}
