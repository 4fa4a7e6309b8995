package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class KnownFeeTest {
    private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    private final Deque<Fee> answers = new ArrayDeque<>();
    private Instant now = START;
    private int asked;

    private final KnownFee known = new KnownFee(
            () -> {
                asked++;
                if (answers.isEmpty()) {
                    throw new ChainUnavailable("no node", null);
                }
                return answers.remove();
            },
            Duration.ofMinutes(1),
            () -> now,
            Runnable::run);

    private static Fee of(int basisPoints) {
        return new Fee(Anvil.address(9), Address.ZERO, basisPoints, 500, null);
    }

    @Test
    void asksOnceInAnInterval() {
        answers.add(of(100));
        answers.add(of(50));

        assertThat(known.now()).contains(of(100));
        now = START.plusSeconds(60);
        assertThat(known.now()).contains(of(100));
        assertThat(asked).isEqualTo(1);
        now = START.plusSeconds(61);
        assertThat(known.now()).contains(of(50));
    }

    @Test
    void keepsWhatItKnewWhileNoNodeAnswers() {
        assertThat(known.now()).isEmpty();
        now = START.plusSeconds(61);
        answers.add(of(100));
        assertThat(known.now()).contains(of(100));
        now = START.plusSeconds(200);
        assertThat(known.now()).contains(of(100));
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void whatWasAnnouncedHoldsBetweenTwoQuestions() {
        answers.add(new Fee(Anvil.address(9), Address.ZERO, 0, 500, new Fee.Announcement(200, START.plusSeconds(30))));

        assertThat(known.now().orElseThrow().basisPoints()).isZero();
        now = START.plusSeconds(30);
        assertThat(known.now().orElseThrow().basisPoints()).isEqualTo(200);
    }

    @Test
    void nobodyWhoLooksWaitsForTheNode() {
        Deque<Runnable> beside = new ArrayDeque<>();
        KnownFee unhurried = new KnownFee(() -> of(100), Duration.ofMinutes(1), () -> now, beside::add);

        assertThat(unhurried.now()).isEmpty();
        assertThat(unhurried.now()).isEmpty();
        assertThat(beside).hasSize(1);
        beside.remove().run();

        assertThat(unhurried.now()).contains(of(100));
    }
}
