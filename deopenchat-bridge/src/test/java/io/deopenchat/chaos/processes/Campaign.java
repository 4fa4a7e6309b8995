package io.deopenchat.chaos.processes;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Calm, drizzle, storm, ambushes, recovery, quiet; then the audit. */
final class Campaign {
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final Duration LONGEST_LIFE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_KILLS_IN_DRIZZLE = Duration.ofSeconds(20);
    private static final Duration PEACE_IN_DRIZZLE = Duration.ofSeconds(10);
    private static final Duration PEACE_IN_STORM = Duration.ofMillis(1_500);
    private static final int BRIDGE_ONE_IN = 3;
    private static final int IN_ITS_START_ONE_IN = 10;
    private static final double RECOVERED = 0.95;

    private final Plan plan;
    private final Stage stage;
    private final Random random;
    private final Daemons daemons;
    private final Lives gateway;
    private final Lives bridge;
    private final Load load;
    private final Map<String, Long> disturbed = new LinkedHashMap<>();

    Campaign(Plan plan, Stage stage) {
        this.plan = plan;
        this.stage = stage;
        this.random = new Random(plan.seed());
        daemons = new Daemons(stage, plan.callers(), Duration.ZERO);
        gateway = daemons.gateway();
        bridge = daemons.bridge();
        load = daemons.load();
    }

    Outcome runs() throws InterruptedException {
        double before = calm();
        Outcome.Drizzle drizzle = drizzle();
        Outcome.Storm storm = storm();
        Ambushes ambushes = new Ambushes(plan.seed(), daemons);
        ambushes.happen(plan.strikes());
        Mishaps mishaps = mishaps();
        Recovery recovery = recovery(before);
        double after = measured(plan.calm().dividedBy(2));
        daemons.endAndAreAudited();
        return new Outcome(
                daemons.auditor().findings(),
                new Outcome.Rates(before, after, recovery.rate),
                drizzle,
                recovery.after,
                storm,
                counts(),
                load.heard().refusals(),
                ambushes.struck(),
                mishaps.happened(),
                daemons.secondsToStart(),
                mishaps.skipped());
    }

    private Mishaps mishaps() throws InterruptedException {
        Mishaps mishaps = new Mishaps(daemons);
        if (plan.mishaps() != Plan.Mishaps.NONE) {
            mishaps.happenTo(gateway);
        }
        if (plan.mishaps() == Plan.Mishaps.BOTH) {
            mishaps.happenTo(bridge);
        }
        return mishaps;
    }

    private static double rate(long rounds, Duration time) {
        return rounds * 1e9 / time.toNanos();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The second half counts: young programs are slow. */
    private double calm() {
        LockSupport.parkNanos(plan.calm().toNanos() / 2);
        return measured(plan.calm().dividedBy(2));
    }

    private double measured(Duration time) {
        long start = System.nanoTime();
        long whole = load.whole();
        LockSupport.parkNanos(time.toNanos());
        return rate(load.whole() - whole, since(start));
    }

    private void storms(boolean now) {
        stage.roads().forEach(road -> road.weather().storms(now));
    }

    private interface Weathering {
        void goes() throws InterruptedException;
    }

    /** While roads are bad and other things happen beside. */
    private void inWeather(Duration longestPeace, Weathering weathering) throws InterruptedException {
        storms(true);
        Disturbances disturbances = new Disturbances(plan.seed(), stage, gateway, bridge, longestPeace);
        disturbances.begin();
        weathering.goes();
        disturbances.end();
        disturbances.counts().forEach((what, count) -> disturbed.merge(what, count, Long::sum));
        storms(false);
    }

    private Outcome.Drizzle drizzle() throws InterruptedException {
        long start = System.nanoTime();
        long faults = faults();
        int kills = daemons.kills();
        Heard.Count before = load.heard().count();
        inWeather(PEACE_IN_DRIZZLE, () -> {
            long end = start + plan.drizzle().toNanos();
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(Math.min(BETWEEN_KILLS_IN_DRIZZLE.toNanos(), end - System.nanoTime()));
                if (System.nanoTime() < end) {
                    somebodyIsKilled();
                }
            }
        });
        Duration time = since(start);
        Heard.Count chats = load.heard().count().since(before);
        return new Outcome.Drizzle(time, faults() - faults, daemons.kills() - kills, rate(chats.whole(), time), chats);
    }

    private Outcome.Storm storm() throws InterruptedException {
        long start = System.nanoTime();
        int kills = daemons.kills();
        long whole = load.whole();
        inWeather(PEACE_IN_STORM, this::killsAll);
        return new Outcome.Storm(since(start), daemons.kills() - kills, load.whole() - whole);
    }

    private void killsAll() {
        long first = load.whole();
        for (int kill = 1; kill <= plan.kills(); kill++) {
            lives(first + plan.rounds() * kill / plan.kills());
            somebodyIsKilled();
        }
        daemons.areReady();
    }

    private void somebodyIsKilled() {
        Lives victim = random.nextInt(BRIDGE_ONE_IN) == 0 ? bridge : gateway;
        victim.isKilled();
        if (random.nextInt(IN_ITS_START_ONE_IN) > 0) {
            victim.isReady();
        }
    }

    /** Until so many chats were answered, or long enough. */
    private void lives(long rounds) {
        long end = System.nanoTime() + LONGEST_LIFE.toNanos();
        while (load.whole() < rounds && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private long faults() {
        return stage.roads().stream().mapToLong(Road::faults).sum()
                + daemons.kills()
                + disturbed.values().stream().mapToLong(Long::longValue).sum();
    }

    private record Recovery(double rate, Optional<Duration> after) {}

    private Recovery recovery(double before) {
        long start = System.nanoTime();
        double best = 0;
        while (System.nanoTime() - start < plan.recovery().toNanos()) {
            best = Math.max(best, measured(WINDOW));
            if (best > 0 && best >= RECOVERED * before) {
                return new Recovery(best, Optional.of(since(start)));
            }
        }
        return new Recovery(best, Optional.empty());
    }

    private Map<String, Long> counts() {
        Heard heard = load.heard();
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("chats", heard.count().chats());
        counts.put("rounds answered whole", load.whole());
        counts.put("calls", (long) heard.calls().size());
        counts.put("calls broken", heard.calls(Told.BROKEN));
        counts.put("calls refused", heard.calls(Told.NOTHING));
        counts.put("calls left by the application", heard.calls(Told.LEFT));
        counts.put("kills of the gateway", (long) gateway.kills());
        counts.put("kills of the bridge", (long) bridge.kills());
        counts.put("lives that ended before they were ready", (long) gateway.stillborn() + bridge.stillborn());
        counts.put(
                "faults of roads",
                stage.roads().stream().mapToLong(Road::faults).sum());
        counts.put("replacements that a node refused", (long) stage.nodeRules().refused());
        counts.put("files read after a kill", daemons.auditor().looks());
        counts.put("rounds open at kills of the gateway", daemons.auditor().atRisk());
        counts.put("most of them at once", daemons.auditor().mostAtRisk());
        counts.putAll(disturbed);
        return counts;
    }
}
