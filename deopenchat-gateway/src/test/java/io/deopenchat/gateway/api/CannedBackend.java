package io.deopenchat.gateway.api;

import io.deopenchat.gateway.backend.BackendConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A backend whose work is easily told from that of others: it has platform threads, and answers each call with bytes it was given. */
final class CannedBackend implements AutoCloseable {
    private final ServerSocket server;
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();

    CannedBackend() throws IOException {
        server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    BackendConfig config() {
        return BackendConfig.of(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1"), null);
    }

    /** What calls that contain this get, head included. */
    void answers(String mark, String response) {
        answers.put(mark, response.getBytes(StandardCharsets.UTF_8));
    }

    Iterable<Thread> threads() {
        return threads;
    }

    private void start(Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().name("canned-backend").unstarted(work);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // that is the end of it
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[64 * 1_024];
            int length = 0;
            while (true) {
                int count = in.read(buffer, length, buffer.length - length);
                if (count < 0) {
                    return;
                }
                length += count;
                String call = new String(buffer, 0, length, StandardCharsets.UTF_8);
                if (call.endsWith("}")) {
                    length = 0;
                    socket.getOutputStream().write(answerTo(call));
                }
            }
        } catch (IOException gone) {
            // the gateway closed it
        }
    }

    private byte[] answerTo(String call) {
        return answers.entrySet().stream()
                .filter(entry -> call.contains(entry.getKey()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody said what to answer to " + call))
                .getValue();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
