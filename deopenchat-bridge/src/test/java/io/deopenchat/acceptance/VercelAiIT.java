package io.deopenchat.acceptance;

import io.deopenchat.money.Wei;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AI SDK of Vercel ({@code ai} and {@code @ai-sdk/openai} from npm), with nothing but base URL and key changed. */
final class VercelAiIT {
    private static final String MODEL = "deopenchat-demonstration";

    @Test
    void theAiSdkPassesItsSuiteThroughBridgeAndGateway(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ProviderActor provider =
                    market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), ProviderActor.PLENTY_OF_CAPACITY);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 100_000);
            provider.serves(URI.create(
                    market.closing(DemonstrationBackend.serving(MODEL)).api()));
            BridgeActor bridge = client.startsBridge(provider);

            NodeSuite.begin("vercel/vercel.test.mjs", bridge, MODEL, scratch).passes();

            bridge.hasConfirmed(bridge.journal().size());
        }
    }
}
