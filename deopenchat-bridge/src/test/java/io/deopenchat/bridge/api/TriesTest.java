package io.deopenchat.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.counterparty.LastRound;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TriesTest {
    private static final Address PROVIDER = Address.parse("0x00000000000000000000000000000000000000b1");
    private static final Address OTHER = Address.parse("0x00000000000000000000000000000000000000b2");
    private static final LastRound.Answer NONE = new LastRound.Answer.None();
    private static final LastRound.Answer UNKNOWN = new LastRound.Answer.Unknown();

    private final Tries tries = new Tries();

    @Test
    void theFirstRequestNeedsNoQuestion() {
        assertThat(tries.before(PROVIDER, () -> {
                    throw new AssertionError("asked");
                }))
                .isEqualTo(NONE);
    }

    @Test
    void nothingIsSignedAgainAsLongAsTheProviderDoesNotSay() {
        tries.tried(PROVIDER, true);
        assertThat(tries.before(PROVIDER, () -> UNKNOWN)).isEqualTo(UNKNOWN);
        assertThat(tries.before(PROVIDER, () -> NONE)).isEqualTo(NONE);
    }

    @Test
    void anAnswerThatWasMadeIsNotMadeAgain() {
        tries.tried(PROVIDER, true);
        LastRound.Answer made = new LastRound.Answer.Fetched("Once upon", Optional.empty());
        assertThat(tries.before(PROVIDER, () -> made)).isEqualTo(made);
    }

    @Test
    void whoBreaksConnectionsGetsFourRequests() {
        for (int i = 0; i < Tries.MAX_LOST; i++) {
            assertThat(tries.before(PROVIDER, () -> NONE)).isEqualTo(NONE);
            tries.tried(PROVIDER, true);
        }
        assertThat(tries.before(PROVIDER, () -> NONE)).isEqualTo(UNKNOWN);
        assertThat(tries.before(OTHER, () -> NONE)).isEqualTo(NONE);
    }

    @Test
    void whoRefusesBecauseItHasNotSeenTheLockIsAskedOn() {
        for (int i = 0; i < 10 * Tries.MAX_LOST; i++) {
            tries.tried(PROVIDER, false);
        }
        assertThat(tries.before(PROVIDER, () -> NONE)).isEqualTo(NONE);
    }

    @Test
    void nothingIsSignedBeyondTheStake() {
        assertThat(Tries.covers(Wei.of(100), Wei.of(40), Wei.of(60))).isTrue();
        assertThat(Tries.covers(Wei.of(100), Wei.of(41), Wei.of(60))).isFalse();
        assertThat(Tries.covers(Wei.MAX, Wei.MAX, Wei.MAX)).isTrue();
    }
}
