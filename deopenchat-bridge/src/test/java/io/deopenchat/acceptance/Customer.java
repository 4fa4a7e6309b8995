package io.deopenchat.acceptance;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.SecretKey;
import java.nio.file.Path;

/** The owner of a wallet whose bridge answers calls through orders. */
record Customer(Address owner, DaemonLives bridge) {
    static final Wei STAKE = Wei.parseWithUnit("0.01ether");
    private static final String TIME_TO_LOCK = "30s";

    static Customer comes(Marketplace market, SecretKey wallet, Path log) {
        OrderingClient client = new OrderingClient(market, StoryBackend.MODEL, wallet);
        DaemonProcess.Surroundings around = DaemonProcess.Surroundings.USUAL.loggingTo(log);
        DaemonLives bridge = market.closing(new DaemonLives(() -> client.startsBridge(around, STAKE, TIME_TO_LOCK)));
        return new Customer(client.address(), bridge);
    }
}
