package io.deopenchat.bridge.provider;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What stops a task that is tried again and again: logged when it changes and not with every attempt. */
public final class FailureLog {
    private final Logger log;
    private final String task;
    private @Nullable String last;

    public FailureLog(Logger log, String task) {
        this.log = log;
        this.task = task;
    }

    /** Something that callers are told of already, or that happens: a reason is enough. */
    public synchronized void failed(String reason) {
        if (!reason.equals(last)) {
            last = reason;
            log.warn("{}: {}", task, reason);
        }
    }

    /** Nobody expected this. */
    public synchronized void failed(RuntimeException unexpected) {
        if (!unexpected.toString().equals(last)) {
            last = unexpected.toString();
            log.error("{}", task, unexpected);
        }
    }

    public synchronized void succeeded() {
        last = null;
    }
}
