package io.deopenchat.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad road to a gateway, until it is mended: each connection ends at a byte that a seed says, in order, with a reset, or by
 * falling silent before that. What comes from the gateway may be held back, too.
 */
final class FaultyProxy implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final int MOST_BYTES = 16_000;
    private static final int ENDS_AT_ONCE_ONE_IN = 20;
    private static final int PIECE = 8_192;

    private final ServerSocket server;
    private final int target;
    private final Random random;
    private final Duration delay;
    private final AtomicInteger faults = new AtomicInteger();
    private volatile boolean mended;

    private enum Fault {
        CUT,
        RESET,
        HALF_OPEN
    }

    /** @param after so many bytes from the gateway */
    private record Fate(Fault fault, int after) {}

    /** @param delay of each piece from the gateway */
    FaultyProxy(int target, long seed, Duration delay) {
        this.target = target;
        this.random = new Random(seed);
        this.delay = delay;
        try {
            this.server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** No faults from now on; delays stay. */
    void isMended() {
        mended = true;
    }

    int faults() {
        return faults.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = server.accept();
                Fate fate = fate();
                Thread.ofVirtual().start(() -> carry(caller, fate));
            }
        } catch (IOException closed) {
            // nobody can call any more
        }
    }

    private Fate fate() {
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
        return new Fate(fault, random.nextInt(ENDS_AT_ONCE_ONE_IN) == 0 ? 0 : random.nextInt(MOST_BYTES));
    }

    private void carry(Socket caller, Fate fate) {
        try (caller;
                Socket gateway = new Socket(InetAddress.getLoopbackAddress(), target)) {
            caller.setTcpNoDelay(true);
            gateway.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> forward(caller, gateway));
            back(gateway.getInputStream(), caller, fate);
        } catch (IOException broken) {
            // one of the two is gone, and now so is the other
        }
    }

    private static void forward(Socket caller, Socket gateway) {
        try (gateway) {
            caller.getInputStream().transferTo(gateway.getOutputStream());
        } catch (IOException broken) {
            // the other direction notices
        }
    }

    private void back(InputStream gateway, Socket caller, Fate fate) throws IOException {
        OutputStream out = caller.getOutputStream();
        byte[] piece = new byte[PIECE];
        int left = fate.after();
        while (mended || left > 0) {
            int read = gateway.read(piece, 0, mended ? PIECE : Math.min(PIECE, left));
            if (read < 0) {
                return;
            }
            LockSupport.parkNanos(delay.toNanos());
            out.write(piece, 0, read);
            left -= read;
        }
        strike(fate.fault(), caller);
    }

    private void strike(Fault fault, Socket caller) throws IOException {
        faults.incrementAndGet();
        if (fault == Fault.HALF_OPEN) {
            LockSupport.parkNanos(SILENCE.toNanos());
        }
        if (fault != Fault.CUT) {
            caller.setSoLinger(true, 0);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
