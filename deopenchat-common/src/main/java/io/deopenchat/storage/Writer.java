package io.deopenchat.storage;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Makes changes of one database durable, in the order in which they are handed over. */
interface Writer extends AutoCloseable {

    /** The future completes when the change, and every earlier one, is durable. */
    CompletableFuture<Void> submit(Consumer<Session> work);

    /** Finishes what was handed over. */
    @Override
    void close();

    /** How a database that opens is written. */
    @FunctionalInterface
    interface Starter {
        Writer start(Connection connection, Consumer<StorageFailure> onFailure, Consumer<Duration> onSync);
    }
}
