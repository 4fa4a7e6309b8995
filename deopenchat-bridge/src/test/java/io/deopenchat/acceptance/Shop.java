package io.deopenchat.acceptance;

import io.deopenchat.signing.Address;
import java.nio.file.Path;

/** A provider of the open market, with a backend and a gateway of its own. */
record Shop(ProviderActor provider, StoryBackend backend, DaemonLives gateway) {

    static Shop opens(Marketplace market, ProviderActor provider, Path log) {
        StoryBackend backend = market.closing(new StoryBackend());
        GatewayProcess.Launch launch = GatewayProcess.Launch.USUAL
                .in(DaemonProcess.Surroundings.USUAL.loggingTo(log))
                .with("--serve-orders", "--order-idle", "15s");
        DaemonLives gateway =
                market.closing(new DaemonLives(() -> GatewayProcess.start(market, provider, backend.api(), launch)));
        return new Shop(provider, backend, gateway);
    }

    Address address() {
        return provider.address();
    }
}
