package io.deopenchat.chaos.processes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** An answer on its way back, which may end before its end. */
final class Answer {
    private final Road road;
    private final Trip trip;
    private final Road.Request request;
    private final HttpReader.Head head;
    private final OutputStream back;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final boolean cut;
    private int left;

    Answer(Road road, Trip trip, Road.Request request, Weather.Fate fate, HttpReader.Head head, OutputStream back) {
        this.road = road;
        this.trip = trip;
        this.request = request;
        this.head = head;
        this.back = back;
        this.cut = fate.fault() == Weather.Fault.CUT_ANSWER;
        this.left = cut ? fate.after() : Integer.MAX_VALUE;
    }

    /** @throws IOException where its way ends before its end */
    void passes(HttpReader in) throws IOException {
        pass(head.wire(), () -> Moment.ofHead(road.place(), request, head));
        in.body(head, this::take);
        road.onlooker().answer(request, head, content.toByteArray());
        if (cut) {
            throw new IOException("cut");
        }
    }

    private void take(byte[] wire, int length, boolean isContent) throws IOException {
        byte[] piece = Arrays.copyOf(wire, length);
        boolean isFirst = isContent && content.size() == 0;
        if (isContent) {
            content.write(wire, 0, length);
        }
        pass(piece, () -> isContent ? Moment.ofPiece(road.place(), request, piece, isFirst) : Set.of());
    }

    private void pass(byte[] piece, Supplier<Set<Moment>> moments) throws IOException {
        Optional<Appointments.Appointment> due = road.appointments().meets(moments);
        if (due.isEmpty()) {
            pass(piece);
            return;
        }
        try {
            isStruck(piece, due.get());
        } finally {
            due.get().isKept();
        }
    }

    private void isStruck(byte[] piece, Appointments.Appointment due) throws IOException {
        switch (due.strike()) {
            case DROP -> {
                LockSupport.parkNanos(Trip.SILENCE.toNanos());
                throw new IOException("lost");
            }
            case CUT -> {
                back.write(piece, 0, piece.length / 2);
                throw new IOException("cut");
            }
            case DOUBLE -> {
                trip.sendsAgain(request);
                pass(piece);
            }
            case DELAY -> {
                LockSupport.parkNanos(Trip.LATE.toNanos());
                pass(piece);
            }
            case KILL_SENDER -> {
                due.kills();
                road.onlooker().answer(request, head, content.toByteArray());
                pass(piece);
            }
            case KILL_RECEIVER -> {
                pass(piece);
                due.kills();
            }
        }
    }

    private void pass(byte[] piece) throws IOException {
        int passing = Math.min(piece.length, left);
        back.write(piece, 0, passing);
        if (cut) {
            left -= passing;
        }
    }
}
