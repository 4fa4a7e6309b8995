package io.deopenchat.chaos.processes;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What all applications were told, by the name of each call, and what came of their chats, which may take some calls. */
final class Heard {
    private final Map<String, Told> calls = new ConcurrentHashMap<>();
    private final Map<String, Long> refusals = new ConcurrentHashMap<>();
    private final AtomicLong chats = new AtomicLong();
    private final AtomicLong whole = new AtomicLong();

    /** Chats that have ended, and how many of them with a whole answer. */
    record Count(long chats, long whole) {
        Count since(Count before) {
            return new Count(chats - before.chats, whole - before.whole);
        }

        double share() {
            return chats > 0 ? (double) whole / chats : 0;
        }
    }

    void call(String name, Told end) {
        calls.put(name, end);
    }

    void refused(String why) {
        refusals.merge(why, 1L, Long::sum);
    }

    void chat(boolean isWhole) {
        if (isWhole) {
            whole.incrementAndGet();
        }
        chats.incrementAndGet();
    }

    Count count() {
        return new Count(chats.get(), whole.get());
    }

    Map<String, Told> calls() {
        return calls;
    }

    long calls(Told what) {
        return calls.values().stream().filter(what::equals).count();
    }

    /** How often each status and code came in the place of an answer. */
    Map<String, Long> refusals() {
        return new TreeMap<>(refusals);
    }
}
