package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.api.TestConnection.Head;
import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClientFiles;
import io.deopenchat.gateway.config.Patience;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may begin rounds, and what nobody is refused. */
@Timeout(120)
class ClientListsTest {
    private static final String CHAT = "{\"model\":\"" + Offer.MODEL
            + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final ClientKey client = new ClientKey("client");
    private final ClientKey other = new ClientKey("other");
    private final Path directory;
    private final Path list;
    private @Nullable TestGateway started;
    private long seconds = 1_000;

    ClientListsTest(@TempDir Path directory) {
        this.directory = directory;
        this.list = directory.resolve("clients");
    }

    @AfterEach
    void close() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    private TestGateway starts(ClientFiles files) {
        TestGateway gateway =
                new TestGateway(directory, null, new AccessConfig(0, 0, 0, 0, List.of(), Patience.DEFAULT, files));
        gateway.accounts().update(Escrow.of(client, 100_000_000).state());
        gateway.accounts().update(Escrow.of(other, 100_000_000).state());
        started = gateway;
        return gateway;
    }

    private void lists(String... lines) throws IOException {
        Files.write(list, List.of(lines));
        seconds++;
        Files.setLastModifiedTime(list, FileTime.fromMillis(seconds * 1_000));
    }

    private static void isServed(TestGateway gateway, ClientKey who, long sequence) throws IOException {
        TestConnection answer = gateway.post(gateway.wish(who, sequence, CHAT));
        gateway.backend().next().answers(TestBackend.completion("Hello", 7, 1));
        assertThat(answer.head().status()).isEqualTo(200);
    }

    private static void isRefused(TestGateway gateway, ClientKey who, long sequence) throws IOException {
        TestConnection answer = gateway.post(gateway.wish(who, sequence, CHAT));
        Head head = answer.head();
        assertThat(head.status()).isEqualTo(403);
        assertThat(Json.parseObject(answer.readAll().getBytes())
                        .path("error")
                        .path("code")
                        .textValue())
                .isEqualTo("client_refused");
        assertThat(gateway.accounts().find(who.address(), sequence)).isEmpty();
        assertThat(gateway.refusals()).contains(ErrorCode.CLIENT_REFUSED);
    }

    @Test
    void onlyTheAllowedBeginRounds() throws IOException {
        lists("# friends", "", client.address() + "  # the first one");
        TestGateway gateway = starts(new ClientFiles(list, null));

        isServed(gateway, client, 1);
        isRefused(gateway, other, 1);
    }

    @Test
    void theDeniedBeginNoRoundsAlsoWhereTheyAreAllowed() throws IOException {
        lists(other.address().toString());
        TestGateway gateway = starts(new ClientFiles(list, list));

        isRefused(gateway, other, 1);
        isRefused(gateway, client, 1);
    }

    @Test
    void whoIsDeniedInTheMeantimeStillFetchesRoundsSeesTheAccountAndLeaves() throws IOException {
        lists("# nobody yet");
        TestGateway gateway = starts(new ClientFiles(null, list));
        isServed(gateway, client, 1);

        lists(client.address().toString());
        Eventually.holds("the client is refused", () -> status(gateway) == 403);

        assertThat(gateway.post(gateway.wish(client, 1, CHAT)).head().status()).isEqualTo(200);
        assertThat(gateway.access(client, "GET", Headers.ROUNDS_PATH + "1")
                        .head()
                        .status())
                .isEqualTo(200);
        assertThat(gateway.access(client, "GET", Headers.ACCOUNT_PATH).head().status())
                .isEqualTo(200);
        assertThat(gateway.access(client, "POST", Headers.RELEASE_PATH).head().status())
                .isEqualTo(200);
    }

    /** Of a request that is refused anyway, for want of escrow: nothing begins. */
    private int status(TestGateway gateway) {
        try {
            return gateway.post(gateway.wish(client, 2, CHAT).maxCost(1_000_000_000))
                    .head()
                    .status();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aLineThatIsNoAddressIsNamed() throws IOException {
        lists("# friends", "0x12");

        assertThatThrownBy(() -> starts(new ClientFiles(list, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(list + ", line 2")
                .hasMessageContaining("one address on each line");
    }
}
