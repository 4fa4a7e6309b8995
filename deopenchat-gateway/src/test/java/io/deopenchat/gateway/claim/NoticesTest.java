package io.deopenchat.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.claim.Notices.Topic;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private final Notices notices = new Notices();

    @Test
    void aStateThatLastsIsToldOnceAlsoWhereTwoTakeTurns() {
        assertThat(notices.isNew(Topic.POSTPONED, "level")).isTrue();
        assertThat(notices.isNew(Topic.POSTPONED, "leaving")).isTrue();
        assertThat(notices.isNew(Topic.POSTPONED, "level")).isFalse();
        assertThat(notices.isNew(Topic.POSTPONED, "leaving")).isFalse();
        assertThat(notices.isNew(Topic.WALLET, "level")).isTrue();
    }

    @Test
    void whatIsForgottenIsToldAgain() {
        notices.isNew(Topic.POSTPONED, "level");

        notices.forget(Topic.POSTPONED);

        assertThat(notices.isNew(Topic.POSTPONED, "level")).isTrue();
    }

    @Test
    void theOldestOfManyIsForgotten() {
        for (int i = 0; i <= Notices.MAX_REMEMBERED; i++) {
            notices.isNew(Topic.MINED, i);
        }

        assertThat(notices.isNew(Topic.MINED, Notices.MAX_REMEMBERED)).isFalse();
        assertThat(notices.isNew(Topic.MINED, 0)).isTrue();
    }
}
