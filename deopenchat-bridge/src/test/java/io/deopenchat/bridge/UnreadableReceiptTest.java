package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway that answers well and sends nothing that is a receipt. */
class UnreadableReceiptTest {
    private final Path directory;
    private final FakeGateway gateway = new FakeGateway();
    private final Registry registry = new Registry(gateway.endpoint());
    private RunningBridge bridge;

    UnreadableReceiptTest(@TempDir Path directory) {
        this.directory = directory;
        this.bridge = new RunningBridge(directory, registry);
        gateway.showsReceiptsInTheAccount(false);
    }

    @AfterEach
    void stop() {
        bridge.close();
        gateway.close();
        assertThat(gateway.misuses()).isEmpty();
    }

    enum Form {
        MISSING,
        GARBAGE,
        HALF,
        /** The form that only the contract takes. */
        SHORT_SIGNATURE;

        private String of(String written) {
            return switch (this) {
                case MISSING -> "";
                case GARBAGE -> "{";
                case HALF -> written.substring(0, written.length() / 2);
                case SHORT_SIGNATURE -> written.replaceAll("[0-9a-f]{2}(\"?}?)$", "$1");
            };
        }
    }

    private JsonNode sellerNow() {
        return Json.parseObject(bridge.get("/v1/models/" + Parties.MODEL).body().getBytes(StandardCharsets.UTF_8))
                .path("deopenchat");
    }

    private Round disputed() {
        bridge.awaitState(1, RoundState.DISPUTED);
        return bridge.rounds().getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "true, MISSING",
        "true, GARBAGE",
        "true, SHORT_SIGNATURE",
        "false, MISSING",
        "false, GARBAGE",
        "false, HALF",
    })
    void aRoundWithoutAReceiptIsADisputeWithEvidenceAndTheAnswerIsGiven(boolean stream, Form form) {
        gateway.answers(stream ? Script.streamed() : Script.whole());
        gateway.writesReceiptsAs(form::of);

        HttpResponse<String> answer = stream ? bridge.streams() : bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(stream ? Script.DONE : "Hello");
        JsonNode evidence = disputed().evidence(Parties.ACCOUNT);
        assertThat(evidence.path("received").path("responseHash").asText()).startsWith("0x");
        assertThat(evidence.path("unreadableReceipt").asText().isEmpty()).isEqualTo(form == Form.MISSING);
        assertThat(Double.parseDouble(sellerNow().path("trust").asText())).isLessThan(0.6);
    }

    @Test
    void whatItMayCostStaysAuthorizedAndIsNeverConfirmedAlsoAfterARestart() {
        gateway.writesReceiptsAs(written -> "");
        bridge.chats();
        Wei ceiling = disputed().terms().request().maxCost();
        gateway.writesReceiptsAs(UnaryOperator.identity());
        gateway.showsReceiptsInTheAccount(true);
        bridge.close();
        bridge = new RunningBridge(directory, registry);

        bridge.chats();

        bridge.awaitState(2, RoundState.CONFIRMED);
        assertThat(gateway.requests().getLast().request().authorized())
                .isEqualTo(ceiling.plus(gateway.requests().getLast().request().maxCost()));
        assertThat(gateway.confirmations())
                .allSatisfy(call -> assertThat(call.sequences()).doesNotContain(1L));
        assertThat(disputed().state()).isEqualTo(RoundState.DISPUTED);
    }

    @Test
    void aReceiptThatOnlyTheAccountShowsIsOwed() {
        gateway.writesReceiptsAs(written -> "");
        gateway.showsReceiptsInTheAccount(true);

        bridge.chats();

        bridge.awaitState(1, RoundState.CONFIRMED);
    }

    /** Its application went away, or the connection broke: nobody attends to the round but the reconciliation. */
    @Test
    void aRoundThatWasOpenAtTheLastStopEndsAsADisputeToo() {
        gateway.answers(Script.brokenStream(Script.End.BREAK_UNDECIDED));
        bridge.streams();
        bridge.close();
        gateway.decides(1);
        gateway.writesReceiptsAs(written -> "?");

        bridge = new RunningBridge(directory, registry);

        assertThat(disputed().unreadable()).isEqualTo("?");
    }
}
