package io.deopenchat.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the bench is told, by {@code scripts/bench}. */
final class BenchOptions {
    /** The parts that can be measured alone. */
    enum Part {
        LATENCY,
        COST,
        THROUGHPUT,
        STREAMING,
        CROWD,
        CANCELLATION,
        START,
        INNER;

        static Part of(String name) {
            try {
                return valueOf(name.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new CannotMeasure("there is no part '" + name + "', only " + EnumSet.allOf(Part.class));
            }
        }
    }

    @Option(names = "--out")
    private @Nullable Path out;

    @Option(names = "--quick")
    private boolean quick;

    @Option(names = "--smoke")
    private boolean smoke;

    @Option(names = "--anyway")
    private boolean anyway;

    @Option(names = "--only", arity = "1..*")
    private List<String> only = new ArrayList<>();

    @Option(names = "--seed")
    private long seed = 1;

    @Option(names = "--root", required = true)
    private Path root = Path.of("");

    @Option(names = "--class-path", required = true)
    private String classPath = "";

    @Option(names = "--machine", split = " ")
    private List<String> machine = new ArrayList<>();

    @Option(names = "--inner")
    private @Nullable Path inner;

    @Option(names = "--commit")
    private String commit = "unknown";

    Plan plan() {
        return smoke ? Plan.SMOKE : quick ? Plan.QUICK : Plan.FULL;
    }

    Set<Part> parts() {
        return only.isEmpty()
                ? EnumSet.allOf(Part.class)
                : EnumSet.copyOf(only.stream().map(Part::of).toList());
    }

    boolean refuses() {
        return !anyway && !smoke;
    }

    long seed() {
        return seed;
    }

    Path root() {
        return root;
    }

    String classPath() {
        return classPath;
    }

    List<String> machine() {
        return machine.stream().filter(option -> !option.isBlank()).toList();
    }

    String commit() {
        return commit;
    }

    @Nullable
    Path out() {
        return out;
    }

    @Nullable
    Path inner() {
        return inner;
    }
}
