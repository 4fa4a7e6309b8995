package io.deopenchat.bridge;

import static io.deopenchat.bridge.support.RunningBridge.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.FakeGateway.ConfirmationMood;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.Transcript;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.TestKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeTest {
    /** 10 + 7 prompt tokens at 1 + 3 completion tokens at 2. */
    private static final Wei COST = Wei.of(23);

    private final Path directory;
    private final FakeGateway gateway = new FakeGateway();
    private final Registry registry = new Registry(gateway.endpoint());
    private RunningBridge bridge;

    BridgeTest(@TempDir Path directory) {
        this.directory = directory;
        this.bridge = newBridge();
    }

    @AfterEach
    void stop() {
        bridge.close();
        gateway.close();
        assertThat(gateway.misuses()).isEmpty();
    }

    private RunningBridge newBridge() {
        return new RunningBridge(directory.resolve("state"), registry);
    }

    private void restart() {
        bridge.close();
        bridge = newBridge();
    }

    private void awaitConfirmed(long total) {
        await("confirmed " + total, () -> {
            SignedConfirmation newest = gateway.newest();
            return newest != null && newest.confirmation().cumulativeCost().equals(Wei.of(total));
        });
    }

    private Confirmation newestConfirmation() {
        SignedConfirmation newest = gateway.newest();
        if (newest == null) {
            throw new AssertionError("nothing was confirmed");
        }
        return newest.confirmation();
    }

    @Test
    void streamsAnAnswerWithoutItsReceiptAndConfirmsIt() {
        gateway.answers(Script.streamed());

        HttpResponse<String> answer = bridge.streams();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Script.EVENTS.get(0) + Script.EVENTS.get(1) + Script.DONE);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(answer.headers().firstValue("deopenchat-sequence")).contains("1");
        assertThat(answer.headers().firstValue("deopenchat-provider")).contains(Parties.PROVIDER.toString());
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(newestConfirmation().cumulativeCost()).isEqualTo(COST);
        assertThat(newestConfirmation().rounds()).isEqualTo(1);
        assertThat(newestConfirmation().tokens()).isEqualTo(10);
    }

    @Test
    void answersWithTheWholeBodyAndConfirmsIt() {
        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello");
        bridge.awaitState(1, RoundState.CONFIRMED);
        awaitConfirmed(23);
    }

    @Test
    void fetchesAReceiptThatDidNotComeWithTheAnswer() {
        gateway.answers(Script.whole().ending(Script.End.RECEIPT_LATER));

        assertThat(bridge.chats().statusCode()).isEqualTo(200);

        bridge.awaitState(1, RoundState.CONFIRMED);
    }

    @Test
    void worksWithoutTheVersionInThePath() {
        assertThat(bridge.post("/chat/completions", RunningBridge.chat(false)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void confirmsManyRoundsWithOneTranscriptInTheOrderItNames() {
        gateway.answers(
                request -> Script.whole().costing(new Usage(request.request().sequence(), 0)));
        int rounds = 64;

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, rounds)
                .mapToObj(i -> bridge.postLater("/v1/chat/completions", RunningBridge.chat(false)))
                .toList();
        answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));

        long total = rounds * 10L + rounds * (rounds + 1L) / 2;
        awaitConfirmed(total);
        assertThat(gateway.sequences())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, rounds).boxed().toList());
        assertThat(newestConfirmation().rounds()).isEqualTo(rounds);
        assertThat(newestConfirmation().transcript()).isEqualTo(transcriptOf(gateway));
        assertThat(gateway.confirmations().size()).isLessThan(rounds);
    }

    private Bytes32 transcriptOf(FakeGateway held) {
        Bytes32 head = Transcript.START;
        for (long sequence : held.confirmations().stream()
                .flatMap(call -> call.sequences().stream())
                .toList()) {
            Receipt receipt = bridge.rounds().stream()
                    .filter(round -> round.sequence() == sequence)
                    .flatMap(round -> round.signedReceipt().stream())
                    .findFirst()
                    .orElseThrow()
                    .receipt();
            head = Transcript.append(head, Parties.DOMAIN.digest(receipt));
        }
        return head;
    }

    @Test
    void passesOnARefusalThatItCannotMend() {
        gateway.answers(Script.refusing(ErrorCode.INSUFFICIENT_ESCROW));

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(answer.body()).contains("\"code\":\"insufficient_escrow\"");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        assertThat(gateway.requests()).hasSize(1);
        assertThat(bridge.rounds()).extracting(Round::state).containsExactly(RoundState.VOID);
    }

    @Test
    void tellsTheApplicationToTryAgainWhenTheProviderIsBusy() {
        gateway.answers(Script.refusing(ErrorCode.CAPACITY_EXCEEDED));

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
    }

    @Test
    void goesOnBehindASequenceThatSomebodyUsed() {
        gateway.answers(request -> {
            if (request.request().sequence() < 40) {
                gateway.startsAt(40);
                return Script.refusing(ErrorCode.SEQUENCE_USED);
            }
            return Script.whole();
        });

        assertThat(bridge.chats().statusCode()).isEqualTo(200);

        assertThat(gateway.sequences()).containsExactly(1L, 40L);
    }

    @Test
    void goesBackIntoTheWindowAfterARowOfRefusals() {
        gateway.answers(request -> request.request().sequence() > 3
                ? Script.refusing(ProtocolError.of(
                        ErrorCode.SEQUENCE_OUT_OF_WINDOW,
                        "too far",
                        Json.object().put("nextSequence", "2")))
                : Script.refusing(ErrorCode.INSUFFICIENT_ESCROW));
        IntStream.range(0, 3).forEach(i -> bridge.chats());

        assertThat(bridge.chats().body()).contains("insufficient_escrow");

        assertThat(gateway.sequences()).containsExactly(1L, 2L, 3L, 4L, 2L);
    }

    @Test
    void acceptsALowerPriceOnlyWhenTheChainHasIt() {
        Prices cheaper = new Prices(Wei.of(9), Parties.PRICES.input(), Parties.PRICES.output());
        gateway.answers(request ->
                request.request().prices().equals(cheaper) ? Script.whole() : Script.refusing(ErrorCode.PRICE_CHANGED));

        assertThat(bridge.chats().body()).contains("price_changed");
        registry.prices(cheaper);
        assertThat(bridge.chats().statusCode()).isEqualTo(200);

        assertThat(gateway.requests())
                .extracting(signed -> signed.request().prices().request())
                .containsExactly(Wei.of(10), Wei.of(10), Wei.of(10), Wei.of(9));
    }

    @Test
    void takesAnAnnouncedPriceFromItsTimeOnWithoutAnotherLookAtTheChain() {
        Prices another = new Prices(Wei.of(9), Parties.PRICES.input(), Parties.PRICES.output());
        registry.announces(another, Instant.now().plus(Duration.ofHours(1)));
        restart();
        assertThat(bridge.chats().statusCode()).isEqualTo(200);

        bridge.advances(Duration.ofHours(1));
        assertThat(bridge.chats().statusCode()).isEqualTo(200);

        assertThat(gateway.requests())
                .extracting(signed -> signed.request().prices().request())
                .containsExactly(Wei.of(10), Wei.of(9));
    }

    @Test
    void signsNothingForAPriceThatWasRaisedAfterTheUserAgreedToAnother() {
        assertThat(bridge.chats().statusCode()).isEqualTo(200);
        registry.prices(new Prices(Wei.of(11), Parties.PRICES.input(), Parties.PRICES.output()));
        restart();

        HttpResponse<String> refused = bridge.chats();

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("price_changed", "--accept-prices");
        assertThat(gateway.requests()).hasSize(1);
    }

    @Test
    void endsABrokenStreamWithAnErrorAndPaysForWhatItCanFetch() {
        gateway.answers(Script.brokenStream(Script.End.BREAK));

        HttpResponse<String> answer = bridge.streams();

        assertThat(answer.body()).startsWith(Script.EVENTS.get(0)).contains("\"code\":\"backend_error\"");
        assertThat(answer.body()).doesNotContain("[DONE]");
        bridge.awaitState(1, RoundState.CONFIRMED);
    }

    @Test
    void sendsARequestAgainUntilAConnectionHoldsAndPaysForOneRound() {
        gateway.hangsUp(3);

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello");
        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(gateway.requests())
                .hasSize(4)
                .containsOnly(gateway.requests().getFirst());
        assertThat(bridge.rounds()).hasSize(1);
        assertThat(newestConfirmation().cumulativeCost()).isEqualTo(COST);
        assertThat(newestConfirmation().rounds()).isEqualTo(1);
    }

    @Test
    void sendsARequestAgainWhoseAnswerEndedBeforeItsFirstByte() {
        gateway.hangsUpBehindTheHead(3);

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello");
        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(gateway.sequences()).containsExactly(1L, 1L, 1L, 1L);
    }

    @Test
    void sendsAStreamAgainThatEndedBehindItsHead() {
        gateway.answers(Script.streamed());
        gateway.hangsUpBehindTheHead(1);

        HttpResponse<String> answer = bridge.streams();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("[DONE]");
        assertThat(gateway.sequences()).containsExactly(1L, 1L);
    }

    @Test
    void leavesAGatewayThatHangsUpOnFourConnections() {
        gateway.hangsUp(Integer.MAX_VALUE);

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("backend_error", "the connection to the gateway failed in round 1");
        bridge.awaitState(1, RoundState.VOID);
        assertThat(gateway.sequences()).containsExactly(1L, 1L, 1L, 1L);
        assertThat(gateway.confirmations()).isEmpty();
    }

    @Test
    void asksAgainAfterARestartHowARoundEnded() {
        gateway.answers(Script.brokenStream(Script.End.BREAK_UNDECIDED));
        bridge.streams();
        restart();
        assertThat(bridge.rounds()).extracting(Round::state).containsExactly(RoundState.INTENDED);

        gateway.decides(1);
        restart();

        bridge.awaitState(1, RoundState.CONFIRMED);
        gateway.answers(Script.whole());
        bridge.chats();
        assertThat(gateway.sequences()).containsExactly(1L, 2L);
    }

    @Test
    void takesARoundForVoidThatTheGatewayFailed() {
        gateway.answers(Script.brokenStream(Script.End.VOID));

        assertThat(bridge.streams().body()).doesNotContain("deopenchat.void");

        bridge.awaitState(1, RoundState.VOID);
        assertThat(gateway.confirmations()).isEmpty();
    }

    @Test
    void cancelsARoundWhenTheApplicationLeaves() throws IOException {
        gateway.answers(Script.brokenStream(Script.End.WAIT_FOR_CANCEL));
        try (Socket application = new Socket(InetAddress.getLoopbackAddress(), bridge.port())) {
            String body = RunningBridge.chat(true);
            application
                    .getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + bridge.port() + "\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(application.getInputStream().readNBytes(15)).asString().isEqualTo("HTTP/1.1 200 OK");
        }

        await("cancelled", () -> gateway.cancelled().contains(1L));
        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(bridge.rounds()
                        .getFirst()
                        .signedReceipt()
                        .orElseThrow()
                        .receipt()
                        .status()
                        .number())
                .isEqualTo(1);
    }

    @Test
    void keepsAWrongReceiptAsEvidenceAndNeverConfirmsIt() {
        gateway.answers(Script.whole()
                .tamperedBy(receipt -> new Receipt(
                        receipt.client(),
                        receipt.sequence(),
                        receipt.requestHash(),
                        receipt.responseHash(),
                        receipt.usage(),
                        receipt.cost().plus(Wei.of(1)),
                        receipt.status())));

        assertThat(bridge.chats().statusCode()).isEqualTo(200);

        bridge.awaitState(1, RoundState.DISPUTED);
        Round disputed = bridge.rounds().getFirst();
        assertThat(disputed.reason()).isEqualTo("cost of the receipt: expected 23, got 24");
        assertThat(disputed.signedReceipt()).isPresent();
        gateway.answers(Script.whole());
        bridge.chats();
        bridge.awaitState(2, RoundState.CONFIRMED);
        assertThat(newestConfirmation().cumulativeCost()).isEqualTo(COST);
        assertThat(gateway.confirmations()).extracting(call -> call.sequences()).containsExactly(List.of(2L));
    }

    @Test
    void stopsBuyingAfterManyWrongReceipts() {
        gateway.answers(Script.whole().signedBy(TestKey.OWNER.signer()));
        for (int i = 1; i <= 16; i++) {
            bridge.chats();
            bridge.awaitState(i, RoundState.DISPUTED);
        }

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(gateway.requests()).hasSize(16);
    }

    @Test
    void sendsTheSameConfirmationAgainUntilItIsAcknowledged() {
        gateway.treatsConfirmations(ConfirmationMood.STORE_AND_BREAK);
        bridge.chats();
        await("sent twice", () -> gateway.confirmations().size() >= 2);
        restart();
        await("sent again", () -> gateway.confirmations().size() >= 3);
        gateway.treatsConfirmations(ConfirmationMood.STORE);

        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(gateway.confirmations())
                .extracting(call -> call.signed().toJson())
                .containsOnly(gateway.confirmations().getFirst().signed().toJson());
    }

    @Test
    void countsAConfirmationThatTheGatewayComplainsAboutAndHolds() {
        gateway.treatsConfirmations(ConfirmationMood.STORE_AND_COMPLAIN);

        bridge.chats();

        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(gateway.confirmations()).hasSize(1);
    }

    @Test
    void goesOnWithItsOwnNewestConfirmationAfterTheLossOfItsJournal() {
        bridge.chats();
        bridge.awaitState(1, RoundState.CONFIRMED);
        gateway.treatsConfirmations(ConfirmationMood.BREAK);
        bridge.chats();
        bridge.awaitState(2, RoundState.RECEIVED);
        bridge.close();
        gateway.treatsConfirmations(ConfirmationMood.STORE);

        bridge = new RunningBridge(directory.resolve("new"), registry);
        assertThat(bridge.chats().statusCode()).isEqualTo(200);

        awaitConfirmed(46);
        assertThat(newestConfirmation().rounds()).isEqualTo(2);
        assertThat(gateway.confirmations().getLast().sequences()).containsExactly(3L);
        assertThat(gateway.requests().getLast().request().authorized())
                .isEqualTo(Wei.of(23 + 23)
                        .plus(gateway.requests().getLast().request().maxCost()));
    }

    @Test
    void doesNotPayTwiceForARoundThatAnOldJournalHoldsOpen() {
        gateway.answers(Script.brokenStream(Script.End.BREAK_UNDECIDED));
        bridge.streams();
        bridge.close();
        gateway.decides(1);
        Confirmation covering = new Confirmation(Parties.PROVIDER, COST, 1, 10, Bytes32.ZERO);
        gateway.holds(new SignedConfirmation(covering, Parties.CLIENT.sign(Parties.DOMAIN, covering)));

        bridge = newBridge();
        bridge.awaitState(1, RoundState.DISPUTED);
        gateway.answers(Script.whole());
        bridge.chats();

        bridge.awaitState(2, RoundState.CONFIRMED);
        assertThat(newestConfirmation().cumulativeCost()).isEqualTo(Wei.of(46));
        assertThat(newestConfirmation().rounds()).isEqualTo(2);
    }

    @Test
    void ignoresAConfirmationThatItNeverSigned() {
        bridge.close();
        Confirmation forged = new Confirmation(Parties.PROVIDER, Wei.of(1_000), 9, 99, Bytes32.ZERO);
        gateway.holds(new SignedConfirmation(forged, Parties.OPERATOR.sign(Parties.DOMAIN, forged)));

        bridge = newBridge();
        bridge.chats();

        await("confirmed", () -> !gateway.confirmations().isEmpty());
        assertThat(gateway.confirmations().getFirst().signed().confirmation().cumulativeCost())
                .isEqualTo(COST);
    }

    @Test
    void handsItsNewestConfirmationOverAgainToAGatewayThatLostIt() {
        bridge.chats();
        bridge.awaitState(1, RoundState.CONFIRMED);
        SignedConfirmation lost = gateway.newest();
        gateway.holds(null);

        restart();

        await("handed over again", () -> gateway.newest() != null);
        assertThat(gateway.newest()).isEqualTo(lost);
    }

    @Test
    void signsNothingBeforeItHasAgreedWithTheGateway() {
        bridge.close();
        gateway.answersAccount(false);
        bridge = newBridge();

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
        assertThat(gateway.requests()).isEmpty();
        assertThat(bridge.rounds()).isEmpty();
    }

    @Test
    void spendsNothingWhenTheGatewayIsGone() {
        bridge.chats();
        bridge.awaitState(1, RoundState.CONFIRMED);
        gateway.close();

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("nothing was spent");
        bridge.awaitState(2, RoundState.VOID);
    }

    @Test
    void refusesACallBeforeAnythingIsSigned() {
        assertThat(bridge.post("/v1/chat/completions", "{\"model\":\"no/such-model\",\"messages\":[]}"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.body()).contains("model_not_found"));
        assertThat(bridge.post("/v1/chat/completions", "{\"model\":\"" + Parties.MODEL + "\",\"n\":\"two\"}"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer -> assertThat(answer.body()).contains("\"param\":\"n\""));
        assertThat(bridge.post("/v1/chat/completions", "{").statusCode()).isEqualTo(400);
        assertThat(bridge.post("/v1/chat/completions", " ".repeat((1 << 20) + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(bridge.get("/v1/files").body()).contains("\"code\":\"unknown_url\"");
        assertThat(gateway.requests()).isEmpty();
        assertThat(bridge.rounds()).isEmpty();
    }

    @Test
    void listsTheModelsThatCanBeBought() {
        assertThat(bridge.get("/v1/models").body())
                .contains("\"id\":\"" + Parties.MODEL + "\"")
                .contains("\"inputPrice\":\"1000000\"");
        assertThat(bridge.get("/v1/models/test/tiny").statusCode()).isEqualTo(200);
        assertThat(bridge.get("/v1/models/test%2Ftiny").statusCode()).isEqualTo(200);
        assertThat(bridge.get("/models/no/such-model").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesASecondProcessWithTheSameKey() {
        assertThatThrownBy(this::newBridge).hasMessageMatching("another process .*uses client key .*");
    }
}
