package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import io.deopenchat.acceptance.backend.Answer;
import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openai-java}, with nothing but base URL and key changed. */
final class OpenAiJavaIT {
    private static final String MODEL = "deopenchat-demonstration";
    private static final int MORE_THAN_A_SECOND_HAS = 1_000;
    private static final String NOTICE = "This is a demonstration backend, not a language model.";

    @TempDir
    Path scratch = Path.of(".");

    private Marketplace market;
    private ProviderActor provider;
    private ClientActor client;

    @BeforeEach
    void opens() {
        market = Marketplace.onAnvil(scratch);
        provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), ProviderActor.PLENTY_OF_CAPACITY);
        client = market.client();
        client.fetchesTokens(provider, MODEL, 100_000);
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private BridgeActor bridgeTo(URI backend) {
        provider.serves(backend);
        return client.startsBridge(provider);
    }

    private OpenAIClient openAi(String baseUrl, Duration timeout, int retries) {
        OpenAIClient openAi = OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl)
                .apiKey("any")
                .timeout(timeout)
                .maxRetries(retries)
                .build();
        market.closing(openAi::close);
        return openAi;
    }

    private OpenAIClient openAi(BridgeActor bridge) {
        return openAi(bridge.baseUrl(), Duration.ofMinutes(1), 0);
    }

    private static ChatCompletionCreateParams.Builder chat(String text) {
        return ChatCompletionCreateParams.builder()
                .model(MODEL)
                .addUserMessage(text)
                .maxCompletionTokens(64);
    }

    private void isPaidToTheUnit(BridgeActor bridge) {
        Eventually.holds(
                "every round is settled",
                () -> bridge.journal().stream()
                        .allMatch(round -> List.of("confirmed", "void")
                                .contains(round.path("state").asText())));
        Wei owed = bridge.journal().stream()
                .filter(round -> round.path("state").asText().equals("confirmed"))
                .map(round -> Wei.parseCanonical(round.path("cost").asText()))
                .reduce(Wei.ZERO, Wei::plus);
        assertThat(provider.claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.paid()).isEqualTo(owed));
    }

    /** What a tool takes, and what an answer in a given form holds. */
    static final class Forecast {
        @JsonPropertyDescription("name of the city")
        public String city = "";

        public int days;
    }

    @Test
    void chatsStreamsToolsFormsEmbeddingsAndModelsWork() throws Exception {
        BridgeActor bridge = bridgeTo(
                URI.create(market.closing(DemonstrationBackend.serving(MODEL)).api()));
        OpenAIClient openAi = openAi(bridge);

        chats(openAi);
        streams(openAi);
        callsATool(openAi);
        answersInAForm(openAi);
        embeds(openAi);
        listsModels(openAi);
        isPaidToTheUnit(bridge);
    }

    private static void chats(OpenAIClient openAi) {
        ChatCompletion answer = openAi.chat().completions().create(chat("hello").build());
        assertThat(answer.choices().getFirst().message().content().orElseThrow())
                .contains("hello");
        assertThat(answer.usage().orElseThrow().totalTokens()).isPositive();
    }

    private static void streams(OpenAIClient openAi) {
        ChatCompletionStreamOptions withUsage =
                ChatCompletionStreamOptions.builder().includeUsage(true).build();
        try (StreamResponse<ChatCompletionChunk> stream = openAi.chat()
                .completions()
                .createStreaming(chat("hello").streamOptions(withUsage).build())) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            String text = chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .collect(Collectors.joining());
            assertThat(text).contains("hello", NOTICE);
            assertThat(chunks.getLast().usage().orElseThrow().completionTokens())
                    .isPositive();
        }
    }

    private static void callsATool(OpenAIClient openAi) {
        ChatCompletion answer = openAi.chat()
                .completions()
                .create(chat("Weather in Zürich?").addTool(Forecast.class).build());
        Forecast asked = answer.choices()
                .getFirst()
                .message()
                .toolCalls()
                .orElseThrow()
                .getFirst()
                .asFunction()
                .function()
                .arguments(Forecast.class);
        assertThat(asked.city).isNotEmpty();
    }

    private static void answersInAForm(OpenAIClient openAi) {
        Forecast answer = openAi.chat()
                .completions()
                .create(chat("Weather in Zürich?")
                        .responseFormat(Forecast.class)
                        .build())
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();
        assertThat(answer.city).isNotEmpty();
    }

    private static void embeds(OpenAIClient openAi) {
        CreateEmbeddingResponse answer = openAi.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(MODEL)
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .build());
        assertThat(answer.data())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.embedding()).isNotEmpty());
    }

    private static void listsModels(OpenAIClient openAi) {
        assertThat(openAi.models().list().data()).extracting(Model::id).contains(MODEL);
        assertThat(openAi.models().retrieve(MODEL).id()).isEqualTo(MODEL);
    }

    @Test
    void errorsAreThoseOfTheClient() {
        ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
        BridgeActor bridge = bridgeTo(backend.api());
        OpenAIClient openAi = openAi(bridge);

        assertThatThrownBy(() -> openAi.chat()
                        .completions()
                        .create(chat("hello").model("nobody/has-this").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no provider that you have tokens with lists this model");
        assertThatThrownBy(() -> openAi.models().retrieve("nobody/has-this")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> openAi.chat()
                        .completions()
                        .create(chat("hello").maxCompletionTokens(-1).build()))
                .isInstanceOf(BadRequestException.class);
        backend.answers(Answer.error(500, "broken"));
        assertThatThrownBy(
                        () -> openAi.chat().completions().create(chat("hello").build()))
                .isInstanceOf(InternalServerException.class);
    }

    @Test
    void withoutAKeyOfTheBridgeItIsNotAuthorized() {
        provider.serves(market.closing(ScriptedBackend.serving(MODEL)).api());
        try (BridgeProcess bridge = BridgeProcess.start(
                market, client, List.of("--provider", provider.address().toString()))) {
            OpenAIClient openAi = openAi(bridge.address(), Duration.ofMinutes(1), 0);

            assertThatThrownBy(() ->
                            openAi.chat().completions().create(chat("hello").build()))
                    .isInstanceOf(UnauthorizedException.class);
        }
    }

    @Test
    void whoIsTooQuickIsToldAndGetsItsAnswerWhenItTriesAgain() {
        ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once"));
        GatewayProcess.Launch slowly = GatewayProcess.Launch.USUAL.with("--max-requests-per-account", "1");
        try (GatewayProcess gateway = GatewayProcess.start(market, provider, backend.api(), slowly)) {
            gateway.address();
            BridgeActor bridge = client.startsBridge(provider);
            OpenAIClient hasty = openAi(bridge);
            OpenAIClient patient = openAi(bridge.baseUrl(), Duration.ofMinutes(1), 8);

            assertThatThrownBy(() -> {
                        for (int i = 0; i < MORE_THAN_A_SECOND_HAS; i++) {
                            hasty.chat().completions().create(chat("hello").build());
                        }
                    })
                    .isInstanceOf(RateLimitException.class);
            ChatCompletion answer =
                    patient.chat().completions().create(chat("hello").build());
            assertThat(answer.choices().getFirst().message().content()).contains("Once");
            bridge.stops();
        }
    }

    @Test
    void whoStopsWaitingHasTheAnswerOfTheSameRoundWithItsRetry() {
        ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
        Gate gate = Gate.closed();
        backend.answers(Reply.saying("Once").usage(9, 1).behind(gate));
        BridgeActor bridge = bridgeTo(backend.api());
        OpenAIClient hasty = openAi(bridge.baseUrl(), Duration.ofSeconds(3), 4);

        CompletableFuture<ChatCompletion> answer = CompletableFuture.supplyAsync(
                () -> hasty.chat().completions().create(chat("hello").build()),
                task -> Thread.ofVirtual().start(task));
        bridge.holds(1);
        gate.open();

        assertThat(answer.join().choices().getFirst().message().content()).contains("Once");
        assertThat(backend.calls()).isEqualTo(1);
        isPaidToTheUnit(bridge);
    }

    @Test
    void whoHasNoPatienceIsToldSo() {
        ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Answer.silence());
        BridgeActor bridge = bridgeTo(backend.api());

        assertThatThrownBy(() -> openAi(bridge.baseUrl(), Duration.ofSeconds(1), 0)
                        .chat()
                        .completions()
                        .create(chat("hello").build()))
                .isInstanceOf(OpenAIIoException.class);
    }
}
