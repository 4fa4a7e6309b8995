package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import io.deopenchat.money.Wei;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses, sounds and images with {@code openai-java}. */
final class OpenAiJavaSurfaceIT {
    private static final String MODEL = "scripted";
    private static final String TEXT = "Hello from the script.";
    private static final int SOUND_BYTES = 100_000;

    @Test
    void responsesSoundsAndImagesWork(@TempDir Path scratch) throws IOException {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ProviderActor provider =
                    market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), ProviderActor.PLENTY_OF_CAPACITY);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 1_000);
            provider.serves(market.closing(OpenAiSurfaceIT.scripted()).api());
            BridgeActor bridge = client.startsBridge(provider);
            OpenAIClient openAi = OpenAIOkHttpClient.builder()
                    .baseUrl(bridge.baseUrl())
                    .apiKey("any")
                    .maxRetries(0)
                    .build();
            market.closing(openAi::close);

            responds(openAi);
            speaksAndListens(openAi);
            assertThat(openAi.images()
                            .generate(ImageGenerateParams.builder()
                                    .model(MODEL)
                                    .prompt("a fox")
                                    .build())
                            .data()
                            .orElseThrow())
                    .isNotEmpty();
            bridge.hasConfirmed(4);
        }
    }

    private static void responds(OpenAIClient openAi) {
        Response response = openAi.responses()
                .create(ResponseCreateParams.builder()
                        .model(MODEL)
                        .input("hello")
                        .store(false)
                        .maxOutputTokens(64)
                        .build());
        assertThat(response.output()
                        .getFirst()
                        .asMessage()
                        .content()
                        .getFirst()
                        .asOutputText()
                        .text())
                .isEqualTo(TEXT);
    }

    private static void speaksAndListens(OpenAIClient openAi) throws IOException {
        try (HttpResponse sound = openAi.audio()
                .speech()
                .create(SpeechCreateParams.builder()
                        .model(MODEL)
                        .voice("alloy")
                        .input(TEXT)
                        .build())) {
            assertThat(sound.body().readAllBytes()).hasSize(SOUND_BYTES);
        }
        assertThat(openAi.audio()
                        .transcriptions()
                        .create(TranscriptionCreateParams.builder()
                                .model(MODEL)
                                .file(new ByteArrayInputStream(new byte[SOUND_BYTES]))
                                .build())
                        .asTranscription()
                        .text())
                .isEqualTo(SOUND_BYTES + " bytes of sound");
    }
}
