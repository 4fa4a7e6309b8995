package io.deopenchat.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is put somewhere comes back as it was, or not at all. The node is a stub that speaks Kubo's API. */
class BlockStoreTest {
    private static final byte[] BLOCK = "a block\r\n--with lines--\r\n".getBytes(StandardCharsets.UTF_8);
    private static final Cid CID = Cid.of(BLOCK);

    private final Map<String, byte[]> blocks = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private String named = CID.toString();
    private int status = 200;
    private HttpServer server;
    private IpfsNode node;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v0/add", this::add);
        server.createContext("/api/v0/cat", this::cat);
        server.start();
        node = new IpfsNode(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void add(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().getQuery());
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
        String boundary = form.substring(0, form.indexOf("\r\n"));
        int from = form.indexOf("\r\n\r\n") + 4;
        blocks.put(
                named,
                form.substring(from, form.lastIndexOf("\r\n" + boundary + "--")).getBytes(StandardCharsets.ISO_8859_1));
        answer(
                exchange,
                ("{\"Name\":\"bundle\",\"Hash\":\"" + named + "\",\"Size\":\"25\"}\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void cat(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        answer(exchange, blocks.getOrDefault(query.substring(query.indexOf("arg=") + 4), new byte[0]));
    }

    private void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void aNodeKeepsABlockInOnePiece() throws IOException {
        assertThat(node.put(BLOCK)).isEqualTo(CID);

        assertThat(asked).containsExactly("cid-version=1&raw-leaves=true&pin=true&chunker=size-1048576");
        assertThat(node.get(CID)).isEqualTo(BLOCK);
    }

    @Test
    void aNodeThatNamesABlockOtherwiseIsNotBelieved() {
        named = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG";

        assertThatThrownBy(() -> node.put(BLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(named);
    }

    @Test
    void aNodeThatAnswersWithSomethingElseIsNotBelieved() {
        blocks.put(CID.toString(), "another".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> node.get(CID))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected block " + CID);
    }

    @Test
    void aNodeThatFailsIsToldOf() {
        status = 500;

        assertThatThrownBy(() -> node.put(BLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("status 500");
    }

    @Test
    void aFolderKeepsABlockUnderItsName(@TempDir Path directory) throws IOException {
        Folder folder = new Folder(directory.resolve("archive"));

        assertThat(folder.put(BLOCK)).isEqualTo(CID);
        assertThat(folder.get(CID)).isEqualTo(BLOCK);
        Files.writeString(directory.resolve("archive").resolve(CID.toString()), "another");
        assertThatThrownBy(() -> folder.get(CID)).isInstanceOf(IOException.class);
    }
}
