package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Processor time of a path's processes for one call: blocks of calls, paths and connections in random order, repeated. */
final class CostMeasurement {
    /** A backend that carries less than so many times what the fastest path does may be what is measured. */
    static final int BACKEND_MARGIN = 3;

    private final Targets targets;
    private final Results results;
    private final Plan plan;
    private final Random random;
    private final Map<String, List<Double>> micros = new TreeMap<>();
    private final Map<String, List<Double>> rates = new TreeMap<>();

    CostMeasurement(Targets targets, Results results, Plan plan, long seed) {
        this.targets = targets;
        this.results = results;
        this.plan = plan;
        this.random = new Random(seed);
    }

    private record Block(Target target, Target.Kind kind, int connections) {
        String name() {
            return kind == Target.Kind.ANSWER ? perRequest(connections) : perStream(connections);
        }
    }

    static String perRequest(int connections) {
        return "CPU per request, " + connections + " connections";
    }

    static String perStream(int connections) {
        return "CPU per " + Script.FRAMES_OF_A_BURST + "-frame stream, " + connections + " connections";
    }

    void run() {
        List<Block> blocks = new ArrayList<>();
        for (Target target : targets.all()) {
            plan.connections().forEach(count -> blocks.add(new Block(target, Target.Kind.ANSWER, count)));
            blocks.add(new Block(target, Target.Kind.BURST, streamConnections()));
        }
        for (int repeat = 0; repeat < plan.repeats(); repeat++) {
            Collections.shuffle(blocks, random);
            for (Block block : blocks) {
                measure(block, repeat);
            }
        }
        for (Block block : blocks) {
            String key = key(block);
            if (!block.target().pids().isEmpty()) {
                results.add(block.name(), block.target().name(), micros.getOrDefault(key, List.of()), "µs");
            }
            results.add(
                    "closed loop, " + block.name().substring("CPU per ".length()),
                    block.target().name(),
                    rates.getOrDefault(key, List.of()),
                    "1/s");
        }
    }

    /** Whether the backend carries too little more than the fastest path to be left out of account. */
    static boolean isBoundByTheBackend(Results results, int connections) {
        String rate = "closed loop, request, " + connections + " connections";
        double direct = results.value(rate, Target.Name.DIRECT).orElse(Double.MAX_VALUE);
        return Stream.of(Target.Name.values())
                .filter(name -> name != Target.Name.DIRECT)
                .anyMatch(name -> results.value(rate, name).orElse(0) * BACKEND_MARGIN > direct);
    }

    int streamConnections() {
        return plan.connections().contains(8) ? 8 : plan.connections().getFirst();
    }

    private static String key(Block block) {
        return block.target().name() + " " + block.name();
    }

    private void measure(Block block, int repeat) {
        Requests requests = block.target().requests(block.kind());
        try (Load load = Load.on(block.target().port(), block.connections(), requests)) {
            Load.Outcome before = load.closed(plan.block().dividedBy(10));
            requests.prepare((int) (before.perSecond() * plan.block().toMillis() / 1_000 * 1.5) + 100);
            long start = Machine.processorNanos(block.target().pids());
            long backend = Machine.processorNanos(targets.backendPids());
            Load.Outcome outcome = load.closed(plan.block());
            note(
                    block,
                    repeat,
                    outcome,
                    Machine.processorNanos(block.target().pids()) - start,
                    Machine.processorNanos(targets.backendPids()) - backend);
        }
    }

    private void note(Block block, int repeat, Load.Outcome outcome, long nanos, long backendNanos) {
        ObjectNode raw = results.list("cost").addObject();
        raw.put("target", block.target().name().toString())
                .put("kind", block.kind().name())
                .put("connections", block.connections())
                .put("repeat", repeat)
                .put("calls", outcome.nanos().length)
                .put("beside", outcome.beside())
                .put("failed", outcome.failed())
                .put("spanNanos", outcome.span().toNanos())
                .put("processorNanos", nanos)
                .put("backendProcessorNanos", backendNanos)
                .put("p50Nanos", (long) Samples.quantile(outcome.nanos(), 0.5))
                .put("p99Nanos", (long) Samples.quantile(outcome.nanos(), 0.99));
        outcome.failures().forEach(raw.withArray("/failures")::add);
        if (outcome.failed() > 0) {
            System.err.printf(
                    "%s, %s: %d failed: %s%n",
                    block.target().name(), block.name(), outcome.failed(), outcome.failures());
        }
        if (outcome.nanos().length > 0) {
            micros.computeIfAbsent(key(block), name -> new ArrayList<>()).add(nanos / 1e3 / outcome.nanos().length);
            rates.computeIfAbsent(key(block), name -> new ArrayList<>()).add(outcome.perSecond());
        }
    }
}
