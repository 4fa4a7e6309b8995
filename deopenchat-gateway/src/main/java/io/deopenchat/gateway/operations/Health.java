package io.deopenchat.gateway.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether requests should be sent to this gateway. Whether it lives is another question: then it answers at all. */
public final class Health {
    private final InstantSource clock;
    private final Duration chainGrace;
    private volatile Stage stage = Stage.STARTING;
    private volatile boolean ledgerFailed;
    private volatile Supplier<Instant> lastChainLook;
    private volatile BooleanSupplier isOwnOperator = () -> true;

    private volatile BooleanSupplier isShortOfDisk = () -> false;

    private enum Stage {
        STARTING,
        SERVING,
        DRAINING
    }

    /** Why requests should go elsewhere. */
    public enum Problem {
        STARTING,
        DRAINING,
        LEDGER_FAILED,
        CHAIN_OUT_OF_SIGHT,
        /** There is no room to record rounds. */
        DISK_FULL,
        /** The contract takes receipts of another key than this gateway's. */
        OTHER_OPERATOR
    }

    /** @param chainGrace how long the chain may be out of sight */
    public Health(InstantSource clock, Duration chainGrace) {
        this.clock = clock;
        this.chainGrace = chainGrace;
        this.lastChainLook = clock::instant;
    }

    /**
     * @param chainLook tells when the chain was read last
     * @param ownOperator whether receipts of this gateway count
     */
    public void serving(Supplier<Instant> chainLook, BooleanSupplier ownOperator) {
        lastChainLook = chainLook;
        isOwnOperator = ownOperator;
        stage = Stage.SERVING;
    }

    /** @param shortOfDisk whether too little is free to record rounds */
    public void watchDisk(BooleanSupplier shortOfDisk) {
        isShortOfDisk = shortOfDisk;
    }

    public void draining() {
        stage = Stage.DRAINING;
    }

    public void ledgerFailed() {
        ledgerFailed = true;
    }

    /** Empty if requests are welcome. */
    public Optional<Problem> problem() {
        if (ledgerFailed) {
            return Optional.of(Problem.LEDGER_FAILED);
        }
        return switch (stage) {
            case STARTING -> Optional.of(Problem.STARTING);
            case DRAINING -> Optional.of(Problem.DRAINING);
            case SERVING -> whileServing();
        };
    }

    private Optional<Problem> whileServing() {
        if (chainAge().compareTo(chainGrace) > 0) {
            return Optional.of(Problem.CHAIN_OUT_OF_SIGHT);
        }
        if (isShortOfDisk.getAsBoolean()) {
            return Optional.of(Problem.DISK_FULL);
        }
        return isOwnOperator.getAsBoolean() ? Optional.empty() : Optional.of(Problem.OTHER_OPERATOR);
    }

    /** How long ago the chain was read. */
    Duration chainAge() {
        return Duration.between(lastChainLook.get(), clock.instant());
    }
}
