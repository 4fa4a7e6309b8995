package io.deopenchat.chaos.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Load for as long as one likes, and a look every ten seconds at what grows. */
final class Soak {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** Eight applications with it ask for 500,000 rounds in four hours. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Stage stage;
    private final Daemons daemons;
    private final Map<Series, List<Trend.Point>> seen = new EnumMap<>(Series.class);

    /** What is looked at. */
    enum Series {
        GATEWAY_HEAP("heap of the gateway after collection"),
        BRIDGE_HEAP("heap of the bridge after collection"),
        GATEWAY_HANDLES("open handles of the gateway"),
        BRIDGE_HANDLES("open handles of the bridge"),
        LEDGER_PER_ROUND("ledger bytes per round"),
        JOURNAL_PER_ROUND("journal bytes per round");

        private final String what;

        Series(String what) {
            this.what = what;
        }

        String what() {
            return what;
        }

        boolean isOfHandles() {
            return this == GATEWAY_HANDLES || this == BRIDGE_HANDLES;
        }
    }

    /** @param rounds answered whole in the time */
    record Result(
            Duration time,
            long rounds,
            Heard.Count chats,
            Map<Series, List<Trend.Point>> seen,
            List<String> findings) {}

    Soak(Stage stage) {
        this.stage = stage;
        this.daemons = new Daemons(stage, Plan.CALLERS, PAUSE);
    }

    /** @param badRoads whether messages get lost, late, doubled or cut meanwhile */
    Result runs(Duration time, boolean badRoads) throws IOException {
        stage.roads().forEach(road -> road.weather().storms(badRoads));
        long start = System.nanoTime();
        try (Pulse gateway = new Pulse(daemons.gateway().current().pid());
                Pulse bridge = new Pulse(daemons.bridge().current().pid())) {
            Growth growth = new Growth(stage, daemons.load());
            while (System.nanoTime() - start < time.toNanos()) {
                LockSupport.parkNanos(INTERVAL.toNanos());
                look(gateway, bridge, growth, (System.nanoTime() - start) / 1e9);
            }
        }
        Duration passed = Duration.ofNanos(System.nanoTime() - start);
        stage.roads().forEach(road -> road.weather().storms(false));
        daemons.endAndAreAudited();
        Heard.Count chats = daemons.load().heard().count();
        return new Result(passed, chats.whole(), chats, seen, daemons.auditor().findings());
    }

    private void look(Pulse gateway, Pulse bridge, Growth growth, double seconds) throws IOException {
        note(Series.GATEWAY_HEAP, seconds, (double) gateway.heapAfterCollection());
        note(Series.BRIDGE_HEAP, seconds, (double) bridge.heapAfterCollection());
        note(Series.GATEWAY_HANDLES, seconds, (double) gateway.handles());
        note(Series.BRIDGE_HANDLES, seconds, (double) bridge.handles());
        note(Series.LEDGER_PER_ROUND, seconds, growth.ofLedger());
        note(Series.JOURNAL_PER_ROUND, seconds, growth.ofJournal());
    }

    private void note(Series what, double seconds, double value) {
        seen.computeIfAbsent(what, first -> new ArrayList<>()).add(new Trend.Point(seconds, value));
    }

    /** What a round has added to each file since the beginning; a log of writes comes and goes and is left out. */
    private static final class Growth {
        private final Stage stage;
        private final Load load;
        private final long ledger;
        private final long journal;
        private final long rounds;

        Growth(Stage stage, Load load) throws IOException {
            this.stage = stage;
            this.load = load;
            this.ledger = size(stage.ledger());
            this.journal = size(stage.journal());
            this.rounds = load.whole();
        }

        private static long size(Path file) throws IOException {
            return Files.size(file);
        }

        double ofLedger() throws IOException {
            return perRound(size(stage.ledger()) - ledger);
        }

        double ofJournal() throws IOException {
            return perRound(size(stage.journal()) - journal);
        }

        private double perRound(long bytes) {
            return (double) bytes / Math.max(1, load.whole() - rounds);
        }
    }
}
