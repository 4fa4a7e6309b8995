package io.deopenchat.chaos.simulation;

import java.util.SplittableRandom;

/** Everything that happens by chance in one run, from its seed. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    boolean percent(int percent) {
        return random.nextInt(100) < percent;
    }

    boolean perMille(int perMille) {
        return random.nextInt(1_000) < perMille;
    }

    /** Both ends may come up. */
    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
