package io.deopenchat.chaos.simulation;

/** Carries messages: some are lost, some arrive twice, and late ones overtake nobody and are overtaken. */
final class Network {
    private static final long USUAL_MILLIS = 40;

    private final World world;
    private long lost;
    private long repeated;

    Network(World world) {
        this.world = world;
    }

    void carry(Daemon to, Runnable arrival) {
        if (world.chance.percent(world.weather().lossPercent())) {
            lost++;
            return;
        }
        world.scheduler.after(delay(), () -> to.run(arrival));
        if (world.chance.percent(world.weather().duplicatePercent())) {
            repeated++;
            world.scheduler.after(delay(), () -> to.run(arrival));
        }
    }

    private long delay() {
        return world.chance.percent(10)
                ? world.chance.between(1, world.weather().lateMillis())
                : world.chance.between(1, USUAL_MILLIS);
    }

    long lost() {
        return lost;
    }

    long repeated() {
        return repeated;
    }
}
