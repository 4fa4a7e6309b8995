package io.deopenchat.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A streamed answer on a socket of its own, read to the byte that a test says, and then cut off. */
final class CutStream implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int leftInChunk;

    private CutStream(URI target) throws IOException {
        socket = new Socket(target.getHost(), target.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /**
     * Sends the call and reads the head of the answer, which must be a 200.
     *
     * @param headers name, value, name, value..
     */
    static CutStream post(String url, byte[] content, List<String> headers) throws IOException {
        URI target = URI.create(url);
        CutStream stream = new CutStream(target);
        StringBuilder head = new StringBuilder("POST " + target.getPath() + " HTTP/1.1\r\nhost: "
                + target.getAuthority() + "\r\ncontent-length: " + content.length + "\r\n");
        for (int i = 0; i < headers.size(); i += 2) {
            head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
        }
        stream.socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.UTF_8));
        stream.socket.getOutputStream().write(content);
        String status = stream.line();
        if (!status.contains(" 200 ")) {
            throw new AssertionError("expected a 200, got " + status);
        }
        while (!stream.line().isEmpty()) {
            // until the body begins
        }
        return stream;
    }

    /** Reads until so many bytes of the body are there, and not one more. */
    String readTo(int bytes) throws IOException {
        while (body.size() < bytes) {
            if (leftInChunk == 0) {
                leftInChunk = chunk();
            }
            byte[] read = in.readNBytes(Math.min(leftInChunk, bytes - body.size()));
            body.writeBytes(read);
            leftInChunk -= read.length;
            if (read.length == 0) {
                throw new EOFException("the answer ended after " + body.size() + " bytes: " + body);
            }
            if (leftInChunk == 0) {
                line();
            }
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    /** Reads the rest of the body. */
    String readToEnd() throws IOException {
        body.writeBytes(in.readNBytes(leftInChunk));
        for (int size = leftInChunk > 0 ? chunkAfterAnother() : chunk(); size > 0; size = chunkAfterAnother()) {
            body.writeBytes(in.readNBytes(size));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private int chunkAfterAnother() throws IOException {
        line();
        return chunk();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended within a line");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    /** As when the process is killed: whatever comes now is refused. */
    @Override
    public void close() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
