package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.StubNode.Reply;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainClientTest {
    private static final Address CONTRACT = Address.parse("0x00000000000000000000000000000000000000cc");
    private static final Duration SHORT = Duration.ofMillis(300);

    private final StubNode node = new StubNode();
    private final ChainClient client = ChainClient.connect(node.url());

    @AfterEach
    void close() {
        client.close();
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://node/secretkey", "node:8545/secretkey", "http:///secretkey", "secretkey\\", ""})
    void refusesWhatIsNoHttpUrlWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> ChainClient.connect(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://")
                .hasMessageNotContaining("secretkey");
    }

    @Test
    void namesANodeThatIsDownAndTheRemedy() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (ChainClient down = ChainClient.connect("http://user:apikey@127.0.0.1:" + port + "/v3/apikey?k=apikey")) {
            assertThatThrownBy(down::chainId)
                    .isInstanceOf(ChainUnavailable.class)
                    .hasMessage("no connection to the node at 127.0.0.1:" + port
                            + "; check that it runs and --chain-endpoint")
                    .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain("apikey"));
        }
    }

    @Test
    void namesAnUnknownHost() {
        try (ChainClient nowhere = ChainClient.connect("http://node.invalid/apikey")) {
            assertThatThrownBy(nowhere::chainId)
                    .isInstanceOf(ChainUnavailable.class)
                    .hasMessageContaining("node.invalid")
                    .hasMessageNotContaining("apikey");
        }
    }

    @Test
    void givesUpOnANodeThatDoesNotAnswer() {
        node.on("eth_chainId", (question, upstream) -> {
            try {
                Thread.sleep(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Reply.BROKEN;
        });

        try (ChainClient impatient = ChainClient.connect(node.url(), SHORT, SHORT)) {
            assertThatThrownBy(impatient::chainId)
                    .isInstanceOf(ChainUnavailable.class)
                    .hasMessageContaining("did not answer eth_chainId in time");
        }
    }

    @Test
    void tellsAnHttpFailureWithoutRepeatingItsBody() {
        node.on("eth_chainId", new Reply(403, "no access for /v3/apikey"));

        assertThatThrownBy(client::chainId)
                .isInstanceOf(ChainUnavailable.class)
                .hasMessageContaining("HTTP status 403")
                .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain("apikey"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>gateway</html>", "{\"jsonrpc\":", "null", "{\"jsonrpc\":\"2.0\",\"id\":1}"})
    void tellsAnAnswerThatIsNone(String body) {
        node.on("eth_chainId", new Reply(200, body));

        assertThatThrownBy(client::chainId).isInstanceOf(ChainUnavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0xzz\"", "\"latest\"", "\"0x\"", "\"0x1ffffffffffffffff\""})
    void tellsANumberThatIsNone(String result) {
        node.on("eth_chainId", Reply.result(result));

        assertThatThrownBy(client::chainId).isInstanceOf(ChainUnavailable.class);
    }

    @Test
    void tellsWhatTheNodeRefusedInOneLine() {
        node.on("eth_blockNumber", Reply.error(-32_000, "busy\\nINFO all is well"));

        assertThatThrownBy(client::headBlock)
                .isInstanceOf(ChainUnavailable.class)
                .hasMessageContaining("refused eth_blockNumber: busy?INFO all is well (code -32000)");
    }

    @Test
    void knowsARevertByItsDataWhateverTheCode() {
        String data = "0x08c379a0" + "0".repeat(62) + "20" + "0".repeat(63) + "2" + "6e6f" + "0".repeat(60);
        for (int code : new int[] {3, 11, -32_000}) {
            node.on("eth_call", Reply.error(code, "message execution failed", data));

            assertThatThrownBy(() -> client.read(CONTRACT, "0x"))
                    .isInstanceOf(ContractRefusal.class)
                    .hasMessage("no");
        }
    }

    @Test
    void knowsARevertWithoutData() {
        node.on("eth_call", Reply.error(-32_000, "execution reverted"));

        assertThatThrownBy(() -> client.read(CONTRACT, "0x")).isInstanceOf(ContractRefusal.class);
    }

    @Test
    void readsAtTheLastBlockBeforeANullRound() {
        node.on(
                "eth_call",
                (question, upstream) -> question.path("params").get(1).asText().equals("0x62")
                        ? Reply.result("\"0x01\"")
                        : Reply.error(12, "requested epoch was a null round (100)"));

        assertThat(client.readAt(CONTRACT, "0x", 100)).isEqualTo("0x01");
    }

    @Test
    void givesUpWhenThereAreTooManyNullRounds() {
        node.on("eth_call", Reply.error(12, "requested epoch was a null round"));

        assertThatThrownBy(() -> client.readAt(CONTRACT, "0x", 100)).isInstanceOf(ChainUnavailable.class);
        assertThat(node.asked("eth_call")).hasSize(11);
    }

    @Test
    void asksForLogsInPages() {
        node.on("eth_getLogs", Reply.result("[]"));

        assertThat(client.logs(CONTRACT, List.of(List.of("0x01")), 10, 35, 10)).isEmpty();

        assertThat(node.asked("eth_getLogs"))
                .extracting(question -> question.at("/params/0/fromBlock").asText() + " to "
                        + question.at("/params/0/toBlock").asText())
                .containsExactly("0xa to 0x13", "0x14 to 0x1d", "0x1e to 0x23");
    }

    @Test
    void asksForNoLogsOfAnEmptyRange() {
        assertThat(client.logs(CONTRACT, List.of(), 10, 9, 10)).isEmpty();
        assertThat(node.asked("eth_getLogs")).isEmpty();
    }

    @Test
    void halvesARangeThatTheNodeFindsTooLarge() {
        node.on("eth_getLogs", (question, upstream) -> {
            long from = Long.decode(question.at("/params/0/fromBlock").asText());
            long to = Long.decode(question.at("/params/0/toBlock").asText());
            return to - from > 3 ? Reply.error(-32_005, "range too large") : Reply.result("[]");
        });

        assertThat(client.logs(CONTRACT, List.of(), 0, 15, 100)).isEmpty();
        assertThat(node.asked("eth_getLogs")).hasSize(7);
    }

    @Test
    void doesNotHalveForEver() {
        node.on("eth_getLogs", Reply.error(-32_000, "no logs here"));

        assertThatThrownBy(() -> client.logs(CONTRACT, List.of(), 0, 15, 100)).isInstanceOf(ChainUnavailable.class);
        assertThat(node.asked("eth_getLogs")).hasSize(5);
    }

    @Test
    void knowsNoTransactionThatIsNotMined() {
        node.on("eth_getTransactionReceipt", Reply.result("null"));

        assertThat(client.mined(Hash.keccak256("unknown"))).isEmpty();
    }

    @Test
    void sendsUserInfoAsBasicAuthentication() {
        node.on("eth_chainId", Reply.result("\"0x7a69\""));
        try (ChainClient authenticated = ChainClient.connect(node.url().replace("http://", "http://user:word@"))) {
            assertThat(authenticated.chainId()).isEqualTo(31_337);
        }

        assertThat(node.authorizations()).containsExactly("Basic dXNlcjp3b3Jk");
    }

    @Test
    void readsAChain() {
        try (Anvil anvil = Anvil.start();
                ChainClient chain = anvil.client()) {
            assertThat(chain.chainId()).isEqualTo(31_337);
            assertThat(chain.headBlock()).isZero();
            assertThat(chain.balance(Anvil.address(0))).isEqualTo(Wei.parseWithUnit("10000 ether"));
            assertThat(chain.code(CONTRACT)).isEmpty();
            assertThat(chain.endpointName()).startsWith("127.0.0.1:");
        }
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
