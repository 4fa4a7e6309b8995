package io.deopenchat.chaos.simulation;

import java.util.ArrayList;
import java.util.List;

/** What left the bridges with a signature. */
final class WireLog {
    private final List<Request> requests = new ArrayList<>();
    private final List<Confirmation> confirmations = new ArrayList<>();

    record Request(Pair pair, long sequence, String requestHash) {}

    record Confirmation(Pair pair, long total, String transcript) {}

    void left(Request request) {
        requests.add(request);
    }

    void left(Confirmation confirmation) {
        confirmations.add(confirmation);
    }

    List<Request> requests() {
        return requests;
    }

    List<Confirmation> confirmations() {
        return confirmations;
    }
}
