package io.deopenchat.chaos.processes;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A way for HTTP/1.1 between two programs, on which whole messages get lost, late, doubled or cut, and which may be closed for
 * a while. An onlooker sees what passes.
 */
final class Road implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofMillis(400);
    private static final int PATIENCE_MILLIS = 30_000;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Weather weather;
    private final Onlooker onlooker;
    private final AtomicInteger faults = new AtomicInteger();
    private final Set<Trip> trips = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Sees the messages on a road; may answer one in the place of who it was sent to. */
    interface Onlooker {
        /** @return an answer, where the message is not to be passed on */
        default Optional<byte[]> request(HttpReader.Head head, byte[] body) {
            return Optional.empty();
        }

        /** The whole answer left whoever was asked; how much of it arrives is another matter. */
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

    private record Asked(Request request, Weather.Fate fate) {}

    Road(InetSocketAddress target, Weather weather, Onlooker onlooker) {
        this.target = target;
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
            Trip trip = new Trip(caller, callee);
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

    /** One connection with the messages on it. */
    private final class Trip {
        private final Socket caller;
        private final Socket callee;
        private final OutputStream back;
        private final OutputStream forth;
        private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

        Trip(Socket caller, Socket callee) throws IOException {
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
                Request request = new Request(head.get(), in.sizedBody(head.get()));
                Optional<byte[]> instead = onlooker.request(request.head(), request.body());
                if (instead.isPresent()) {
                    back.write(instead.get());
                } else {
                    passes(request);
                }
            }
        }

        private void passes(Request request) throws IOException {
            Weather.Fate fate = weather.fate();
            if (fate.fault() != Weather.Fault.NONE) {
                faults.incrementAndGet();
            }
            switch (fate.fault()) {
                case LOST -> {
                    LockSupport.parkNanos(SILENCE.toNanos());
                    throw new IOException("lost");
                }
                case CUT_BEFORE -> throw new IOException("cut");
                case DELAYED -> LockSupport.parkNanos(fate.delay().toNanos());
                case DUPLICATED -> Thread.ofVirtual().start(() -> sendsAgain(request));
                case NONE, CUT_ANSWER -> {}
            }
            asked.add(new Asked(request, fate));
            forth.write(request.head().wire());
            forth.write(request.body());
        }

        /** Whoever sent it never hears of the answer to the second one. */
        private void sendsAgain(Request request) {
            try (Socket second = new Socket()) {
                second.connect(target);
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
        }

        private void answers() {
            try {
                HttpReader in = new HttpReader(callee.getInputStream());
                for (var head = in.head(); head.isPresent(); head = in.head()) {
                    Asked question = asked.poll();
                    if (question == null) {
                        return;
                    }
                    new Answer(question.request(), question.fate(), head.get(), back).passes(in, onlooker);
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
}
