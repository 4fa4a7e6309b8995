package io.deopenchat.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * The backend of all measurements, a program of its own: one thread, no library, answers that were made before. Beside
 * calls it answers {@code /stats}: how many calls began, were answered whole, and were left by their client, and when the
 * last one was left.
 */
public final class FastBackend {
    private static final int BACKLOG = 4_096;
    private static final int READ_BYTES = 64 * 1_024;
    private static final int MAX_CALL_BYTES = 1 << 20;
    private static final byte[] ANSWER = Script.answer();
    private static final byte[] BURST = Script.burst();
    private static final byte[] TIMED = Script.timedFrame();
    private static final int DIGITS_AT =
            new String(TIMED, StandardCharsets.ISO_8859_1).indexOf(Script.WRITTEN_AT) + Script.WRITTEN_AT.length();

    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private final ByteBuffer out = ByteBuffer.allocateDirect(READ_BYTES);
    private final PriorityQueue<Client> paced = new PriorityQueue<>(Comparator.comparingLong(client -> client.nextAt));
    private long begun;
    private long completed;
    private long left;
    private long lastLeftAt;

    private FastBackend(Selector selector) {
        this.selector = selector;
    }

    public static void main(String[] arguments) throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            System.out.println("backend listening on " + server.socket().getLocalPort());
            new FastBackend(selector).serve();
        }
    }

    private void serve() throws IOException {
        while (true) {
            selector.select(this::ready, millisToNextFrame());
            writeDueFrames();
        }
    }

    /** 0 waits for whatever comes. */
    private long millisToNextFrame() {
        Client next = paced.peek();
        return next == null ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.nextAt - System.nanoTime()));
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept((ServerSocketChannel) key.channel());
            } else if (key.attachment() instanceof Client client) {
                read(client);
            }
        } catch (IOException gone) {
            leave(key);
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new Client(channel));
        }
    }

    private void leave(SelectionKey key) {
        key.cancel();
        if (key.attachment() instanceof Client client) {
            if (client.isWaiting) {
                left++;
                lastLeftAt = System.nanoTime();
                paced.remove(client);
            }
            client.close();
        }
    }

    private void read(Client client) throws IOException {
        in.clear();
        int count = client.channel.read(in);
        if (count < 0) {
            throw new IOException("the client left");
        }
        in.flip();
        String call = client.call.feed(in);
        if (call != null) {
            answer(client, call);
        }
    }

    private void answer(Client client, String call) throws IOException {
        if (call.startsWith("GET")) {
            client.write(out, call.startsWith("GET " + Script.STATS_PATH) ? stats() : Script.models());
            return;
        }
        begun++;
        if (call.contains(Script.Wish.ANSWER.mark())) {
            completed++;
            client.write(out, ANSWER);
        } else if (call.contains(Script.Wish.BURST.mark())) {
            completed++;
            client.write(out, BURST);
        } else {
            client.isWaiting = true;
            beginPaced(client, call);
        }
    }

    private void beginPaced(Client client, String call) throws IOException {
        int at = call.indexOf(Script.Wish.PACED.mark());
        if (at < 0) {
            return;
        }
        String[] words = call.substring(at).split(" ", 4);
        client.everyNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[1]));
        client.framesLeft = Integer.parseInt(words[2]);
        client.nextAt = System.nanoTime() + client.everyNanos;
        client.write(out, Script.streamHead());
        paced.add(client);
    }

    private void writeDueFrames() {
        long now = System.nanoTime();
        for (Client due = paced.peek(); due != null && due.nextAt <= now; due = paced.peek()) {
            paced.poll();
            try {
                writeFrame(due);
            } catch (IOException gone) {
                SelectionKey key = due.channel.keyFor(selector);
                if (key != null) {
                    leave(key);
                }
            }
        }
    }

    private void writeFrame(Client client) throws IOException {
        if (client.framesLeft-- == 0) {
            client.isWaiting = false;
            completed++;
            client.write(out, Script.streamEnd());
            return;
        }
        long now = System.nanoTime();
        for (int i = Script.DIGITS - 1; i >= 0; i--) {
            TIMED[DIGITS_AT + i] = (byte) ('0' + now % 10);
            now /= 10;
        }
        client.write(out, TIMED);
        client.nextAt += client.everyNanos;
        paced.add(client);
    }

    private byte[] stats() {
        return Script.whole(
                "application/json",
                "{\"begun\":" + begun + ",\"completed\":" + completed + ",\"left\":" + left + ",\"lastLeftAt\":"
                        + lastLeftAt + "}");
    }

    /** A connection, and what it is promised. */
    private static final class Client {
        private final SocketChannel channel;
        private final CallReader call = new CallReader(MAX_CALL_BYTES);
        private boolean isWaiting;
        private long nextAt;
        private long everyNanos;
        private int framesLeft;

        private Client(SocketChannel channel) {
            this.channel = channel;
        }

        /** Who does not take what fits into the buffers of the kernel is no part of a measurement. */
        private void write(ByteBuffer out, byte[] bytes) throws IOException {
            out.clear().put(bytes).flip();
            for (int i = 0; out.hasRemaining(); i++) {
                if (channel.write(out) == 0 && i > READ_BYTES) {
                    throw new IOException("the client reads too slowly");
                }
            }
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }
}
