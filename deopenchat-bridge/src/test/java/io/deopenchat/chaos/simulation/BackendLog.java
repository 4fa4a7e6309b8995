package io.deopenchat.chaos.simulation;

import io.deopenchat.money.Usage;
import java.util.ArrayList;
import java.util.List;

/** What the backends were asked to do, in order. */
final class BackendLog {
    private final List<Call> calls = new ArrayList<>();

    record Call(Pair pair, long sequence, String requestHash, Usage usage) {}

    void called(Call call) {
        calls.add(call);
    }

    List<Call> calls() {
        return calls;
    }
}
