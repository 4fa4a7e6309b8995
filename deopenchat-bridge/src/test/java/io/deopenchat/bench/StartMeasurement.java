package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a gateway takes until it is ready, with a cache of classes, and what it holds when idle: {@code scripts/measure-start}. */
final class StartMeasurement {
    static final String READY = "ready from start, with AOT cache";
    static final String RESIDENT = "resident when idle";
    private static final Pattern RUN =
            Pattern.compile("run \\d+: ready after (\\d+) ms \\((\\d+) ms of processor\\), (\\d+) MB resident");

    private final Results results;
    private final Path scripts;

    StartMeasurement(Results results, Path scripts) {
        this.results = results;
        this.scripts = scripts;
    }

    void run(int times) {
        Samples ready = new Samples();
        Samples resident = new Samples();
        for (String line : said(times)) {
            Matcher run = RUN.matcher(line);
            if (run.matches()) {
                ready.add(Long.parseLong(run.group(1)));
                resident.add(Long.parseLong(run.group(3)));
            }
        }
        if (ready.count() == 0) {
            throw new CannotMeasure("scripts/measure-start --train gave no figures; run it to see why");
        }
        ObjectNode raw = results.list("start").addObject();
        raw.set("readyMillis", Results.numbers(ready.toArray()));
        raw.set("residentMegabytes", Results.numbers(resident.toArray()));
        results.add(READY, Target.Name.GATEWAY, Samples.quantile(ready.toArray(), 0.5) / 1e3, "s");
        results.add(RESIDENT, Target.Name.GATEWAY, Samples.quantile(resident.toArray(), 0.5), "MB");
    }

    /** It is let on all cores, as a service manager would. */
    private List<String> said(int times) {
        try {
            Process process = new ProcessBuilder(
                            "taskset",
                            "-c",
                            "0-" + (Machine.cores() - 1),
                            scripts.resolve("measure-start").toString(),
                            "--train",
                            Integer.toString(times))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                return out.lines().toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
