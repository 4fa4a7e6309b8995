package io.deopenchat.gateway.backend;

import io.deopenchat.signing.Address;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request's place at a backend, or in the queue for one. Given back exactly once, by {@link #leave}; every method may be called
 * from any thread.
 */
public final class Place {
    private final Backends backends;
    private final Address client;
    private final String model;
    private final long affinity;
    private final CompletableFuture<Backend> assigned = new CompletableFuture<>();

    /** Guarded by the lock of {@link Backends}, like all below. */
    private final Set<Backend> tried = new HashSet<>();

    private @Nullable BackendState member;
    private boolean trial;
    private boolean decided;
    private boolean left;

    Place(Backends backends, Address client, String model, long affinity) {
        this.backends = backends;
        this.client = client;
        this.model = model;
        this.affinity = affinity;
    }

    Address client() {
        return client;
    }

    String model() {
        return model;
    }

    long affinity() {
        return affinity;
    }

    boolean hasTried(Backend backend) {
        return tried.contains(backend);
    }

    int tries() {
        return tried.size();
    }

    /** Completes when a backend has room; on the thread that made room. */
    public CompletableFuture<Backend> backend() {
        return assigned;
    }

    /** The backend answered, so it works. */
    public void answered() {
        backends.report(this, true);
    }

    /** The backend did not do its work, and there is no time to try another. */
    public void failed() {
        backends.report(this, false);
    }

    /** After a backend failed: another one that has room, if there is any that was not tried. */
    public Optional<Backend> another() {
        return backends.another(this);
    }

    public void leave() {
        backends.leave(this);
    }

    @Nullable
    BackendState member() {
        return member;
    }

    boolean isDecided() {
        return decided;
    }

    void decide() {
        decided = true;
    }

    boolean hasLeft() {
        return left;
    }

    void markLeft() {
        left = true;
    }

    /** Whether it tries a backend that was left out. */
    boolean isTrial() {
        return trial;
    }

    void sitDown(BackendState at) {
        member = at;
        trial = at.begins();
        decided = false;
        tried.add(at.backend());
    }

    void standUp() {
        member = null;
    }
}
