package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Wei;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnclaimedTokensTest {
    private final UnclaimedTokens tokens = new UnclaimedTokens();

    private void confirmed(long count, long total) {
        tokens.add(count);
        tokens.coveredBy(Wei.of(total), Instant.EPOCH);
    }

    @Test
    void aClaimOfLessThanTheFirstTotalCoversNothing() {
        confirmed(7, 10);

        assertThat(tokens.claimed(Wei.of(9))).isFalse();
        assertThat(tokens.value()).isEqualTo(7);
    }

    @Test
    void aClaimCoversWhatWasConfirmedUpToItsTotal() {
        confirmed(7, 10);
        confirmed(5, 20);

        assertThat(tokens.claimed(Wei.of(19))).isTrue();
        assertThat(tokens.value()).isEqualTo(5);
        assertThat(tokens.claimed(Wei.of(20))).isTrue();
        assertThat(tokens.value()).isZero();
    }

    @Test
    void aClaimOfMoreThanWasConfirmedCoversWhatThereIs() {
        confirmed(7, 10);

        assertThat(tokens.claimed(Wei.MAX)).isTrue();
        assertThat(tokens.value()).isZero();
    }

    @Test
    void theSameClaimTwiceCoversNothingMore() {
        confirmed(7, 10);
        tokens.claimed(Wei.of(10));
        confirmed(5, 20);

        assertThat(tokens.claimed(Wei.of(10))).isFalse();
        assertThat(tokens.value()).isEqualTo(5);
    }

    @Test
    void roundsThatCostNothingAreCoveredByTheSameTotal() {
        confirmed(7, 10);
        confirmed(5, 10);

        assertThat(tokens.claimed(Wei.of(10))).isTrue();
        assertThat(tokens.value()).isZero();
    }

    @Test
    void theOldestOfManyTotalsAreTakenTogetherAndNoTokenIsLost() {
        int more = 10;
        for (int i = 1; i <= UnclaimedTokens.MAX_REMEMBERED + more; i++) {
            confirmed(1, i);
        }

        assertThat(tokens.claimed(Wei.of(more))).isFalse();
        assertThat(tokens.claimed(Wei.of(more + 1))).isTrue();
        assertThat(tokens.value()).isEqualTo(UnclaimedTokens.MAX_REMEMBERED - 1);
    }

    @Test
    void theAgeIsThatOfTheOldestTotalThatNoClaimCovered() {
        assertThat(tokens.since()).isEmpty();
        tokens.coveredBy(Wei.of(10), Instant.ofEpochSecond(1));
        tokens.coveredBy(Wei.of(20), Instant.ofEpochSecond(2));
        tokens.coveredBy(Wei.of(20), Instant.ofEpochSecond(3));
        assertThat(tokens.since()).contains(Instant.ofEpochSecond(1));

        tokens.claimed(Wei.of(10));
        assertThat(tokens.since()).contains(Instant.ofEpochSecond(2));
        tokens.claimed(Wei.of(20));
        assertThat(tokens.since()).isEmpty();
    }

    @Test
    void theAgeOfTheOldestOfManyTotalsIsKept() {
        for (int i = 1; i <= UnclaimedTokens.MAX_REMEMBERED + 10; i++) {
            tokens.coveredBy(Wei.of(i), Instant.ofEpochSecond(i));
        }

        assertThat(tokens.since()).contains(Instant.ofEpochSecond(1));
    }
}
