package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.Answer;
import io.deopenchat.acceptance.backend.EventStream;
import io.deopenchat.acceptance.backend.ReceivedRequest;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses, sounds and images with the {@code openai} client from npm, paid for to the unit. */
final class OpenAiSurfaceIT {
    private static final String MODEL = "scripted";
    private static final String TEXT = "Hello from the script.";
    private static final int SOUND_BYTES = 100_000;

    /** All calls of the suite but the one that is refused before anything is signed. */
    private static final int ROUNDS = 8;

    @Test
    void theOpenAiClientUsesEveryCallThroughBridgeAndGateway(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(scripted());
            ProviderActor provider =
                    market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), ProviderActor.PLENTY_OF_CAPACITY);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 1_000);
            provider.serves(backend.api());
            BridgeActor bridge = client.startsBridge(provider);

            NodeSuite.begin("surface/surface.test.mjs", bridge, MODEL, scratch).passes();

            Eventually.finds(
                    "every round confirmed",
                    () -> Optional.of(bridge.journal())
                            .filter(rounds -> rounds.size() == ROUNDS)
                            .filter(rounds -> rounds.stream()
                                    .allMatch(round ->
                                            round.path("state").asText().equals("confirmed"))));
            assertThat(provider.claims())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.paid()).isEqualTo(owed(bridge.journal())));
        }
    }

    private static Wei owed(List<ObjectNode> rounds) {
        return rounds.stream()
                .map(round -> Wei.parseCanonical(round.path("cost").asText()))
                .reduce(Wei.ZERO, Wei::plus);
    }

    /** Every call but chats and embeddings. */
    static ScriptedBackend scripted() {
        return ScriptedBackend.serving(MODEL)
                .answersWhere(request -> isStream(request) && asks(request, "break off"), brokenResponse())
                .answersWhere(request -> at(request, "/responses") && isStream(request), streamedResponse())
                .answersWhere(request -> at(request, "/responses"), Answer.json(200, response()))
                .answersWhere(request -> at(request, "/transcriptions") && isStream(request), streamedTranscript())
                .answersWhere(request -> at(request, "/transcriptions"), transcript())
                .answersWhere(
                        request -> at(request, "/translations"),
                        Answer.bytes(200, "text/plain; charset=utf-8", TEXT.getBytes(StandardCharsets.UTF_8)))
                .answersWhere(request -> at(request, "/speech"), Answer.bytes(200, "audio/mpeg", sound()))
                .answersWhere(request -> at(request, "/generations"), Answer.json(200, """
                        {"created":0,"data":[{"b64_json":"AAAA"},{"b64_json":"BBBB"}]}"""));
    }

    private static boolean at(ReceivedRequest request, String end) {
        return request.path().endsWith(end);
    }

    private static boolean asks(ReceivedRequest request, String text) {
        return request.text().contains(text);
    }

    /** In JSON, or as a field of a form. */
    private static boolean isStream(ReceivedRequest request) {
        return request.asksForAStream() || asks(request, "name=\"stream\"\r\n\r\ntrue\r\n");
    }

    private static String response() {
        return """
                {"id":"resp_1","object":"response","status":"completed","model":"scripted","error":null,"output":[\
                {"type":"message","id":"msg_1","role":"assistant","content":[\
                {"type":"output_text","text":"%s","annotations":[]}]}],\
                "usage":{"input_tokens":7,"output_tokens":5,"total_tokens":12}}""".formatted(TEXT);
    }

    private static Answer streamedResponse() {
        return named(EventStream.open())
                .raw("event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":" + response()
                        + "}\n\n");
    }

    private static Answer brokenResponse() {
        return named(EventStream.open()).drop();
    }

    private static EventStream named(EventStream stream) {
        stream.raw("event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"usage\":null,"
                + "\"output\":[]}}\n\n");
        for (String piece : List.of("Hello from ", "the script.")) {
            stream.raw("event: response.output_text.delta\n"
                    + "data: {\"type\":\"response.output_text.delta\",\"delta\":\"" + piece + "\"}\n\n");
        }
        return stream;
    }

    private static Answer streamedTranscript() {
        return EventStream.open()
                .data("{\"type\":\"transcript.text.delta\",\"delta\":\"Hello from \"}")
                .data("{\"type\":\"transcript.text.delta\",\"delta\":\"the script.\"}")
                .data("{\"type\":\"transcript.text.done\",\"text\":\"" + TEXT
                        + "\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":11,\"output_tokens\":5}}");
    }

    /** What is left of the form without its fields and boundaries is the sound. */
    private static Answer transcript() {
        return Answer.jsonOf(request -> "{\"text\":\"" + soundIn(request) + " bytes of sound\"}");
    }

    private static int soundIn(ReceivedRequest request) {
        String form = request.body().toString(StandardCharsets.ISO_8859_1);
        int begin = form.indexOf("\r\n\r\n", form.indexOf("filename=")) + 4;
        int end = form.indexOf("\r\n--", begin + SOUND_BYTES);
        return end - begin;
    }

    private static byte[] sound() {
        byte[] sound = new byte[SOUND_BYTES];
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (byte) (i * 31 % 256);
        }
        return sound;
    }
}
