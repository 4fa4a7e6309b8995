package io.deopenchat.storage;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Makes changes of one database durable, in the order in which they are handed over. */
interface Writer extends AutoCloseable {

    /** The future completes when the change, and every earlier one, is durable. */
    CompletableFuture<Void> submit(Consumer<Session> work);

    /** Finishes what was handed over. */
    @Override
    void close();
}
