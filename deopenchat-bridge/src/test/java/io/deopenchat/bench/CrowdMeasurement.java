package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many paced streams at the same time: each has ten frames a second, and is stalled when it ever waits for ten of them. The
 * memory of a stream is what the processes hold more at their largest, divided by the streams.
 */
final class CrowdMeasurement {
    static final String STALLED = "streams stalled";
    static final String HELD = "streams held";
    static final String MEMORY = "memory of a stream";
    private static final int EVERY_MILLIS = 100;
    private static final Duration STALL = Duration.ofMillis(10L * EVERY_MILLIS);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int BEGUN_PER_SECOND = 250;
    private static final int READ_BYTES = 64 * 1_024;

    private final Results results;
    private final Plan plan;

    CrowdMeasurement(Results results, Plan plan) {
        this.results = results;
        this.plan = plan;
    }

    void run(Target target) {
        int frames = (int) (plan.crowdTime().toMillis() / EVERY_MILLIS);
        Requests requests = target.requests(Script.call(Script.Wish.PACED, EVERY_MILLIS, frames));
        requests.prepare(plan.crowd());
        try (Crowd crowd = new Crowd(target, requests, frames)) {
            crowd.watch();
            note(target, crowd, frames);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note(Target target, Crowd crowd, int frames) {
        long[] delays = crowd.delays.toArray();
        double perStream = (crowd.largest - crowd.before) / 1024.0 / plan.crowd();
        ObjectNode raw = results.list("crowd").addObject();
        raw.put("target", target.name().toString())
                .put("streams", plan.crowd())
                .put("whole", crowd.whole)
                .put("stalled", crowd.stalled())
                .put("framesEach", frames)
                .put("frames", crowd.frames)
                .put("residentBefore", crowd.before)
                .put("residentAtMost", crowd.largest)
                .put("processorNanos", crowd.processorNanos)
                .put("delayP50Nanos", (long) Samples.quantile(delays, 0.5))
                .put("delayP99Nanos", (long) Samples.quantile(delays, 0.99))
                .put("delayMaxNanos", (long) Samples.quantile(delays, 1));
        crowd.failures.forEach(raw.withArray("/failures")::add);
        results.add(HELD, target.name(), crowd.whole, "");
        results.add(STALLED, target.name(), (double) crowd.stalled(), "");
        if (!target.pids().isEmpty()) {
            results.add(MEMORY, target.name(), perStream, "KiB");
            results.add("CPU per frame in a crowd", target.name(), crowd.processorNanos / 1e3 / crowd.frames, "µs");
        }
        results.add(
                "a frame in a crowd on its way, 99th percentile",
                target.name(),
                Samples.quantile(delays, 0.99) / 1e6,
                "ms");
    }

    /** The clients of all streams, on one thread. */
    private final class Crowd implements AutoCloseable {
        private final Target target;
        private final Requests requests;
        private final Selector selector = Selector.open();
        private final List<Stream> streams = new ArrayList<>();
        private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
        private final Samples delays = new Samples();
        private final List<String> failures = new ArrayList<>();
        private final long before;
        private final long end;
        private long largest;
        private long frames;
        private int whole;
        private int gone;
        private long nextLook;
        private final long processorBefore;
        private long processorNanos;

        private Crowd(Target target, Requests requests, int frames) throws IOException {
            this.target = target;
            this.requests = requests;
            before = Machine.residentBytes(target.pids());
            largest = before;
            processorBefore = Machine.processorNanos(target.pids());
            end = System.nanoTime()
                    + Duration.ofMillis((long) frames * EVERY_MILLIS)
                            .plusSeconds(plan.crowd() / BEGUN_PER_SECOND)
                            .plus(GRACE)
                            .toNanos();
        }

        private void watch() throws IOException {
            long began = System.nanoTime();
            while (whole + gone < plan.crowd() && System.nanoTime() < end) {
                long due = (System.nanoTime() - began) * BEGUN_PER_SECOND / 1_000_000_000 + 1;
                while (streams.size() < Math.min(due, plan.crowd())) {
                    streams.add(new Stream(streams.size()));
                }
                selector.select(this::ready, 2);
                lookAtMemory();
            }
            processorNanos = Machine.processorNanos(target.pids()) - processorBefore;
        }

        private void lookAtMemory() {
            if (System.nanoTime() > nextLook) {
                nextLook = System.nanoTime() + 500_000_000;
                largest = Math.max(largest, Machine.residentBytes(target.pids()));
            }
        }

        private void ready(SelectionKey key) {
            if (key.attachment() instanceof Stream stream) {
                try {
                    stream.read();
                } catch (IOException broken) {
                    fail(key, String.valueOf(broken.getMessage()));
                }
            }
        }

        private void fail(SelectionKey key, String why) {
            key.cancel();
            gone++;
            if (failures.size() < 3) {
                failures.add(why);
            }
        }

        /** Those that waited too long once, or never came to their end. */
        private long stalled() {
            return streams.stream()
                    .filter(stream -> stream.longestGap > STALL.toNanos() || !stream.isWhole)
                    .count();
        }

        private final class Stream {
            private final SocketChannel channel;
            private final AnswerReader answer = new AnswerReader();
            private final Requests.Next request;
            private long lastFrameAt;
            private long longestGap;
            private boolean isWhole;

            private Stream(int lane) throws IOException {
                channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()));
                request = requests.next(lane);
                answer.begin(this::seen);
                channel.write(ByteBuffer.wrap(request.bytes()));
                lastFrameAt = System.nanoTime();
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, this);
            }

            private void seen(long writtenAt, long readAt) {
                frames++;
                delays.add(readAt - writtenAt);
                longestGap = Math.max(longestGap, readAt - lastFrameAt);
                lastFrameAt = readAt;
            }

            private void read() throws IOException {
                in.clear();
                if (channel.read(in) < 0) {
                    throw new IOException(isWhole ? "closed behind its end" : "a stream was cut: " + answer.end());
                }
                in.flip();
                if (answer.feed(in, System.nanoTime())) {
                    if (answer.status() != 200) {
                        throw new IOException(answer.status() + " " + answer.end());
                    }
                    isWhole = true;
                    whole++;
                    requests.answered(request, answer);
                    channel.close();
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Stream stream : streams) {
                stream.channel.close();
            }
            selector.close();
        }
    }
}
