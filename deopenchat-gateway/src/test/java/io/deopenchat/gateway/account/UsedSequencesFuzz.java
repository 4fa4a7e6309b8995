package io.deopenchat.gateway.account;

import static io.deopenchat.fuzz.Property.equal;

import io.deopenchat.fuzz.Input;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which sequences are used is what a plain set says, within the window, also after it was stored and restored. */
final class UsedSequencesFuzz {
    private static final int WINDOW = 16;

    private UsedSequencesFuzz() {}

    /** Each byte is a step from the highest used sequence. */
    public static void fuzzerTestOneInput(byte[] steps) {
        UsedSequences used = new UsedSequences(WINDOW);
        TreeSet<Long> plain = new TreeSet<>();
        Input input = new Input(steps);
        for (int i = 0; i < steps.length; i++) {
            long sequence = Math.max(1, used.highest() - WINDOW + input.choice(3 * WINDOW));
            used.use(sequence);
            plain.add(sequence);
            if (i % 3 == 2) {
                used = restored(used);
            }
            saysTheSame(plain, used);
        }
    }

    private static UsedSequences restored(UsedSequences used) {
        UsedSequences restored = new UsedSequences(WINDOW);
        restored.restore(used.highest(), used.stored());
        return restored;
    }

    private static void saysTheSame(SortedSet<Long> plain, UsedSequences used) {
        equal(plain.last(), used.highest(), "the highest");
        for (long sequence = Math.max(1, used.highest() - WINDOW); sequence <= used.highest() + 1; sequence++) {
            equal(plain.contains(sequence), used.isUsed(sequence), "sequence " + sequence);
        }
    }
}
