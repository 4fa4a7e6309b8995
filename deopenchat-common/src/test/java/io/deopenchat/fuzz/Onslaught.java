package io.deopenchat.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends requests over many connections at the same time, some whole, some in pieces, some cut short, and looks at what comes
 * back: statuses, what no answer may hold, and whether every connection ends.
 */
public final class Onslaught {
    /** What a client waits for an answer that may never come, before it says that nothing follows. */
    private static final int SILENCE_MILLIS = 60;

    /** After that a server has this long to end the connection. */
    private static final int END_MILLIS = 20_000;

    private static final int CONNECTIONS = 48;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    private final int port;
    private final List<String> secrets;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicIntegerArray statuses = new AtomicIntegerArray(1_000);
    private final AtomicInteger hangs = new AtomicInteger();
    private boolean isPatient;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /** @param secrets what no answer may hold */
    public Onslaught(int port, List<String> secrets) {
        this.port = port;
        this.secrets = List.copyOf(secrets);
    }

    /** No connection is cut short from now on, and each waits for its answer however long that takes. */
    public Onslaught waitsForAnswers() {
        isPatient = true;
        return this;
    }

    /** @param requests by number; asked for by several threads at the same time */
    public Onslaught sends(int count, IntFunction<byte[]> requests) {
        next.set(0);
        List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                workers.add(threads.submit(() -> {
                    for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                        send(n, requests.apply(n));
                    }
                }));
            }
        }
        workers.forEach(Onslaught::finished);
        return this;
    }

    private static void finished(Future<?> worker) {
        try {
            worker.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void send(int number, byte[] request) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            write(socket.getOutputStream(), request, number % 4 == 1);
            if (!isPatient && number % 8 == 7) {
                socket.setSoLinger(true, 0);
                return;
            }
            socket.setSoTimeout(isPatient ? END_MILLIS : SILENCE_MILLIS);
            listen(socket, answer);
            socket.shutdownOutput();
            socket.setSoTimeout(END_MILLIS);
            socket.getInputStream().transferTo(answer);
        } catch (SocketTimeoutException hang) {
            hangs.incrementAndGet();
            faults.add("no end of connection " + number);
        } catch (IOException closed) {
            // what came before it counts
        }
        judge(number, answer.toString(StandardCharsets.ISO_8859_1));
    }

    private static void write(OutputStream out, byte[] request, boolean inPieces) throws IOException {
        int piece = inPieces ? Math.max(1, request.length / 16) : Math.max(1, request.length);
        for (int at = 0; at < request.length; at += piece) {
            out.write(request, at, Math.min(piece, request.length - at));
            out.flush();
        }
    }

    private static void listen(Socket socket, ByteArrayOutputStream answer) throws IOException {
        byte[] bytes = new byte[8_192];
        try {
            for (int read = socket.getInputStream().read(bytes);
                    read >= 0;
                    read = socket.getInputStream().read(bytes)) {
                answer.write(bytes, 0, read);
            }
        } catch (SocketTimeoutException silence) {
            // it waits for more, or has answered
        }
    }

    private void judge(int number, String answer) {
        Matcher status = STATUS.matcher(answer);
        while (status.find()) {
            int code = Integer.parseInt(status.group(1));
            statuses.incrementAndGet(code);
            if (code >= 500) {
                faults.add("request " + number + " was answered with " + code + ": " + answer);
            }
        }
        for (String secret : secrets) {
            if (answer.contains(secret)) {
                faults.add("the answer to request " + number + " holds '" + secret + "': " + answer);
            }
        }
    }

    /** How many answers had this status. */
    public int answered(int status) {
        return statuses.get(status);
    }

    /** What was wrong, the first of it in words. */
    public List<String> faults() {
        return faults.stream().limit(10).toList();
    }

    /** For people. */
    public String summary() {
        StringBuilder summary = new StringBuilder("hangs " + hangs);
        for (int code = 0; code < statuses.length(); code++) {
            if (statuses.get(code) > 0) {
                summary.append(", ").append(code).append(": ").append(statuses.get(code));
            }
        }
        return summary.toString();
    }
}
