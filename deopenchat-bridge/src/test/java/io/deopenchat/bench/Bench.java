package io.deopenchat.bench;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures every path to a backend and writes what came of it; {@code scripts/bench --help} tells the options. */
@Command(name = "bench")
public final class Bench implements Callable<Integer> {
    /** Between the direct calls of the first and the last block. */
    private static final double MAX_DRIFT = 0.1;

    private static final int CHECK_CALLS = 3_000;
    private static final Duration SETTLES_WITHIN = Duration.ofMinutes(3);
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);

    @Mixin
    private final BenchOptions options = new BenchOptions();

    private final Results results = new Results();
    private final List<String> notes = new ArrayList<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof CannotMeasure) {
                        System.err.println(failure.getMessage());
                    } else {
                        failure.printStackTrace();
                    }
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        requireQuiet();
        quietly();
        Path out = options.out();
        if (out != null) {
            Files.createDirectories(out.toAbsolutePath().getParent());
        }
        ObjectNode machine = Machine.describe();
        if (options.parts().contains(BenchOptions.Part.START) && options.plan().starts() > 0) {
            tell("start");
            new StartMeasurement(results, options.root().resolve("scripts"))
                    .run(options.plan().starts());
        }
        Path scratch = Files.createTempDirectory("deopenchat-bench");
        try (Targets targets = new Targets(new Targets.Setup(
                scratch,
                options.root().resolve("scripts/bench-peers"),
                options.machine(),
                options.classPath(),
                options.plan().accounts()))) {
            notes.addAll(targets.missing());
            if (options.refuses() && !targets.missing().isEmpty()) {
                throw new CannotMeasure(String.join("\n", targets.missing()) + "\nor leave it out with --anyway");
            }
            measure(targets);
        } finally {
            delete(scratch);
        }
        report(machine);
        return 0;
    }

    private void requireQuiet() {
        double load = options.refuses() ? loadOnceSettled() : Machine.load();
        if (load <= Machine.MAX_LOAD) {
            return;
        }
        String busy = String.format("the load of this machine is %.2f, above %.1f", load, Machine.MAX_LOAD);
        if (options.refuses()) {
            throw new CannotMeasure(
                    busy + ": wait until nobody else works here, or measure --anyway what cannot be published");
        }
        notes.add("Not to be published: " + busy);
    }

    /** The load is a mean of a minute, in which this command itself compiled and measured the inner parts. */
    private static double loadOnceSettled() {
        long start = System.nanoTime();
        double load = Machine.load();
        if (load > Machine.MAX_LOAD) {
            tell("waiting up to %d s for a load of %.2f to fall".formatted(SETTLES_WITHIN.toSeconds(), load));
        }
        while (load > Machine.MAX_LOAD && System.nanoTime() - start < SETTLES_WITHIN.toNanos()) {
            LockSupport.parkNanos(LOOKS_EVERY.toNanos());
            load = Machine.load();
        }
        return load;
    }

    private void measure(Targets targets) {
        warmUp(targets);
        double before = directMicros(targets);
        for (BenchOptions.Part part : options.parts()) {
            tell(part.name());
            measure(part, targets);
        }
        double drift = Math.abs(directMicros(targets) / before - 1);
        results.raw().put("directDrift", drift);
        if (drift > MAX_DRIFT) {
            String drifted =
                    String.format("the direct calls of the first and the last block differ by %.0f %%", 100 * drift);
            notes.add("Not to be published: " + drifted);
        }
    }

    private void measure(BenchOptions.Part part, Targets targets) {
        Plan plan = options.plan();
        switch (part) {
            case LATENCY -> new LatencyMeasurement(targets, results, options.seed()).run(plan.latencyRounds());
            case COST -> new CostMeasurement(targets, results, plan, options.seed()).run();
            case THROUGHPUT -> {
                ThroughputMeasurement search = new ThroughputMeasurement(results, plan);
                targets.all().forEach(search::run);
            }
            case STREAMING -> new StreamMeasurement(targets, results, options.seed()).run(plan.streamRounds());
            case CROWD ->
                Stream.of(Target.Name.DIRECT, Target.Name.NGINX, Target.Name.GATEWAY)
                        .filter(targets::has)
                        .forEach(name -> new CrowdMeasurement(results, plan).run(targets.get(name)));
            case CANCELLATION -> {
                CancellationMeasurement leaving = new CancellationMeasurement(targets, results);
                targets.all().forEach(target -> leaving.run(target, plan.cancellations()));
            }
            case START, INNER -> {}
        }
    }

    private void warmUp(Targets targets) {
        for (Target target : targets.all()) {
            tell("warming up " + target.name());
            warmUp(target, Target.Kind.ANSWER, options.plan().warmUpCalls());
            warmUp(target, Target.Kind.BURST, options.plan().warmUpBursts());
        }
    }

    private static void warmUp(Target target, Target.Kind kind, int calls) {
        Requests requests = target.requests(kind);
        try (Load load = Load.on(target.port(), 8, requests)) {
            Load.Outcome outcome = load.closed(calls);
            if (outcome.nanos().length == 0 || outcome.failed() > Math.max(1, calls / 100)) {
                throw new CannotMeasure(target.name() + " fails: " + outcome.failed() + " of " + calls + " calls, "
                        + outcome.failures());
            }
        }
    }

    private double directMicros(Targets targets) {
        Target direct = targets.get(Target.Name.DIRECT);
        try (Load load = Load.on(direct.port(), 1, direct.requests(Target.Kind.ANSWER))) {
            return Samples.quantile(
                    load.closed(Math.min(CHECK_CALLS, 10L * options.plan().warmUpCalls()))
                            .nanos(),
                    0.5);
        }
    }

    private void report(ObjectNode machine) throws IOException {
        ObjectNode report = Json.object();
        report.put("measuredAt", Instant.now().toString());
        report.put("commit", options.commit())
                .put("plan", options.plan().name())
                .put("seed", options.seed());
        report.set("machine", machine);
        report.put("machineOptions", String.join(" ", options.machine()));
        notes.forEach(report.withArray("/notes")::add);
        report.put("publishable", notes.isEmpty() && options.plan().equals(Plan.FULL));
        report.put("mock_bound", CostMeasurement.isBoundByTheBackend(results, 32));
        report.set("cells", Cells.of(results));
        ArrayNode figures = report.withArray("/figures");
        results.figures()
                .forEach(figure -> figures.addObject()
                        .put("name", figure.name())
                        .put("target", figure.target().toString())
                        .put("value", figure.value())
                        .put("low", figure.low())
                        .put("high", figure.high())
                        .put("unit", figure.unit()));
        Path inner = options.inner();
        if (inner != null) {
            report.set("inner", new ObjectMapper().readTree(Files.readAllBytes(inner)));
        }
        report.set("raw", results.raw());
        String table = Markdown.of(report);
        Path out = options.out();
        System.out.println(table);
        if (out != null) {
            Files.write(out, Json.bytes(report));
            Files.writeString(Path.of(out.toString().replaceFirst("\\.json$", "") + ".md"), table);
        }
    }

    /** What the parts of a market log is not what this is about. */
    private static void quietly() {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(Level.WARN);
        }
    }

    private static void tell(String what) {
        System.err.printf("%tT %s%n", System.currentTimeMillis(), what);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
