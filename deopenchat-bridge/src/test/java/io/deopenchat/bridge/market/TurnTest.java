package io.deopenchat.bridge.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Criteria;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether an answer arrives or an order is opened again: never both. */
final class TurnTest {
    private final Turn turn = new Turn(new OrderDraft(
                    "storyteller",
                    Wei.of(1_000),
                    new Prices(Wei.of(1_000), TokenPrice.FREE, TokenPrice.FREE),
                    OrderDraft.DEFAULT_TIME_TO_LOCK,
                    Criteria.NONE,
                    List.of())
            .at(FakeMarket.START, FakeMarket.TICK));
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
