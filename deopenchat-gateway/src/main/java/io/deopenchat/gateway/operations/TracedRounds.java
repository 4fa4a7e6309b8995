package io.deopenchat.gateway.operations;

import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.round.RoundEnd;
import io.deopenchat.gateway.round.RoundListener;
import io.deopenchat.gateway.round.RoundTrace;
import io.deopenchat.http.TraceParent;
import java.time.Duration;
import java.util.Optional;

/** Rounds that are counted and traced. */
public record TracedRounds(Metrics metrics, Traces traces) implements RoundListener {
    @Override
    public RoundTrace begins(Terms terms, Optional<TraceParent> caller) {
        return traces.begins(terms, caller);
    }

    @Override
    public void answering(Terms terms, Duration after) {
        metrics.answering(terms, after);
    }

    @Override
    public void abandoned(Terms terms, boolean answering) {
        metrics.abandoned(terms, answering);
    }

    @Override
    public void ended(Terms terms, RoundEnd end, Duration took) {
        metrics.ended(terms, end, took);
    }
}
