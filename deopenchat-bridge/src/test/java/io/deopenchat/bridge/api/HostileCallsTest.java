package io.deopenchat.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bridge that demands a key, over raw sockets. Each call is a good one but for one thing, and shows the right key unless the
 * key is that thing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileCallsTest {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String CHAT = "POST /v1/chat/completions HTTP/1.1";
    private static final String HOST = "Host: 127.0.0.1:PORT";
    private static final String KEY = "Authorization: Bearer KEY";
    private static final String JSON = "Content-Type: application/json";
    private static final String LENGTH = "Content-Length: LENGTH";

    private final FakeGateway gateway = new FakeGateway();
    private final RunningBridge bridge;
    private final String key;

    HostileCallsTest(@TempDir Path directory) {
        key = ApplicationKeys.in(directory, InstantSource.system())
                .makeFirst()
                .orElseThrow()
                .secret();
        bridge = RunningBridge.spending(directory, new Registry(gateway.endpoint()));
    }

    @BeforeAll
    void answersTheGoodOne() throws IOException {
        assertThat(send(call(CHAT, HOST, KEY, JSON, LENGTH))).startsWith("HTTP/1.1 200");
    }

    @AfterAll
    void signedNothingElse() {
        assertThat(bridge.rounds()).hasSize(1);
        bridge.close();
        gateway.close();
        assertThat(gateway.requests()).hasSize(1);
    }

    static List<String> hostile() {
        List<String> all = new ArrayList<>();
        HOSTS.forEach(host -> all.add(call(CHAT, host, KEY, JSON, LENGTH)));
        PAGES.forEach(page -> all.add(call(CHAT, HOST + "\r\n" + page, KEY, JSON, LENGTH)));
        TYPES.forEach(type -> all.add(call(CHAT, HOST, KEY, type, LENGTH)));
        KEYS.forEach(shown -> all.add(call(CHAT, HOST, shown, JSON, LENGTH)));
        LINES.forEach(line -> all.add(call(line, HOST, KEY, JSON, LENGTH)));
        LENGTHS.forEach(length -> all.add(call(CHAT, HOST, KEY, JSON, length)));
        return all;
    }

    private static String call(String line, String host, String shown, String type, String length) {
        return String.join("\r\n", line, host, shown, type, length, "", "BODY", "", "");
    }

    private static final List<String> HOSTS = List.of(
            "Host: evil.example:PORT",
            "Host: evil.example",
            "Host: 127.0.0.1",
            "Host: 127.0.0.1:80",
            "Host: 127.0.0.1:PORT0",
            "Host: 127.0.0.1.nip.example:PORT",
            "Host: localhost.evil.example:PORT",
            "Host: localhost.:PORT",
            "Host: 127.0.0.2:PORT",
            "Host: 0.0.0.0:PORT",
            "Host: 0:PORT",
            "Host: 127.1:PORT",
            "Host: 0x7f000001:PORT",
            "Host: 2130706433:PORT",
            "Host: [::ffff:127.0.0.1]:PORT",
            "Host: [::]:PORT",
            "Host: user@127.0.0.1:PORT",
            "Host: 127.0.0.1:PORT, evil.example",
            "Host: http://127.0.0.1:PORT",
            "Host: 127.0.0.1:PORT/",
            "Host:",
            "X-Forwarded-Host: 127.0.0.1:PORT",
            "Host: 127.0.0.1:PORT\r\nHost: evil.example:PORT",
            "Host: evil.example:PORT\r\nX-Forwarded-Host: 127.0.0.1:PORT");

    private static final List<String> PAGES = List.of(
            "Origin: http://evil.example",
            "Origin: https://evil.example:PORT",
            "Origin: null",
            "Origin:",
            "Origin: file://",
            "Origin: chrome-extension://abcdefghijklmnop",
            "Origin: https://127.0.0.1:PORT",
            "Origin: http://127.0.0.1",
            "Origin: http://127.0.0.1:3000",
            "Origin: http://127.0.0.1:PORT.evil.example",
            "Origin: http://127.0.0.1:PORT\r\nOrigin: http://evil.example",
            "Origin: http://127.0.0.1:PORT http://evil.example",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site",
            "Sec-Fetch-Site: same-origin, cross-site",
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Upgrade: h2c, WebSocket\r\nConnection: Upgrade");

    private static final List<String> TYPES = List.of(
            "X-Nothing: here",
            "Content-Type:",
            "Content-Type: text/plain",
            "Content-Type: text/plain; application/json",
            "Content-Type: text/json",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: application/jsonp");

    private static final List<String> KEYS = List.of(
            "X-Nothing: here",
            "Authorization:",
            "Authorization: Bearer",
            "Authorization: Bearer any",
            "Authorization: KEY",
            "Authorization: Basic KEY",
            "Authorization: Bearer KEYx",
            "Authorization: Bearer xKEY",
            "Authorization: Bearer KEY, Bearer any",
            "Authorization: Bearer any\r\nAuthorization: Bearer KEY",
            "Authorization: Bearer KEY\r\nX-Api-Key: KEY",
            "X-Api-Key: any",
            "X-Api-Key:",
            "Proxy-Authorization: Bearer KEY",
            "Cookie: key=KEY",
            "Api-Key: KEY");

    private static final List<String> LINES = List.of(
            "POST http://evil.example/v1/chat/completions HTTP/1.1",
            "POST http://127.0.0.1:PORT/v1/chat/completions HTTP/1.1",
            "POST /v1/chat/completions/../../../etc/passwd HTTP/1.1",
            "GET /v1/chat/completions HTTP/1.1",
            "PUT /v1/chat/completions HTTP/1.1",
            "PATCH /v1/chat/completions HTTP/1.1",
            "HEAD /v1/chat/completions HTTP/1.1",
            "OPTIONS /v1/chat/completions HTTP/1.1",
            "TRACE /v1/chat/completions HTTP/1.1",
            "CONNECT evil.example:443 HTTP/1.1",
            "POST /v1/chat/completions HTTP/9.9",
            "POST /v1/chat/completions HTTP/1.2",
            "POST /v1/chat/completions HTTP/0.9",
            "POST /v1/chat/completions",
            "PRI * HTTP/2.0");

    private static final List<String> LENGTHS = List.of(
            "Content-Length: -1",
            "Content-Length: 0",
            "Content-Length: LENGTH\r\nContent-Length: 1",
            "Content-Length: LENGTH\r\nTransfer-Encoding: chunked",
            "Content-Length: LENGTH\r\nContent-Encoding: gzip",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: identity, chunked");

    @Test
    void thereAreMoreThanSixty() {
        assertThat(hostile()).doesNotHaveDuplicates().hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void isRefused(String request) throws IOException {
        assertThat(send(request)).as(request).matches("(?s)|HTTP/\\d.\\d 4\\d\\d.*");
    }

    @Test
    void neitherAKeyInTheUrlNorOneInTheBodyCounts() throws IOException {
        assertThat(send(call("POST /v1/chat/completions?key=KEY HTTP/1.1", HOST, "X-Nothing: here", JSON, LENGTH)))
                .startsWith("HTTP/1.1 401");
    }

    /** The first bytes of the answer; none where the connection was closed without one. */
    private String send(String request) throws IOException {
        String body = RunningBridge.chat(false);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write(request.replace("PORT", Integer.toString(bridge.port()))
                            .replace("KEY", key)
                            .replace("LENGTH", Integer.toString(body.length()))
                            .replace("BODY", body)
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[4_096];
            int read = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
        }
    }
}
