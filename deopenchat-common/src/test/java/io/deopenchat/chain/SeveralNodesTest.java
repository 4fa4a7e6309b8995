package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.StubNode.Reply;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeveralNodesTest {
    private static final Address CONTRACT = Address.parse("0x00000000000000000000000000000000000000cc");
    private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final SignedTransaction TRANSACTION = new SignedTransaction(
            Hash.keccak256("transaction"), 4, 21_000, new Fees(BigInteger.ONE, BigInteger.TEN), "0x02");

    private final StubNode first = node(100);
    private final StubNode second = node(100);
    private Instant now = START;
    private final ChainClient client =
            ChainClient.connect(List.of(first.url(), second.url()), TIMEOUT, TIMEOUT, () -> now);

    private static StubNode node(int head) {
        return new StubNode()
                .on("eth_chainId", Reply.result("\"0x13a\""))
                .on("eth_getCode", Reply.result("\"0x60016002\""))
                .on("eth_getLogs", Reply.result("[]"))
                .on("eth_call", Reply.result("\"0x01\""))
                .on("eth_blockNumber", head(head))
                .on("eth_getBlockByNumber", newestBlock(START));
    }

    private static Reply newestBlock(Instant time) {
        return Reply.result(
                "{\"number\":\"0x64\",\"timestamp\":\"0x" + Long.toHexString(time.getEpochSecond()) + "\"}");
    }

    private static Reply head(int number) {
        return Reply.result("\"0x" + Integer.toHexString(number) + "\"");
    }

    @BeforeEach
    void pin() {
        client.pin(314, Map.of(CONTRACT, Hash.keccak256(new byte[] {0x60, 1, 0x60, 2})));
    }

    @AfterEach
    void close() {
        client.close();
        first.close();
        second.close();
    }

    @Test
    void asksTheFirstThatWasGiven() {
        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x01");

        assertThat(second.asked("eth_call")).isEmpty();
        assertThat(client.endpointName()).isEqualTo(first.url().substring("http://".length()));
    }

    @Test
    void asksTheNextWhereOneIsDown() {
        first.close();

        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x01");
        assertThat(client.endpointName()).isEqualTo(second.url().substring("http://".length()));
    }

    static Stream<Reply> failures() {
        return Stream.of(
                Reply.BROKEN,
                new Reply(503, "down"),
                new Reply(429, "slow down"),
                new Reply(200, "<html>"),
                Reply.error(-32_005, "daily request count exceeded, request rate limited"),
                Reply.error(429, "busy"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void asksTheNextWhereOneFails(Reply failure) {
        first.on("eth_call", failure);

        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x01");
    }

    @Test
    void anErrorOfTheNodeIsAnAnswer() {
        first.on("eth_call", Reply.error(-32_000, "header not found"));

        assertThatThrownBy(() -> client.read(CONTRACT, "0x")).hasMessageContaining("header not found");
        assertThat(second.asked("eth_call")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "execution reverted",
                "message execution failed (exit=[33], revert reason=[none], vm error=[contract reverted])"
            })
    void aRevertIsAnAnswer(String message) {
        first.on("eth_call", Reply.error(11, message, "0x"));

        assertThatThrownBy(() -> client.read(CONTRACT, "0x")).isInstanceOf(ContractRefusal.class);
        assertThat(second.asked("eth_call")).isEmpty();
    }

    @Test
    void aNodeThatFailedRestsAndIsCheckedAgainBeforeItCounts() {
        first.on("eth_call", Reply.BROKEN);
        client.read(CONTRACT, "0x");
        first.on("eth_call", Reply.result("\"0x02\""));
        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x01");
        int checks = first.asked("eth_chainId").size();

        now = now.plus(Node.FIRST_REST);

        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x02");
        assertThat(first.asked("eth_chainId")).hasSize(checks + 1);
    }

    @Test
    void aNodeThatCameBackOnAnotherChainIsNotUsed() {
        first.on("eth_call", Reply.BROKEN);
        client.read(CONTRACT, "0x");
        first.on("eth_call", Reply.result("\"0x02\"")).on("eth_chainId", Reply.result("\"0x1\""));

        now = now.plus(Node.FIRST_REST);

        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x01");
    }

    @Test
    void aNodeWithOtherCodeIsNotUsed() {
        first.on("eth_getCode", Reply.result("\"0x6001\"")).on("eth_call", Reply.result("\"0x02\""));

        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x01");
        assertThat(first.asked("eth_call")).isEmpty();
    }

    @Test
    void saysOfEveryNodeWhyItIsNotUsed() {
        first.on("eth_chainId", Reply.result("\"0x1\""));
        second.on("eth_chainId", new Reply(403, "/v3/apikey"));

        assertThatThrownBy(() -> client.read(CONTRACT, "0x"))
                .isInstanceOf(ChainUnavailable.class)
                .hasMessageContaining("is on chain 1, expected chain 314")
                .hasMessageContaining("HTTP status 403")
                .hasMessageNotContaining("apikey");
    }

    @Test
    void asksThoseThatRestWhereNoOtherAnswers() {
        first.on("eth_call", Reply.BROKEN);
        client.read(CONTRACT, "0x");
        first.on("eth_call", Reply.result("\"0x02\""));
        second.close();

        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x02");
    }

    @Test
    void aNodeWhoseNewestBlockIsOldIsNotUsed() {
        second.on("eth_blockNumber", head(100 + Nodes.MAX_BEHIND + 1));
        first.on(
                "eth_getBlockByNumber",
                newestBlock(now.minus(Network.FILECOIN.receiptWait()).minusSeconds(1)));

        assertThat(client.headBlock()).isEqualTo(100 + Nodes.MAX_BEHIND + 1);
        client.read(CONTRACT, "0x");
        assertThat(first.asked("eth_call")).isEmpty();
    }

    @Test
    void aLaterNodeThatClaimsAHigherBlockLeavesAnEarlierOneInItsPlace() {
        second.on("eth_blockNumber", head(1_000_000));

        assertThat(client.headBlock()).isEqualTo(100);
        client.read(CONTRACT, "0x");
        assertThat(first.asked("eth_call")).hasSize(1);
        assertThat(second.asked("eth_call")).isEmpty();
    }

    @Test
    void aLaterNodeThatIsBehindAnEarlierOneIsLeftOut() {
        second.on("eth_blockNumber", head(100 - Nodes.MAX_BEHIND - 1));
        client.headBlock();

        first.on("eth_call", Reply.BROKEN);

        assertThatThrownBy(() -> client.read(CONTRACT, "0x")).hasMessageContaining("is behind");
    }

    @Test
    void theFirstIsAskedWhereTheChainItselfStandsStill() {
        now = now.plus(Network.FILECOIN.receiptWait()).plusSeconds(1);

        assertThat(client.headBlock()).isEqualTo(100);
        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x01");
        assertThat(second.asked("eth_call")).isEmpty();
    }

    @Test
    void aNodeThatComesInIsNotUsedIfItIsFarBehindOneThatIsGone() {
        assertThat(client.headBlock()).isEqualTo(100);
        second.on("eth_blockNumber", head(100 - Nodes.MAX_BEHIND - 1));
        client.pin(314, Map.of());
        first.close();

        assertThatThrownBy(() -> client.read(CONTRACT, "0x"))
                .isInstanceOf(ChainUnavailable.class)
                .hasMessageContaining("is behind: its newest block is 94, block 100 was seen before");
        now = now.plus(Node.HEAD_COUNTS).plusSeconds(1);
        assertThat(client.read(CONTRACT, "0x")).isEqualTo("0x01");
    }

    @Test
    void takesNoLogsFromANodeThatDoesNotHaveTheBlocks() {
        second.on("eth_blockNumber", head(98));
        client.headBlock();
        first.on("eth_getLogs", Reply.BROKEN);

        assertThatThrownBy(() -> client.logs(CONTRACT, List.of(), 90, 100, 100))
                .isInstanceOf(ChainUnavailable.class)
                .hasMessageContaining("block 100 was seen before");
        assertThat(second.asked("eth_getLogs")).isEmpty();
    }

    @Test
    void sendsTheSameBytesToTheNextNode() {
        first.on("eth_sendRawTransaction", Reply.BROKEN);
        second.on("eth_sendRawTransaction", Reply.error(-32_000, "already known"));

        assertThat(client.deliver(TRANSACTION)).isEqualTo(new Delivery.Accepted());
        assertThat(second.asked("eth_sendRawTransaction")
                        .getFirst()
                        .at("/params/0")
                        .asText())
                .isEqualTo("0x02");
    }

    @Test
    void whatTheNextNodeRefusesMayHaveArrivedWithTheFirst() {
        first.on("eth_sendRawTransaction", Reply.BROKEN);
        second.on("eth_sendRawTransaction", Reply.error(-32_000, "nonce too low"));

        assertThat(client.deliver(TRANSACTION)).isInstanceOf(Delivery.Uncertain.class);
    }

    @Test
    void whatNoNodeWasReachedWithWasNotSent() {
        first.on("eth_sendRawTransaction", new Reply(429, ""));
        second.close();

        assertThatThrownBy(() -> client.deliver(TRANSACTION)).isInstanceOf(ChainUnavailable.class);
    }

    @Test
    void aRefusalIsTheAnswerOfAllNodes() {
        first.on("eth_sendRawTransaction", Reply.error(-32_000, "insufficient funds"));

        assertThat(client.deliver(TRANSACTION))
                .isInstanceOfSatisfying(
                        Delivery.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Delivery.Reason.TOO_POOR));
        assertThat(second.asked("eth_sendRawTransaction")).isEmpty();
    }
}
