package io.deopenchat.bridge.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whether an answer arrives or an order is opened again: never both. */
final class TurnTest {
    private final Turn turn = new Turn();
    private int told;

    @Test
    void aTurnWithoutAWordIsTakenBackAndWhatComesLaterIsNotHeard() {
        turn.whenOver(() -> told++);
        assertThat(turn.endIfSilent()).isTrue();
        assertThat(turn.heard()).isFalse();
        assertThat(turn.isHeard()).isFalse();
        assertThat(turn.endIfSilent()).isTrue();
        assertThat(told).isEqualTo(1);
    }

    @Test
    void whoHasBegunToAnswerGoesOn() {
        assertThat(turn.heard()).isTrue();
        assertThat(turn.endIfSilent()).isFalse();
        assertThat(turn.isOver()).isFalse();
        assertThat(turn.heard()).isTrue();
    }

    @Test
    void anOrderThatIsGoneEndsAnAnswerToo() {
        turn.heard();
        turn.end();
        assertThat(turn.isOver()).isTrue();
        assertThat(turn.heard()).isFalse();
    }
}
