package io.deopenchat.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What must hold of whatever others send. */
public final class Property {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** For what does not depend on the input: tables, expressions, buffers. */
    private static final long IN_ANY_CASE = 8L * 1_024 * 1_024;

    /** A tree takes up to 128 bytes for every two of its text; a few such trees may be made one after the other. */
    private static final long PER_BYTE = 2_048;

    /** Beside what the refusal repeats of the input. */
    private static final int LONGEST_SENTENCE = 4_096;

    private Property() {}

    /** @param details shown when it does not hold */
    public static void holds(boolean condition, String what, @Nullable Object... details) {
        if (!condition) {
            throw new AssertionError(what + " " + Arrays.toString(details));
        }
    }

    public static void equal(@Nullable Object expected, @Nullable Object actual, String what) {
        holds(Objects.equals(expected, actual), what, "expected", expected, "actual", actual);
    }

    /**
     * What a parser reads; empty if it refuses in the declared way. Any other exception goes through, and so does what takes more
     * memory than some multiple of the input.
     */
    public static <T> Optional<T> read(byte[] input, Class<? extends RuntimeException> refusal, Supplier<T> parser) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Optional<T> result = declared(input.length, refusal, parser);
        if (isTooMuch(before, input)) {
            // classes that were loaded for the first time are not the input's fault
            long again = THREADS.getCurrentThreadAllocatedBytes();
            result = declared(input.length, refusal, parser);
            holds(!isTooMuch(again, input), "too much memory for the input", input.length);
        }
        return result;
    }

    private static boolean isTooMuch(long before, byte[] input) {
        return THREADS.getCurrentThreadAllocatedBytes() - before > IN_ANY_CASE + PER_BYTE * input.length;
    }

    private static <T> Optional<T> declared(int length, Class<? extends RuntimeException> refusal, Supplier<T> parser) {
        try {
            return Optional.of(parser.get());
        } catch (RuntimeException e) {
            if (!refusal.isInstance(e)) {
                throw e;
            }
            String message = String.valueOf(e.getMessage());
            holds(message.length() <= LONGEST_SENTENCE + 2 * length, "a refusal of endless words", message.length());
            return Optional.empty();
        }
    }
}
