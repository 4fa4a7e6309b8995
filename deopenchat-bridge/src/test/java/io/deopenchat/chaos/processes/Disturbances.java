package io.deopenchat.chaos.processes;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** What happens beside the kills, one after the other: daemons stand still, nodes are away, blocks vanish or do not come. */
final class Disturbances implements Runnable {
    /** As deep as the gateway waits; deeper ones it is not protected against, nor says so. */
    private static final int MOST_BLOCKS = 3;

    private static final int LONGEST_MILLIS = 1_000;

    private final Random random;
    private final Stage stage;
    private final Lives gateway;
    private final Lives bridge;
    private final Duration longestPeace;
    private final Map<String, Long> counts = new TreeMap<>();
    private final Thread thread = Thread.ofVirtual().name("disturbances").unstarted(this);
    private volatile boolean going = true;

    /** @param longestPeace between two of them */
    Disturbances(long seed, Stage stage, Lives gateway, Lives bridge, Duration longestPeace) {
        this.longestPeace = longestPeace;
        this.random = new Random(~seed);
        this.stage = stage;
        this.gateway = gateway;
        this.bridge = bridge;
    }

    void begin() {
        thread.start();
    }

    void end() throws InterruptedException {
        going = false;
        thread.join();
    }

    /** How often each happened; to be read at the end. */
    Map<String, Long> counts() {
        return counts;
    }

    @Override
    public void run() {
        while (going) {
            LockSupport.parkNanos(millis((int) longestPeace.toMillis()).toNanos());
            disturb(millis(LONGEST_MILLIS));
        }
    }

    private Duration millis(int most) {
        return Duration.ofMillis(1L + random.nextInt(most));
    }

    private void disturb(Duration time) {
        switch (random.nextInt(6)) {
            case 0 -> stops("gateway stopped and continued", gateway, time);
            case 1 -> stops("bridge stopped and continued", bridge, time);
            case 2 ->
                happens(
                        "node away from the gateway",
                        () -> stage.gatewayToChain().isClosedFor(time));
            case 3 ->
                happens("node away from the bridge", () -> stage.bridgeToChain().isClosedFor(time));
            case 4 -> happens("chain reorganised", () -> stage.blocks().loses(1 + random.nextInt(MOST_BLOCKS)));
            default -> happens("no blocks", () -> stage.blocks().stands(time));
        }
    }

    private void stops(String what, Lives daemon, Duration time) {
        happens(what, () -> {
            Daemon victim = daemon.current();
            victim.gets("STOP");
            LockSupport.parkNanos(time.toNanos());
            victim.gets("CONT");
        });
    }

    private void happens(String what, Runnable disturbance) {
        disturbance.run();
        counts.merge(what, 1L, Long::sum);
    }
}
