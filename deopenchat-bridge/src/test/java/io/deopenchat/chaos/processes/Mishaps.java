package io.deopenchat.chaos.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What machines do to daemons under load: a disk is full, a sync fails, a clock jumps. In the first two cases a daemon has to end
 * with code 1, having acknowledged nothing that is not on the disk; then it finds room, and goes on. In the third it may refuse
 * what it takes for late, and goes on when the clock is right.
 */
final class Mishaps {
    private static final Duration TO_GIVE_UP = Duration.ofSeconds(20);
    private static final Duration TO_GO_ON = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(10);
    /** Longer than a daemon's clock is believed without a look at the file that it is in. */
    private static final Duration WITH_A_WRONG_CLOCK = Duration.ofMillis(1_300);

    private static final List<Duration> JUMPS = List.of(
            Duration.ofMinutes(2),
            Duration.ofMinutes(-2),
            Duration.ofHours(1),
            Duration.ofHours(-1),
            Duration.ofDays(3),
            Duration.ofDays(-3));

    private final Daemons daemons;
    private final List<Mishap> happened = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    Mishaps(Daemons daemons) {
        this.daemons = daemons;
    }

    List<Mishap> happened() {
        return happened;
    }

    /** What this machine cannot do to a daemon, and why. */
    List<String> skipped() {
        return skipped;
    }

    void happenTo(Lives daemon) throws InterruptedException {
        theDiskIsFull(daemon);
        aSyncFails(daemon);
        theClockJumps(daemon);
    }

    /** No file may grow beyond some bytes: a write fails as on a disk without room. */
    private void theDiskIsFull(Lives daemon) throws InterruptedException {
        if (!isThere("prlimit")) {
            skipped.add("a full disk (prlimit is not installed)");
            return;
        }
        endsByItself(
                "full disk of the " + daemon.name(), daemon, List.of("prlimit", "--pid", pid(daemon), "--fsize=4096:"));
    }

    private void aSyncFails(Lives daemon) throws InterruptedException {
        if (!isThere("strace")) {
            skipped.add("a sync that fails (strace is not installed)");
            return;
        }
        endsByItself(
                "failing sync of the " + daemon.name(),
                daemon,
                List.of(
                        "strace",
                        "-f",
                        "-q",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=fsync,fdatasync",
                        "-e",
                        "inject=fsync,fdatasync:error=EIO",
                        "-p",
                        pid(daemon)));
    }

    private static String pid(Lives daemon) {
        return Long.toString(daemon.current().pid());
    }

    private void endsByItself(String what, Lives daemon, List<String> command) throws InterruptedException {
        Process trouble = started(command);
        Optional<Integer> code = daemon.current().ends(TO_GIVE_UP);
        if (code.isEmpty() && !trouble.isAlive() && trouble.exitValue() != 0) {
            skipped.add(what + " (" + command.getFirst() + " ended with " + trouble.exitValue() + ")");
            return;
        }
        happened.add(new Mishap(
                what, "ends with code 1", code.filter(ended -> ended == 1).isPresent()));
        if (code.isEmpty()) {
            daemon.dies();
        }
        trouble.waitFor(TO_GIVE_UP.toSeconds(), TimeUnit.SECONDS);
        daemon.livesAgain();
        daemon.isReady();
        happened.add(new Mishap(what + ", then room", "answers again within 30 s", answersAgain()));
    }

    private void theClockJumps(Lives daemon) throws InterruptedException {
        if (!daemons.clocks().canJump()) {
            skipped.add("jumps of the clock (libfaketime is not installed)");
            return;
        }
        hasOurClock(daemon, true);
        for (Duration jump : JUMPS) {
            daemons.clocks().isOffBy(daemon.name(), jump);
            LockSupport.parkNanos(WITH_A_WRONG_CLOCK.toNanos());
        }
        boolean lived = daemon.current().isAlive();
        daemons.clocks().isOffBy(daemon.name(), Duration.ZERO);
        String what = "jumps of the clock of the " + daemon.name();
        happened.add(new Mishap(what, "lives on", lived));
        happened.add(new Mishap(what + ", then the right time", "answers again within 30 s", answersAgain()));
        hasOurClock(daemon, false);
    }

    private void hasOurClock(Lives daemon, boolean ours) {
        daemons.clocks().isOurs(daemon.name(), ours);
        daemon.isKilled();
        daemon.isReady();
        answersAgain();
    }

    /** Whether as many chats as there are callers are answered whole, and as many again: the first may be old ones. */
    private boolean answersAgain() {
        long enough = daemons.load().whole() + 2L * Plan.CALLERS;
        long end = System.nanoTime() + TO_GO_ON.toNanos();
        while (daemons.load().whole() < enough) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static Process started(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
