package io.deopenchat.bridge.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One call on a connection of its own, with what the SDKs of OpenAI say of their patience. */
public final class SdkCall implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    /** @param retries how often the same call was made before */
    public SdkCall(RunningBridge bridge, String body, Duration timeout, int retries) {
        this(
                bridge,
                body,
                "X-Stainless-Timeout: " + timeout.toSeconds() + "\r\nX-Stainless-Retry-Count: " + retries + "\r\n");
    }

    /** @param headers each with its line end */
    public SdkCall(RunningBridge bridge, String body, String headers) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), bridge.port());
            socket.setSoTimeout(PATIENCE_MILLIS);
            String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + bridge.port()
                    + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                    + "\r\n" + headers + "\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Head and body, as they came. */
    public String answer() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the first bytes. */
    public String firstBytes(int count) {
        try {
            return new String(socket.getInputStream().readNBytes(count), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
