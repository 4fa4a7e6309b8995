package io.deopenchat.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection, one call at a time. */
final class Caller implements AutoCloseable {
    private static final int READ_BYTES = 64 * 1_024;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private final AnswerReader answer = new AnswerReader();

    Caller(int port) {
        try {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(byte[] request, AnswerReader.Watch watch) throws IOException {
        answer.begin(watch);
        ByteBuffer bytes = ByteBuffer.wrap(request);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** @return nanoseconds from the first byte sent to the last byte read */
    long call(byte[] request, AnswerReader.Watch watch) {
        try {
            long start = System.nanoTime();
            send(request, watch);
            boolean whole = false;
            while (!whole) {
                whole = readMore();
            }
            return System.nanoTime() - start;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for some more of the answer; whether it is whole. */
    boolean readMore() throws IOException {
        in.clear();
        if (channel.read(in) < 0) {
            throw new IOException("the connection was closed within an answer");
        }
        in.flip();
        return answer.feed(in, System.nanoTime());
    }

    AnswerReader answer() {
        return answer;
    }

    /** One call of these, counted or not; the confirmations that are due go before it. */
    long callNext(Requests requests, AnswerReader.Watch watch) {
        while (true) {
            Requests.Next next = requests.next(0);
            long nanos = call(next.bytes(), watch);
            if (answer.status() != 200) {
                throw new CannotMeasure("expected 200, got " + answer.status() + ": " + answer.end());
            }
            requests.answered(next, answer);
            if (next.isCounted()) {
                return nanos;
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
