package io.deopenchat.gateway.api;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One HTTP/1.1 connection that reads no faster than a test says. */
final class TestConnection implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private Buffer body = Buffer.buffer();
    private boolean bodyEnded;

    /** @param headers in lower case */
    record Head(int status, Map<String, String> headers) {
        String header(String name) {
            String value = headers.get(name.toLowerCase(Locale.ROOT));
            if (value == null) {
                throw new IllegalStateException("no header " + name + " in " + this);
            }
            return value;
        }
    }

    private Head head = new Head(0, Map.of());

    /** @param receiveBuffer bytes that the other side may send before anything is read; 0 for the usual */
    TestConnection(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    TestConnection send(String method, String path, Map<String, String> headers, byte[] content) throws IOException {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nhost: gateway\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        text.append("content-length: ").append(content.length).append("\r\n\r\n");
        OutputStream out = socket.getOutputStream();
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.write(content);
        out.flush();
        return this;
    }

    /** Reads as far as the end of the headers. */
    Head head() throws IOException {
        String[] statusLine = line().split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        head = new Head(Integer.parseInt(statusLine[1]), headers);
        return head;
    }

    /** Reads until the body contains {@code text}. */
    TestConnection readUntil(String text) throws IOException {
        while (!body.toString().contains(text)) {
            if (!readMore()) {
                throw new EOFException("the answer ended without '" + text + "': " + body);
            }
        }
        return this;
    }

    /** Reads until the body has so many bytes. */
    TestConnection readBytes(int count) throws IOException {
        while (body.length() < count) {
            if (!readMore()) {
                throw new EOFException("the answer ended after " + body.length() + " bytes");
            }
        }
        return this;
    }

    /** The body so far. */
    Buffer body() {
        return body;
    }

    /** The body as a whole. */
    Buffer readAll() throws IOException {
        while (readMore()) {
            // until it ends
        }
        return body;
    }

    private boolean readMore() throws IOException {
        if (bodyEnded) {
            return false;
        }
        if (head.headers().containsKey("transfer-encoding")) {
            int length = Integer.parseInt(line(), 16);
            body.appendBytes(exactly(length));
            line();
            bodyEnded = length == 0;
            return !bodyEnded;
        }
        body.appendBytes(exactly(Integer.parseInt(head.headers().getOrDefault("content-length", "0"))));
        bodyEnded = true;
        return true;
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the connection ended within a body");
        }
        return bytes;
    }

    private String line() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended within a line");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    /** Sends exactly these bytes. */
    TestConnection sendRaw(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends what the other side may no longer take. */
    TestConnection trySend(String method, String path) {
        try {
            return send(method, path, Map.of(), new byte[0]);
        } catch (IOException closed) {
            return this;
        }
    }

    /** Ready for another answer on the same connection. */
    void next() {
        body = Buffer.buffer();
        bodyEnded = false;
    }

    /** Everything until the other side ends the connection, in whatever way. */
    String readToTheEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException reset) {
            // what came before it counts
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits for a byte, or the end. */
    boolean isClosedByTheOtherSide() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Ends the connection as a program does that is killed: nothing more is taken. */
    void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
