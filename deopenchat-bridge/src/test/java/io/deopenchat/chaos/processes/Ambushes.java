package io.deopenchat.chaos.processes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Strikes at named messages, one after the other: first at each message once, in an order that the seed says, then with all
 * that may befall it. Between two strikes chats are answered again.
 */
final class Ambushes {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);
    private static final Duration WAIT_FOR_A_START = Duration.ofSeconds(20);
    private static final Duration LONGEST_PEACE = Duration.ofSeconds(4);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final int LONGEST_WORK_MILLIS = 12;
    /** Chats that are answered whole before the next strike. */
    private static final int PEACE = 8;

    private final Random random;
    private final Appointments appointments;
    private final Map<Place.Party, Lives> daemons;
    private final Load load;
    private final Map<Moment, Map<Strike, Long>> struck = new EnumMap<>(Moment.class);

    private record Ambush(Moment moment, Strike strike) {}

    Ambushes(long seed, Daemons daemons) {
        this.random = new Random(seed * 31);
        this.appointments = daemons.stage().appointments();
        this.daemons = Map.of(Place.Party.GATEWAY, daemons.gateway(), Place.Party.BRIDGE, daemons.bridge());
        this.load = daemons.load();
    }

    /** How often each message was struck, and by what. */
    Map<Moment, Map<Strike, Long>> struck() {
        return struck;
    }

    void happen(int count) throws InterruptedException {
        List<Ambush> plan = plan();
        for (int i = 0; i < count; i++) {
            happens(plan.get(i % plan.size()));
            hasPeace();
        }
    }

    private List<Ambush> plan() {
        List<Ambush> first = new ArrayList<>();
        List<Ambush> others = new ArrayList<>();
        for (Moment moment : Moment.values()) {
            List<Strike> strikes = new ArrayList<>(moment.strikes());
            Collections.shuffle(strikes, random);
            first.add(new Ambush(moment, strikes.removeFirst()));
            strikes.forEach(strike -> others.add(new Ambush(moment, strike)));
        }
        Collections.shuffle(first, random);
        Collections.shuffle(others, random);
        first.addAll(others);
        return first;
    }

    private void happens(Ambush ambush) throws InterruptedException {
        Moment moment = ambush.moment();
        if (moment.needsABrokenRound()) {
            isKept(new Ambush(Moment.LAST_EVENT, Strike.CUT), LONGEST_WAIT);
        }
        Appointments.Appointment appointment = appointment(ambush);
        appointments.agrees(appointment);
        if (moment.needsAStartOfTheBridge()) {
            lives(Place.Party.BRIDGE).isKilled();
        }
        boolean kept =
                appointments.isKept(appointment, moment.needsAStartOfTheBridge() ? WAIT_FOR_A_START : LONGEST_WAIT);
        concludes(ambush, kept);
    }

    private void isKept(Ambush ambush, Duration atMost) throws InterruptedException {
        Appointments.Appointment appointment = appointment(ambush);
        appointments.agrees(appointment);
        concludes(ambush, appointments.isKept(appointment, atMost));
    }

    private Appointments.Appointment appointment(Ambush ambush) {
        Duration work = Duration.ofMillis(random.nextInt(LONGEST_WORK_MILLIS));
        return new Appointments.Appointment(ambush.moment(), ambush.strike(), () -> {
            if (ambush.strike() == Strike.KILL_RECEIVER) {
                LockSupport.parkNanos(work.toNanos());
            }
            lives(ambush.moment().victim(ambush.strike())).dies();
        });
    }

    private void concludes(Ambush ambush, boolean kept) {
        if (kept) {
            struck.computeIfAbsent(ambush.moment(), moment -> new EnumMap<>(Strike.class))
                    .merge(ambush.strike(), 1L, Long::sum);
        }
        if (kept && ambush.strike().kills()) {
            lives(ambush.moment().victim(ambush.strike())).livesAgain();
        }
        daemons.values().forEach(Lives::isReady);
    }

    private Lives lives(Place.Party daemon) {
        Lives lives = daemons.get(daemon);
        if (lives == null) {
            throw new IllegalArgumentException("nobody kills the " + daemon);
        }
        return lives;
    }

    private void hasPeace() {
        long enough = load.whole() + PEACE;
        long end = System.nanoTime() + LONGEST_PEACE.toNanos();
        while (load.whole() < enough && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
