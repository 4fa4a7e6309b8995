package io.deopenchat.chaos.processes;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Both daemons on a stage, the auditor who looks at what they leave, and the load that keeps them busy. */
final class Daemons {
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** A bridge waits three minutes for the next byte of an answer before it asks again how a round ended. */
    private static final Duration UNTIL_QUIET = Duration.ofMinutes(4);

    private final Stage stage;
    private final Auditor auditor;
    private final Clocks clocks;
    private final Lives gateway;
    private final Lives bridge;
    private final Load load;

    Daemons(Stage stage, int callers, Duration pause) {
        this.stage = stage;
        this.auditor = stage.auditor();
        this.clocks = new Clocks(stage.scratch());
        gateway = new Lives(
                "gateway",
                () -> stage.closing(stage.startsGateway(clocks.environment("gateway"))),
                auditor::gatewayWasKilled);
        gateway.isReady();
        bridge = new Lives(
                "bridge",
                () -> stage.closing(stage.startsBridge(clocks.environment("bridge"))),
                auditor::bridgeWasKilled);
        bridge.isReady();
        load = stage.closing(new Load(bridge::address, callers, pause));
    }

    Stage stage() {
        return stage;
    }

    Auditor auditor() {
        return auditor;
    }

    Clocks clocks() {
        return clocks;
    }

    Lives gateway() {
        return gateway;
    }

    Lives bridge() {
        return bridge;
    }

    Load load() {
        return load;
    }

    void areReady() {
        gateway.isReady();
        bridge.isReady();
    }

    int kills() {
        return gateway.kills() + bridge.kills();
    }

    double secondsToStart() {
        int starts = gateway.starts() + bridge.starts();
        return gateway.starting().plus(bridge.starting()).toMillis() / 1e3 / Math.max(1, starts);
    }

    /** Nobody chats any more, everything is settled as far as it will be, both end, and the money is counted. */
    void endAndAreAudited() {
        load.ends();
        long end = System.nanoTime() + UNTIL_QUIET.toNanos();
        while (System.nanoTime() < end && !everythingIsSettled()) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        bridge.current().endsInOrder();
        gateway.current().endsInOrder();
        auditor.allIsQuiet(stage.testimony(load.heard().calls()));
    }

    private boolean everythingIsSettled() {
        AccountBooks ledger = AccountBooks.ofGateway(stage.ledger());
        AccountBooks journal = AccountBooks.ofBridge(stage.journal());
        return ledger.count("admitted")
                        + ledger.count("completed")
                        + journal.count("intended")
                        + journal.count("received")
                == 0;
    }
}
