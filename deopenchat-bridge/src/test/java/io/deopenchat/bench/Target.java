package io.deopenchat.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One path to the backend: where it begins, whose processor time it costs, and what it is sent. */
final class Target {
    /** The paths that are compared. */
    enum Name {
        DIRECT("direct"),
        NGINX("nginx"),
        VERTX("naive Vert.x proxy"),
        PORTKEY("Portkey"),
        UNPAID("gateway without signing and ledger"),
        GATEWAY("gateway"),
        BRIDGE("bridge and gateway");

        private final String words;

        Name(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** What is asked for. */
    enum Kind {
        ANSWER,
        BURST,
        /** 64 frames, one every 20 ms. */
        STREAM,
        /** Frames that go on until somebody leaves. */
        ENDLESS,
        SILENCE;

        private byte[] body() {
            return switch (this) {
                case ANSWER -> Script.call(Script.Wish.ANSWER, 0, 0);
                case BURST -> Script.call(Script.Wish.BURST, 0, 0);
                case STREAM -> Script.call(Script.Wish.PACED, 20, 64);
                case ENDLESS -> Script.call(Script.Wish.PACED, 20, 1_500);
                case SILENCE -> Script.call(Script.Wish.SILENCE, 0, 0);
            };
        }
    }

    private final Name name;
    private final int port;
    private final Set<Long> pids;
    private final Function<byte[], Requests> requests;
    private final Map<Kind, Requests> made = new EnumMap<>(Kind.class);

    /** @param pids of what is measured, without the backend */
    Target(Name name, int port, Set<Long> pids, Function<byte[], Requests> requests) {
        this.name = name;
        this.port = port;
        this.pids = Set.copyOf(pids);
        this.requests = requests;
    }

    Name name() {
        return name;
    }

    int port() {
        return port;
    }

    Set<Long> pids() {
        return pids;
    }

    Requests requests(Kind kind) {
        return made.computeIfAbsent(kind, wanted -> requests.apply(wanted.body()));
    }

    Requests requests(byte[] body) {
        return requests.apply(body);
    }
}
