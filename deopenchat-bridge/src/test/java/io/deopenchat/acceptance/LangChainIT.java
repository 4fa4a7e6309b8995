package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.deopenchat.money.Wei;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j, with nothing but base URL and key changed. */
final class LangChainIT {
    private static final String MODEL = "deopenchat-demonstration";
    private static final String KEY = "any";

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

            chats(bridge.baseUrl());
            streams(bridge.baseUrl());
            embeds(bridge.baseUrl());
            bridge.hasConfirmed(bridge.journal().size());
        }
    }

    private static void chats(String baseUrl) {
        OpenAiChatModel model = OpenAiChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey(KEY)
                .modelName(MODEL)
                .maxTokens(64)
                .build();
        assertThat(model.chat("hello")).contains("hello");

        ToolSpecification weather = ToolSpecification.builder()
                .name("get_weather")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("city")
                        .required("city")
                        .build())
                .build();
        UserMessage question = UserMessage.from("Weather in Zürich?");
        AiMessage asked = model.chat(ChatRequest.builder()
                        .messages(question)
                        .toolSpecifications(weather)
                        .build())
                .aiMessage();
        assertThat(asked.toolExecutionRequests()).hasSize(1);
        ChatResponse told = model.chat(ChatRequest.builder()
                .messages(
                        question,
                        asked,
                        ToolExecutionResultMessage.from(
                                asked.toolExecutionRequests().getFirst(), "sunny"))
                .build());
        assertThat(told.aiMessage().text()).isNotEmpty();
        assertThat(told.tokenUsage().totalTokenCount()).isPositive();
    }

    private static void streams(String baseUrl) throws Exception {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        StringBuilder pieces = new StringBuilder();
        OpenAiStreamingChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey(KEY)
                .modelName(MODEL)
                .maxTokens(64)
                .build()
                .chat("hello", new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String piece) {
                        pieces.append(piece);
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        whole.complete(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        whole.completeExceptionally(error);
                    }
                });
        assertThat(whole.get(1, TimeUnit.MINUTES).aiMessage().text())
                .isEqualTo(pieces.toString())
                .contains("hello");
    }

    private static void embeds(String baseUrl) {
        OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder()
                .baseUrl(baseUrl)
                .apiKey(KEY)
                .modelName(MODEL)
                .build();
        assertThat(List.of(model.embed("one").content(), model.embed("two").content()))
                .allSatisfy(embedding -> assertThat(embedding.vector()).isNotEmpty());
    }
}
