package io.deopenchat.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page, or whoever else should not, can try over a raw socket. Nothing of it may be signed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalGuardTest {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** Calls of this test that are accepted: one before all others, and one for each of the own names. */
    private static final int ACCEPTED = 1 + 5;

    private final FakeGateway gateway = new FakeGateway();
    private final RunningBridge bridge;

    LocalGuardTest(@TempDir Path directory) {
        bridge = new RunningBridge(directory, new Registry(gateway.endpoint()));
    }

    @BeforeAll
    void accepts() throws IOException {
        assertThat(chat("Host: 127.0.0.1:PORT", "Content-Type: application/json"))
                .startsWith("HTTP/1.1 200");
    }

    @AfterAll
    void signedNothingElse() {
        bridge.close();
        gateway.close();
        assertThat(gateway.requests()).hasSize(ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost:PORT",
                "Host: LOCALHOST:PORT",
                "Host: [::1]:PORT",
                "Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\nSec-Fetch-Site: same-origin",
                "Host: localhost:PORT\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk"
            })
    void answersItsOwnNames(String headers) throws IOException {
        assertThat(chat(headers, "Content-Type: application/json; charset=utf-8"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example:PORT",
                "Host: evil.example",
                "Host: localhost",
                "Host: 127.0.0.1",
                "Host: localhost.evil.example:PORT",
                "Host: 127.0.0.1.evil.example:PORT",
                "Host: localhost.:PORT",
                "Host: 127.0.0.2:PORT",
                "Host: 0.0.0.0:PORT",
                "Host: 127.1:PORT",
                "Host: 2130706433:PORT",
                "Host: [::ffff:127.0.0.1]:PORT",
                "Host: localhost:1",
                "Host: user@localhost:PORT",
                "Host:",
                "X-Nothing: here",
                "Host: localhost:PORT\r\nHost: evil.example:PORT",
                "Host: localhost:PORT\r\nHost: localhost:PORT",
                "Host: localhost:PORT\r\nOrigin: http://evil.example",
                "Host: localhost:PORT\r\nOrigin: null",
                "Host: localhost:PORT\r\nOrigin: https://localhost:PORT",
                "Host: localhost:PORT\r\nOrigin: http://localhost",
                "Host: localhost:PORT\r\nOrigin: http://localhost:3000",
                "Host: localhost:PORT\r\nOrigin: http://localhost:PORT.evil.example",
                "Host: localhost:PORT\r\nOrigin: http://localhost:PORT\r\nOrigin: http://evil.example",
                "Host: localhost:PORT\r\nOrigin: file://",
                "Host: localhost:PORT\r\nSec-Fetch-Site: cross-site",
                "Host: localhost:PORT\r\nSec-Fetch-Site: same-site",
                "Host: localhost:PORT\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                        + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
            })
    void refusesEverybodyElse(String headers) throws IOException {
        assertThat(chat(headers, "Content-Type: application/json")).matches("(?s)HTTP/1.1 4\\d\\d.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Nothing: here",
                "Content-Type: text/plain",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: application/jsonp",
                "Content-Type: text/plain; application/json"
            })
    void refusesWhatAPageMaySendWithoutAsking(String contentType) throws IOException {
        assertThat(chat("Host: localhost:PORT", contentType)).startsWith("HTTP/1.1 415");
    }

    @Test
    void refusesAnAbsoluteRequestTarget() throws IOException {
        assertThat(send("GET http://evil.example/v1/models HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void grantsNoOtherOriginAnything() throws IOException {
        String answer =
                send("OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: http://evil.example"
                        + "\r\nAccess-Control-Request-Method: POST\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 403").doesNotContainIgnoringCase("access-control-allow");
    }

    @Test
    void ignoresWhatThePageClaimsToBeAllowed() throws IOException {
        assertThat(
                        send(
                                "GET /v1/models HTTP/1.1\r\nHost: evil.example:PORT\r\nX-Forwarded-Host: localhost:PORT\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    private String chat(String headers, String contentType) throws IOException {
        String body = RunningBridge.chat(false);
        return send("POST /v1/chat/completions HTTP/1.1\r\n" + headers + "\r\n" + contentType + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    /** The first bytes of the answer. */
    private String send(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write(request.replace("PORT", Integer.toString(bridge.port()))
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[4_096];
            int read = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
        }
    }
}
