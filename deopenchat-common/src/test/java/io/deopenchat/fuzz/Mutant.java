package io.deopenchat.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A seed with a few changes: bits, bytes, pieces of other seeds. */
final class Mutant {
    private static final int MOST_CHANGES = 4;

    private Mutant() {}

    static byte[] of(List<byte[]> seeds, Random random) {
        byte[] input = any(seeds, random).clone();
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            input = changed(input, any(seeds, random), random);
        }
        return input;
    }

    private static byte[] any(List<byte[]> seeds, Random random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private static byte[] changed(byte[] input, byte[] other, Random random) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(8));
        return switch (random.nextInt(4)) {
            case 0 -> joined(input, from, new byte[0], to);
            case 1 -> joined(input, from, bytes(random), to);
            case 2 -> joined(input, from, bytes(random), from);
            default -> joined(input, from, piece(other, random), to);
        };
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(3)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] piece(byte[] other, Random random) {
        int from = random.nextInt(other.length + 1);
        return Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from + 1));
    }

    private static byte[] joined(byte[] input, int head, byte[] middle, int tail) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(input, 0, head);
        joined.writeBytes(middle);
        joined.write(input, tail, input.length - tail);
        return joined.toByteArray();
    }
}
