package io.deopenchat.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.signing.Address;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the chain of a run may take away again. Seeds stand for what chance decides. */
class ChainModelTest {
    private static final int DEPTH = 3;
    private static final long AMOUNT = 1_000;
    private static final int SEEDS = 200;
    private static final Pair PAIR = new Pair(0, 0);

    @Test
    void aDepositThatIsNotDeepMayBeLost() {
        assertThat(deposited(chain -> {
                    mine(chain, 1);
                    chain.reorganise(1, 0);
                }))
                .contains(0L);
    }

    /** Seed 9834: a gateway had counted it, and its account was gone at the end. */
    @Test
    void aDepositThatWasDeepComesBackHoweverOftenItsBlocksAreRewritten() {
        assertThat(deposited(chain -> {
                    mine(chain, DEPTH + 1);
                    chain.reorganise(DEPTH + 1, 0);
                    chain.reorganise(DEPTH, 0);
                    chain.reorganise(DEPTH, 0);
                }))
                .containsOnly(AMOUNT);
    }

    private interface History {
        void happens(ChainModel chain);
    }

    /** What of the deposit is there after all that waits had its block, for each seed. */
    private static long[] deposited(History history) {
        return LongStream.range(0, SEEDS)
                .map(seed -> {
                    ChainModel chain = chain(seed);
                    chain.send(new Tx.Deposit(PAIR, AMOUNT));
                    history.happens(chain);
                    mine(chain, 1);
                    return chain.newest().account(PAIR).deposited();
                })
                .toArray();
    }

    private static ChainModel chain(long seed) {
        return new ChainModel(
                DEPTH,
                new Chance(seed),
                new Trace(new Scheduler(), false),
                false,
                row -> Optional.empty(),
                client -> Address.ZERO);
    }

    private static void mine(ChainModel chain, int blocks) {
        for (int i = 0; i < blocks; i++) {
            chain.mine(0, 0);
        }
    }
}
