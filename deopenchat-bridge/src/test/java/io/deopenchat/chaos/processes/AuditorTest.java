package io.deopenchat.chaos.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rounds that are paid, told by all witnesses; then one of them lies, and the auditor has to find it. */
final class AuditorTest {
    private static final Auditor.Prices PRICES = new Auditor.Prices(BigInteger.valueOf(1_000_000));
    private static final BigInteger FIRST = PRICES.cost("chat-1");
    private static final BigInteger BOTH = FIRST.add(PRICES.cost("chat-2"));

    @TempDir
    Path scratch = Path.of(".");

    private final Wire wire = new Wire();
    private final Map<String, Integer> calls = new HashMap<>(Map.of("chat-1", 1, "chat-2", 1));
    private final Map<String, Told> told = new HashMap<>(Map.of("chat-1", Told.WHOLE, "chat-2", Told.WHOLE));
    private Path ledger = scratch;
    private Path journal = scratch;
    private BigInteger claimed = BOTH;

    @BeforeEach
    void twoRoundsArePaid() throws SQLException {
        ledger = scratch.resolve("ledger.sqlite");
        journal = scratch.resolve("bridge.journal");
        run(ledger, "CREATE TABLE account (confirmed TEXT)", "INSERT INTO account VALUES ('" + BOTH + "')");
        run(
                ledger,
                "CREATE TABLE round (sequence INTEGER, state TEXT, cost TEXT, request_signature TEXT, status INTEGER)");
        run(journal, "CREATE TABLE rounds (sequence INTEGER, state TEXT, receipt TEXT, reason TEXT)");
        run(journal, "CREATE TABLE confirmations (id INTEGER PRIMARY KEY, message TEXT)");
        run(
                journal,
                "INSERT INTO confirmations VALUES (1, '{\"confirmation\":{\"cumulativeCost\":\"" + BOTH + "\"}}')");
        isServed(1, "chat-1");
        isServed(2, "chat-2");
        confirms(BOTH, "0xaa");
        acknowledges(BOTH);
    }

    private void isServed(long sequence, String chat) throws SQLException {
        BigInteger cost = PRICES.cost(chat);
        run(ledger, "INSERT INTO round VALUES (%d, 'confirmed', '%s', '0x0%d', 0)".formatted(sequence, cost, sequence));
        run(
                journal,
                "INSERT INTO rounds VALUES (%d, 'confirmed', '{\"cost\":\"%s\"}', NULL)".formatted(sequence, cost));
        asks(sequence, "0x0" + sequence, chat);
        isBilled(sequence, cost);
    }

    private static void run(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private void asks(long sequence, String signature, String chat) {
        String request = encoded("{\"sequence\":\"" + sequence + "\"}");
        wire.request(
                head(
                        "POST /v1/chat/completions HTTP/1.1",
                        Map.of("deopenchat-request", request, "deopenchat-signature", signature)),
                bytes("{\"messages\":[{\"role\":\"user\",\"content\":\"" + chat + "\"}]}"));
    }

    private void isBilled(long sequence, BigInteger cost) {
        String receipt = encoded("{\"sequence\":\"%d\",\"cost\":\"%s\"}".formatted(sequence, cost));
        wire.answer(
                new Road.Request(head("POST /v1/chat/completions HTTP/1.1", Map.of()), bytes("{}")),
                head("HTTP/1.1 200 OK", Map.of("deopenchat-receipt", receipt)),
                bytes("{}"));
    }

    private static byte[] confirmation(BigInteger total, String transcript) {
        return bytes(
                "{\"confirmation\":{\"cumulativeCost\":\"%s\",\"transcript\":\"%s\"}}".formatted(total, transcript));
    }

    private void confirms(BigInteger total, String transcript) {
        wire.request(head("POST /deopenchat/v1/confirmations HTTP/1.1", Map.of()), confirmation(total, transcript));
    }

    private void acknowledges(BigInteger total) {
        wire.answer(
                new Road.Request(head("POST /deopenchat/v1/confirmations HTTP/1.1", Map.of()), bytes("{}")),
                head("HTTP/1.1 200 OK", Map.of()),
                confirmation(total, "0xaa"));
    }

    private static HttpReader.Head head(String first, Map<String, String> fields) {
        return new HttpReader.Head(first, fields, bytes(first));
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(json));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> findings() {
        Auditor auditor = new Auditor(ledger, journal, wire, PRICES);
        auditor.gatewayWasKilled();
        auditor.bridgeWasKilled();
        auditor.allIsQuiet(new Auditor.Testimony(calls, told, claimed, claimed));
        return auditor.findings();
    }

    @Test
    void findsNothingWhereEveryWitnessSaysTheSame() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void findsAnAcknowledgedConfirmationThatIsGone() throws SQLException {
        run(ledger, "UPDATE account SET confirmed = '" + FIRST + "'");
        assertThat(findings()).anyMatch(found -> found.contains("acknowledged is lost"));
    }

    @Test
    void findsAReceiptThatLeftAndIsNotInTheLedger() throws SQLException {
        run(ledger, "DELETE FROM round WHERE sequence = 2");
        assertThat(findings()).anyMatch(found -> found.startsWith("a receipt for sequence 2"));
    }

    @Test
    void findsAConfirmationThatTheBridgeForgot() throws SQLException {
        run(journal, "DELETE FROM confirmations");
        assertThat(findings()).anyMatch(found -> found.contains("bridge signed is lost"));
    }

    @Test
    void findsARequestThatTheBridgeForgot() throws SQLException {
        run(journal, "DELETE FROM rounds WHERE sequence = 1");
        assertThat(findings()).anyMatch(found -> found.contains("request 1, which its journal does not know"));
    }

    @Test
    void findsTwoConfirmationsOverOneTotal() {
        confirms(BOTH, "0xbb");
        assertThat(findings()).anyMatch(found -> found.contains("for transcript 0xaa and for 0xbb"));
    }

    @Test
    void findsAChatThatIsBilledTwice() throws SQLException {
        isServed(3, "chat-2");
        assertThat(findings()).anyMatch(found -> found.equals("chat-2 is billed 2 times: as [2, 3]"));
    }

    @Test
    void findsABillWithoutWork() {
        calls.remove("chat-1");
        assertThat(findings()).anyMatch(found -> found.contains("the backend was asked less often"));
    }

    @Test
    void findsAnAnswerThatNobodyBilled() {
        told.put("chat-3", Told.WHOLE);
        assertThat(findings()).containsExactly("chat-3 was answered whole and is not billed");
    }

    @Test
    void findsARoundThatStaysOpen() throws SQLException {
        run(journal, "UPDATE rounds SET state = 'intended' WHERE sequence = 1");
        assertThat(findings()).contains("round 1 stays intended in the journal");
    }

    @Test
    void findsABillThatStaysOpenBecauseTheBridgeGaveItsRoundUp() throws SQLException {
        isServedAfterItWasVoid("the gateway does not know it");
        assertThat(findings()).containsExactly("round 3 stays completed in the ledger");
    }

    /** Doubled on its way, and the second one served. */
    @Test
    void acceptsAnOpenBillOfARequestThatWasRefusedBefore() throws SQLException {
        isServedAfterItWasVoid("refused with status 409, rounds_in_flight");
        assertThat(findings()).isEmpty();
    }

    private void isServedAfterItWasVoid(String reason) throws SQLException {
        run(ledger, "INSERT INTO round VALUES (3, 'completed', '%s', '0x03', 0)".formatted(PRICES.cost("chat-1")));
        run(journal, "INSERT INTO rounds VALUES (3, 'void', NULL, '%s')".formatted(reason));
        asks(3, "0x03", "chat-3");
        calls.put("chat-3", 1);
    }

    @Test
    void findsThatTheContractPaidADifferentSum() {
        claimed = BOTH.add(BigInteger.ONE);
        assertThat(findings()).hasSize(2).allMatch(found -> found.contains("the receipts are " + BOTH));
    }

    @Test
    void findsACostOfWhichTheSidesThinkDifferently() throws SQLException {
        run(journal, "UPDATE rounds SET receipt = '{\"cost\":\"1\"}' WHERE sequence = 2");
        assertThat(findings()).anyMatch(found -> found.startsWith("round 2 costs"));
    }
}
