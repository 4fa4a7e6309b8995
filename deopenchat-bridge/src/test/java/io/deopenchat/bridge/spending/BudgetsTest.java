package io.deopenchat.bridge.spending;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.config.Budget;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.TestKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetsTest {
    private static final Address PROVIDER = TestKey.PROVIDER.address();

    private final Path directory;
    private Instant now = Instant.ofEpochSecond(1_800_000_000);
    private Budgets budgets = Budgets.unlimited();

    BudgetsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void close() {
        budgets.close();
    }

    private void limitedTo(String... limits) {
        budgets.close();
        budgets = Budgets.open(
                directory, List.of(limits).stream().map(Budget::parse).toList(), () -> now, failure -> {
                    throw failure;
                });
    }

    private boolean spends(long sequence, long amount) {
        return spends("app", "m", sequence, amount);
    }

    private boolean spends(String application, String model, long sequence, long amount) {
        return switch (budgets.reserve(application, model, Wei.of(amount))) {
            case Budgets.Verdict.Reserved(Budgets.Reservation reservation) -> {
                reservation.isFor(PROVIDER, sequence).join();
                yield true;
            }
            case Budgets.Verdict.Exceeded _ -> false;
        };
    }

    @Test
    void everythingFitsWithoutALimit() {
        assertThat(spends(1, Long.MAX_VALUE)).isTrue();
    }

    @Test
    void aRequestMayCostTheWholeLimitAndNotOneMore() {
        limitedTo("100wei/request");

        assertThat(spends(1, 100)).isTrue();
        assertThat(spends(2, 101)).isFalse();
        assertThat(spends(3, 100)).isTrue();
    }

    @Test
    void whatIsSpentInAnHourIsFreeAgainAnHourLater() {
        limitedTo("100wei/hour");
        assertThat(spends(1, 60)).isTrue();
        assertThat(spends(2, 41)).isFalse();

        now = now.plus(Duration.ofMinutes(59));
        assertThat(spends(3, 41)).isFalse();
        now = now.plus(Duration.ofMinutes(2));

        assertThat(spends(4, 100)).isTrue();
    }

    @Test
    void theCostTakesThePlaceOfTheCeiling() {
        limitedTo("100wei/day");
        assertThat(spends(1, 90)).isTrue();

        budgets.ended(PROVIDER, 1, Wei.of(20));

        assertThat(spends(2, 80)).isTrue();
        assertThat(spends(3, 1)).isFalse();
    }

    @Test
    void aVoidRoundThatWasServedAfterAllCountsAgain() {
        limitedTo("100wei/day");
        assertThat(spends(1, 90)).isTrue();
        budgets.ended(PROVIDER, 1, Wei.ZERO);
        assertThat(spends(2, 50)).isTrue();

        budgets.ended(PROVIDER, 1, Wei.of(40));

        assertThat(spends(3, 11)).isFalse();
        assertThat(spends(4, 10)).isTrue();
    }

    @Test
    void whatWasNotSignedCostsNothing() {
        limitedTo("100wei/day");
        if (budgets.reserve("app", "m", Wei.of(100)) instanceof Budgets.Verdict.Reserved(Budgets.Reservation taken)) {
            taken.release();
            taken.release();
        }

        assertThat(spends(1, 100)).isTrue();
        assertThat(spends(2, 1)).isFalse();
    }

    @Test
    void eachBudgetCountsItsOwn() {
        limitedTo("100wei/day", "30wei/day:key=editor", "50wei/day:model=large");

        assertThat(spends("editor", "small", 1, 30)).isTrue();
        assertThat(spends("editor", "small", 2, 1)).isFalse();
        assertThat(spends("shell", "large", 3, 50)).isTrue();
        assertThat(spends("shell", "large", 4, 1)).isFalse();
        assertThat(spends("shell", "small", 5, 20)).isTrue();
        assertThat(spends("shell", "small", 6, 1)).isFalse();
    }

    @Test
    void aClockThatGoesBackLetsNothingBeSpentTwice() {
        limitedTo("100wei/hour");
        assertThat(spends(1, 100)).isTrue();

        now = now.minus(Duration.ofDays(2));

        assertThat(spends(2, 1)).isFalse();
    }

    @Test
    void whatWasSpentAndWhatIsOpenCountsAfterARestart() {
        limitedTo("100wei/day");
        assertThat(spends(1, 60)).isTrue();
        assertThat(spends(2, 40)).isTrue();
        budgets.ended(PROVIDER, 1, Wei.of(10));

        limitedTo("100wei/day");

        assertThat(spends(3, 51)).isFalse();
        assertThat(spends(4, 50)).isTrue();
        budgets.ended(PROVIDER, 2, Wei.ZERO);
        assertThat(spends(5, 40)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aThousandCallersAtOnceNeverSpendMoreThanIsLeft(long seed) throws Exception {
        limitedTo("100wei/hour");
        Random random = new Random(seed);
        long spent = 0;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> answers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                long sequence = i + 1L;
                long amount = 1L + random.nextInt(3);
                answers.add(callers.submit(() -> spends(sequence, amount) ? amount : 0));
            }
            for (Future<Long> answer : answers) {
                spent += answer.get();
            }
        }

        assertThat(spent).as("seed %d", seed).isEqualTo(100);
        limitedTo("100wei/hour");
        assertThat(spends(2_000, 1)).isFalse();
    }
}
