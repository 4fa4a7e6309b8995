package io.deopenchat.chaos.processes;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** One connection on a road, with the messages on it. */
final class Trip {
    static final Duration SILENCE = Duration.ofMillis(400);
    static final Duration LATE = Duration.ofMillis(250);
    private static final int PATIENCE_MILLIS = 30_000;

    private final Road road;
    private final Socket caller;
    private final Socket callee;
    private final OutputStream back;
    private final OutputStream forth;
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

    private record Asked(Road.Request request, Weather.Fate fate) {}

    Trip(Road road, Socket caller, Socket callee) throws IOException {
        this.road = road;
        this.caller = caller;
        this.callee = callee;
        caller.setTcpNoDelay(true);
        callee.setTcpNoDelay(true);
        this.back = caller.getOutputStream();
        this.forth = callee.getOutputStream();
    }

    void goes() throws IOException {
        Thread.ofVirtual().start(this::answers);
        HttpReader in = new HttpReader(caller.getInputStream());
        for (var head = in.head(); head.isPresent(); head = in.head()) {
            Road.Request request = new Road.Request(head.get(), in.sizedBody(head.get()));
            Optional<byte[]> instead = road.onlooker().request(request.head(), request.body());
            if (instead.isPresent()) {
                back.write(instead.get());
            } else {
                passes(request);
            }
        }
    }

    private void passes(Road.Request request) throws IOException {
        Optional<Appointments.Appointment> due =
                road.appointments().meets(() -> Moment.ofRequest(road.place(), request));
        if (due.isPresent()) {
            try {
                isStruck(request, due.get());
            } finally {
                due.get().isKept();
            }
        } else {
            endures(request, road.weather().fate());
        }
    }

    private void isStruck(Road.Request request, Appointments.Appointment due) throws IOException {
        switch (due.strike()) {
            case DROP -> isLost();
            case CUT -> {
                forth.write(request.head().wire());
                forth.write(request.body(), 0, request.body().length / 2);
                throw new IOException("cut");
            }
            case DOUBLE -> {
                sendsAgain(request);
                passesOn(request, Weather.Fate.NONE);
            }
            case DELAY -> {
                LockSupport.parkNanos(LATE.toNanos());
                passesOn(request, Weather.Fate.NONE);
            }
            case KILL_SENDER -> {
                due.kills();
                passesOn(request, Weather.Fate.NONE);
            }
            case KILL_RECEIVER -> {
                passesOn(request, Weather.Fate.NONE);
                due.kills();
            }
        }
    }

    private void endures(Road.Request request, Weather.Fate fate) throws IOException {
        if (fate.fault() != Weather.Fault.NONE) {
            road.countsFault();
        }
        switch (fate.fault()) {
            case LOST -> isLost();
            case CUT_BEFORE -> throw new IOException("cut");
            case DELAYED -> LockSupport.parkNanos(fate.delay().toNanos());
            case DUPLICATED -> sendsAgain(request);
            case NONE, CUT_ANSWER -> {}
        }
        passesOn(request, fate);
    }

    private static void isLost() throws IOException {
        LockSupport.parkNanos(SILENCE.toNanos());
        throw new IOException("lost");
    }

    private void passesOn(Road.Request request, Weather.Fate fate) throws IOException {
        asked.add(new Asked(request, fate));
        forth.write(request.head().wire());
        forth.write(request.body());
    }

    /** On a connection of its own; whoever sent it never hears of the answer to the second one. */
    void sendsAgain(Road.Request request) {
        Thread.ofVirtual().start(() -> {
            try (Socket second = new Socket()) {
                second.connect(road.target());
                second.setSoTimeout(PATIENCE_MILLIS);
                second.getOutputStream().write(request.head().wire());
                second.getOutputStream().write(request.body());
                HttpReader in = new HttpReader(second.getInputStream());
                var head = in.head();
                if (head.isPresent()) {
                    in.body(head.get(), (wire, length, content) -> {});
                }
            } catch (IOException gone) {
                // it was one too many
            }
        });
    }

    private void answers() {
        try {
            HttpReader in = new HttpReader(callee.getInputStream());
            for (var head = in.head(); head.isPresent(); head = in.head()) {
                Asked question = asked.poll();
                if (question == null) {
                    return;
                }
                new Answer(road, this, question.request(), question.fate(), head.get(), back).passes(in);
            }
        } catch (IOException | RuntimeException broken) {
            // both find their connections closed
        } finally {
            end();
        }
    }

    void end() {
        try (caller;
                callee) {
            caller.setSoLinger(true, 0);
        } catch (IOException gone) {
            // closed already
        }
    }
}
