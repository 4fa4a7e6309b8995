package io.deopenchat.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whenever a claimer is killed and whatever the chain does, each client pays what it confirmed, once. */
class ClaimCrashTest {
    private static final long MUCH = 1_000_000_000_000L;
    private static final int CALLS_OF_A_LIFE = 60;
    private static final int MOVES = 80;
    private static final Wei COINS = Wei.parseWithUnit("1000 ether");

    private final ClientKey client = new ClientKey("client");
    private final ClientKey sibling = new ClientKey("sibling");

    /** One life of a claim is journalled, sent, replaced, mined and final; it is killed at each call to the chain. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killedAtEveryStepItGoesOn(boolean afterEffect, @TempDir Path directory) {
        for (int call = 1; call <= CALLS_OF_A_LIFE; call++) {
            try (ClaimDesk desk = new ClaimDesk(directory.resolve("call" + call))) {
                desk.funds(client, MUCH);
                desk.confirms(client, MUCH / 2);
                desk.passes(ClaimDesk.CLAIM_AFTER);
                desk.chain().killAt(call, afterEffect);

                lives(desk);
                desk.comesToRest();

                assertThat(desk.claimed(client)).as("killed at call %d", call).isEqualTo(MUCH / 2);
                assertThat(desk.chain().wasted()).as("killed at call %d", call).isZero();
                assertThat(desk.journal()).as("killed at call %d", call).isEmpty();
            }
        }
    }

    private static void lives(ClaimDesk desk) {
        for (int i = 0; i < 10; i++) {
            turns(desk);
            desk.passes(ClaimDesk.PATIENCE);
            if (i >= 2) {
                desk.chain().mine();
            }
        }
    }

    private static void turns(ClaimDesk desk) {
        try {
            desk.turns();
        } catch (FakeChain.Killed end) {
            desk.chain().killNoMore();
            desk.restarts();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whateverHappensWhatIsConfirmedIsPaid(long seed, @TempDir Path directory) {
        Random random = new Random(seed);
        try (ClaimDesk desk = new ClaimDesk(directory)) {
            List.of(client, sibling).forEach(each -> desk.funds(each, MUCH));
            for (int i = 0; i < MOVES; i++) {
                moves(desk, random);
            }
            heals(desk);

            for (ClientKey each : List.of(client, sibling)) {
                assertThat(desk.claimed(each)).as("seed %d", seed).isEqualTo(desk.confirmed(each));
            }
            assertThat(desk.journal()).isEmpty();
        }
    }

    private void moves(ClaimDesk desk, Random random) {
        FakeChain chain = desk.chain();
        switch (random.nextInt(14)) {
            case 0 -> desk.confirms(client, desk.confirmed(client) + 1 + random.nextInt(1_000_000_000));
            case 1 -> desk.confirms(sibling, desk.confirmed(sibling) + 1 + random.nextInt(1_000_000_000));
            case 2 -> desk.passes(Duration.ofHours(random.nextInt(30)));
            case 3 -> chain.mine(1 + random.nextInt(ClaimDesk.DEPTH));
            case 4 -> chain.reorganise(1 + random.nextInt(ClaimDesk.DEPTH + 2), random.nextBoolean());
            case 5 -> chain.drop();
            case 6 -> chain.isDown(random.nextInt(4) == 0);
            case 7 -> chain.baseFee(1 + random.nextInt(50));
            case 8 -> chain.balance(random.nextBoolean() ? COINS : Wei.ZERO);
            case 9 -> desk.follows();
            case 10 -> chain.killAt(1 + random.nextInt(20), random.nextBoolean());
            case 11 -> {
                if (random.nextInt(4) == 0) {
                    chain.minesSomebodyElsesTransaction();
                }
            }
            default -> {
                desk.passes(Duration.ofMinutes(random.nextInt(15)));
                turns(desk);
            }
        }
    }

    /** The node is there, the wallet is full, gas is cheap, and time passes. */
    private static void heals(ClaimDesk desk) {
        desk.chain().killNoMore();
        desk.chain().isDown(false);
        desk.chain().baseFee(1);
        desk.chain().balance(COINS);
        desk.follows();
        for (int day = 0; day < 3; day++) {
            desk.passes(ClaimDesk.CLAIM_AFTER);
            desk.comesToRest();
        }
    }
}
