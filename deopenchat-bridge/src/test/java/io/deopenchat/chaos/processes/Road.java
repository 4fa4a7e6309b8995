package io.deopenchat.chaos.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A way for HTTP/1.1 between two programs, on which whole messages get lost, late, doubled or cut, by the weather or by
 * appointment, and which may be closed for a while. An onlooker sees what passes.
 */
final class Road implements AutoCloseable {
    private final ServerSocket server;
    private final Place place;
    private final InetSocketAddress target;
    private final Weather weather;
    private final Onlooker onlooker;
    private final Appointments appointments;
    private final AtomicInteger faults = new AtomicInteger();
    private final Set<Trip> trips = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Sees the messages on a road; may answer one in the place of who it was sent to. */
    interface Onlooker {
        /** @return an answer, where the message is not to be passed on */
        default Optional<byte[]> request(HttpReader.Head head, byte[] body) {
            return Optional.empty();
        }

        /**
         * An answer left whoever was asked, whole, or up to where somebody died; how much of it arrives is another matter.
         */
        default void answer(Request request, HttpReader.Head head, byte[] content) {}
    }

    /** A whole message on its way there. */
    static final class Request {
        private final HttpReader.Head head;
        private final byte[] body;

        Request(HttpReader.Head head, byte[] body) {
            this.head = head;
            this.body = body;
        }

        HttpReader.Head head() {
            return head;
        }

        byte[] body() {
            return body;
        }
    }

    Road(Place place, InetSocketAddress target, Weather weather, Onlooker onlooker, Appointments appointments) {
        this.place = place;
        this.target = target;
        this.appointments = appointments;
        this.weather = weather;
        this.onlooker = onlooker;
        try {
            this.server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    int faults() {
        return faults.get();
    }

    Weather weather() {
        return weather;
    }

    Place place() {
        return place;
    }

    InetSocketAddress target() {
        return target;
    }

    Onlooker onlooker() {
        return onlooker;
    }

    Appointments appointments() {
        return appointments;
    }

    void countsFault() {
        faults.incrementAndGet();
    }

    /** Nobody gets through, and whoever is on the way is thrown out. */
    void isClosedFor(Duration time) {
        closed = true;
        trips.forEach(Trip::end);
        LockSupport.parkNanos(time.toNanos());
        closed = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = server.accept();
                Thread.ofVirtual().start(() -> carry(caller));
            }
        } catch (IOException gone) {
            // the road is taken away
        }
    }

    private void carry(Socket caller) {
        try (caller;
                Socket callee = new Socket()) {
            if (closed) {
                return;
            }
            callee.connect(target);
            Trip trip = new Trip(this, caller, callee);
            trips.add(trip);
            try {
                trip.goes();
            } finally {
                trips.remove(trip);
            }
        } catch (IOException | RuntimeException broken) {
            // whoever called finds the connection closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        trips.forEach(Trip::end);
    }
}
