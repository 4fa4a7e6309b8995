package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Wei;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** Spring AI, with nothing but base URL and key changed. */
final class SpringAiIT {
    private static final String MODEL = "deopenchat-demonstration";
    private static final String KEY = "any";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    record Place(String city) {}

    @Test
    void itsModelsChatStreamCallToolsAndEmbed(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ProviderActor provider =
                    market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), ProviderActor.PLENTY_OF_CAPACITY);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 100_000);
            provider.serves(URI.create(
                    market.closing(DemonstrationBackend.serving(MODEL)).api()));
            BridgeActor bridge = client.startsBridge(provider);
            OpenAiChatModel model = model(bridge.baseUrl());

            chats(model);
            streams(model);
            callsATool(model);
            embeds(bridge.baseUrl());
            bridge.hasConfirmed(bridge.journal().size());
        }
    }

    private static OpenAiChatModel model(String baseUrl) {
        return OpenAiChatModel.builder()
                .options(
                        options().baseUrl(baseUrl).apiKey(KEY).timeout(PATIENCE).build())
                .build();
    }

    /** What a prompt brings takes the place of all that the model was made with, but for where it is. */
    private static OpenAiChatOptions.Builder options() {
        return OpenAiChatOptions.builder().model(MODEL).maxCompletionTokens(64);
    }

    private static void chats(OpenAiChatModel model) {
        ChatResponse answer = model.call(new Prompt("hello"));
        assertThat(text(answer)).contains("hello");
        assertThat(answer.getMetadata().getUsage().getTotalTokens()).isPositive();
    }

    private static void streams(OpenAiChatModel model) {
        List<ChatResponse> pieces = Objects.requireNonNull(
                model.stream(new Prompt("hello", options().streamUsage(true).build()))
                        .collectList()
                        .block(PATIENCE));
        assertThat(pieces).hasSizeGreaterThan(1);
        assertThat(pieces.stream().map(SpringAiIT::text).collect(Collectors.joining()))
                .contains("hello");
        assertThat(pieces.getLast().getMetadata().getUsage().getTotalTokens()).isPositive();
    }

    private static void callsATool(OpenAiChatModel model) {
        ToolCallback weather = FunctionToolCallback.builder("get_weather", (Place place) -> "sunny in " + place.city())
                .inputType(Place.class)
                .inputSchema("""
                        {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""")
                .build();
        Prompt question = new Prompt(
                new UserMessage("Weather in Zürich?"),
                options().toolCallbacks(weather).build());

        ChatResponse asked = model.call(question);
        assertThat(asked.hasToolCalls()).isTrue();
        ChatResponse told = model.call(new Prompt(
                ToolCallingManager.builder()
                        .build()
                        .executeToolCalls(question, asked)
                        .conversationHistory(),
                options().build()));
        assertThat(text(told)).isNotEmpty();
    }

    private static void embeds(String baseUrl) {
        OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder()
                .options(OpenAiEmbeddingOptions.builder()
                        .baseUrl(baseUrl)
                        .apiKey(KEY)
                        .model(MODEL)
                        .build())
                .build();
        assertThat(model.embed(List.of("one", "two")))
                .hasSize(2)
                .allSatisfy(vector -> assertThat(vector).isNotEmpty());
    }

    private static String text(ChatResponse response) {
        return response.getResults().stream()
                .map(result -> Objects.requireNonNullElse(result.getOutput().getText(), ""))
                .collect(Collectors.joining());
    }
}
