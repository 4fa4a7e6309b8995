package io.deopenchat.chaos.simulation;

import io.deopenchat.storage.SteppedDatabase;
import java.nio.file.Path;

/** A daemon that may end at any commit, and is started again some time later with nothing but its files. */
abstract class Daemon implements SteppedDatabase.Moments {
    private static final long LONGEST_OUTAGE_MILLIS = 60_000;
    private static final int TORN_PERCENT = 25;
    private static final int LONGEST_TORN_WRITE = 5_000;

    protected final World world;
    private boolean up;
    private int life;

    Daemon(World world) {
        this.world = world;
    }

    boolean isUp() {
        return up;
    }

    /** Which of its lives it is in: who spoke to an earlier one hears nothing. */
    int life() {
        return life;
    }

    void boot() {
        up = true;
        run(this::start);
    }

    /** Does something in this process, if there is one. */
    void run(Runnable step) {
        if (!up) {
            return;
        }
        try {
            step.run();
        } catch (Crash end) {
            crash();
        }
    }

    /** Later in this life. */
    void later(long millis, Runnable step) {
        int born = life;
        world.scheduler.after(millis, () -> {
            if (born == life) {
                run(step);
            }
        });
    }

    void crash() {
        up = false;
        life++;
        world.crashed();
        world.trace.note(() -> this + " ends");
        lose();
        world.scheduler.after(world.chance.between(100, LONGEST_OUTAGE_MILLIS), this::boot);
    }

    /** Ends a database of this process like the process. */
    protected void end(SteppedDatabase disk, Path file) {
        disk.crash();
        if (world.weather().crashPerMille() > 0 && world.chance.percent(TORN_PERCENT)) {
            world.files.tear(file, world.chance.bytes(world.chance.below(LONGEST_TORN_WRITE)));
        }
    }

    /** Reads its files and begins to work. */
    protected abstract void start();

    /** Forgets everything that is in memory. */
    protected abstract void lose();

    @Override
    public void beforeCommit() {
        maybeEnd();
    }

    @Override
    public void afterCommit() {
        maybeEnd();
    }

    private void maybeEnd() {
        if (up && world.chance.perMille(world.weather().crashPerMille())) {
            throw new Crash();
        }
    }
}
