package io.deopenchat.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls over a fixed number of connections from one thread. Closed: each connection sends its next call when it has its
 * answer. Open: calls are due at a rate, whoever is free takes the oldest, and the time of a call runs from when it was due,
 * so a path that stalls is not asked more gently for it.
 */
final class Load implements AutoCloseable {
    private static final int READ_BYTES = 256 * 1_024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final long NEVER = Long.MAX_VALUE;

    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private final List<Lane> lanes = new ArrayList<>();
    private final Requests requests;

    private Load(Selector selector, Requests requests) {
        this.selector = selector;
        this.requests = requests;
    }

    /**
     * What came of it.
     *
     * @param nanos of each counted call, in the order of their answers
     * @param span from the first call to the last answer
     * @param beside calls that were sent and not counted, like confirmations
     * @param failures what went wrong, at most the first few
     * @param failed how often
     */
    @SuppressWarnings("ArrayRecordComponent") // half a million numbers that are never compared
    record Outcome(long[] nanos, Duration span, long beside, List<String> failures, long failed) {
        double perSecond() {
            return nanos.length * 1e9 / Math.max(1, span.toNanos());
        }
    }

    static Load on(int port, int connections, Requests requests) {
        try {
            Load load = new Load(Selector.open(), requests);
            for (int i = 0; i < connections; i++) {
                load.lanes.add(load.new Lane(i, port));
            }
            return load;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many calls, each connection one at a time. */
    Outcome closed(long calls) {
        return new Run(calls, NEVER, 0).go();
    }

    /** Calls for so long, each connection one at a time. */
    Outcome closed(Duration howLong) {
        return new Run(NEVER, System.nanoTime() + howLong.toNanos(), 0).go();
    }

    /** As many calls a second, for so long. */
    Outcome open(double perSecond, Duration howLong) {
        long calls = Math.max(1, (long) (perSecond * howLong.toNanos() / 1e9));
        return new Run(calls, NEVER, (long) (1e9 / perSecond)).go();
    }

    /** One run; {@code everyNanos} is 0 where the connections themselves say when. */
    private final class Run {
        private final long calls;
        private final long until;
        private final long everyNanos;
        private final long beganAt = System.nanoTime();
        private final Deque<Lane> idle = new ArrayDeque<>(lanes);
        private final List<String> failures = new ArrayList<>();
        private final Samples samples = new Samples();
        private long sent;
        private long beside;
        private long failed;
        private long lastAnswerAt = beganAt;

        private Run(long calls, long until, long everyNanos) {
            this.calls = calls;
            this.until = until;
            this.everyNanos = everyNanos;
        }

        private Outcome go() {
            try {
                while (true) {
                    sendWhatIsDue();
                    if (isOver()) {
                        break;
                    }
                    selector.select(this::ready, millisToWait());
                    lookForTheLost();
                }
                return new Outcome(
                        samples.toArray(), Duration.ofNanos(lastAnswerAt - beganAt), beside, failures, failed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean isOver() {
            return idle.size() == lanes.size() && (sent >= calls || System.nanoTime() >= until);
        }

        private long millisToWait() {
            long wait = idle.isEmpty() || everyNanos == 0 || sent >= calls
                    ? 1_000
                    : (dueAt(sent) - System.nanoTime()) / 1_000_000;
            return Math.max(1, wait);
        }

        private long dueAt(long number) {
            return beganAt + number * everyNanos;
        }

        /** A selector wakes by the millisecond, which is too coarse for what is due: the last of it is waited for awake. */
        private void sendWhatIsDue() throws IOException {
            while (!idle.isEmpty() && sent < calls) {
                long now = System.nanoTime();
                long due = everyNanos == 0 ? now : dueAt(sent);
                if (now >= until || due - now > 1_000_000) {
                    return;
                }
                while (System.nanoTime() < due) {
                    if (selector.selectNow(this::ready) == 0) {
                        Thread.onSpinWait();
                    }
                }
                Lane lane = idle.poll();
                if (lane != null && lane.send(due)) {
                    sent++;
                }
            }
        }

        private void ready(SelectionKey key) {
            if (key.attachment() instanceof Lane lane) {
                try {
                    if (lane.read()) {
                        note(lane);
                    }
                } catch (IOException broken) {
                    fail(lane, String.valueOf(broken.getMessage()));
                }
            }
        }

        private void note(Lane lane) {
            lastAnswerAt = System.nanoTime();
            idle.add(lane);
            Requests.Next request = lane.takeRequest();
            int status = lane.answer.status();
            if (status != 200) {
                failed++;
                tell(status + " " + lane.answer.end());
            } else if (request.isCounted()) {
                samples.add(lastAnswerAt - lane.dueAt);
            } else {
                beside++;
            }
            requests.answered(request, lane.answer);
        }

        private void fail(Lane lane, String why) {
            failed++;
            tell(why);
            lane.connectAgain();
            idle.add(lane);
        }

        private void tell(String why) {
            if (failures.size() < 3) {
                failures.add(why.substring(0, Math.min(300, why.length())));
            }
        }

        private void lookForTheLost() {
            long now = System.nanoTime();
            for (Lane lane : lanes) {
                if (lane.request != null && now - lane.sentAt > LONGEST_WAIT.toNanos()) {
                    fail(lane, "no answer within " + LONGEST_WAIT.toSeconds() + " s");
                }
            }
        }
    }

    /** One connection, and the call on it. */
    private final class Lane {
        private final int number;
        private final int port;
        private final AnswerReader answer = new AnswerReader();
        private SocketChannel channel;
        private Requests.@Nullable Next request;
        private long dueAt;
        private long sentAt;

        private Lane(int number, int port) throws IOException {
            this.number = number;
            this.port = port;
            this.channel = connect();
        }

        private SocketChannel connect() throws IOException {
            SocketChannel opened = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.configureBlocking(false);
            opened.register(selector, SelectionKey.OP_READ, this);
            return opened;
        }

        /** @return whether that was one of the calls, and nothing beside them */
        private boolean send(long due) throws IOException {
            Requests.Next next = requests.next(number);
            request = next;
            dueAt = due;
            sentAt = System.nanoTime();
            answer.begin(AnswerReader.Watch.NOBODY);
            ByteBuffer bytes = ByteBuffer.wrap(next.bytes());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return next.isCounted();
        }

        private boolean read() throws IOException {
            in.clear();
            if (channel.read(in) < 0) {
                throw new IOException("the connection was closed");
            }
            in.flip();
            return request != null && answer.feed(in, System.nanoTime());
        }

        private Requests.Next takeRequest() {
            Requests.Next taken = request;
            request = null;
            if (taken == null) {
                throw new IllegalStateException("an answer to nothing");
            }
            return taken;
        }

        private void connectAgain() {
            request = null;
            try {
                channel.close();
                channel = connect();
            } catch (IOException e) {
                throw new UncheckedIOException("the path does not take connections any more", e);
            }
        }
    }

    @Override
    public void close() {
        try {
            for (Lane lane : lanes) {
                lane.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
