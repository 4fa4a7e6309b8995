package io.deopenchat.bridge.counterparty;

import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.money.Usage;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far this client trusts a provider, from its own rounds with it. A dispute halves the trust, and counts half itself after
 * every week; a model of which more tokens are billed than this side counts loses the fourth power of what is above the
 * margin. Both come back from the journal with the next start. Thread-safe.
 */
public final class Trust {
    /** After as long a dispute counts half. */
    static final Duration HALF_LIFE = Duration.ofDays(7);

    private static final double OVERCOUNT_WEIGHT = 4;
    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);

    private final Address provider;
    private final Supplier<List<Instant>> disputes;
    private final InstantSource clock;
    private final Map<String, Overcount> overcounts = new ConcurrentHashMap<>();

    /** @param disputes when receipts turned out not to hold what was agreed */
    Trust(Address provider, Supplier<List<Instant>> disputes, InstantSource clock) {
        this.provider = provider;
        this.disputes = disputes;
        this.clock = clock;
    }

    /** 1 for who was never caught, towards 0 the more stands against it. */
    public double in(String model) {
        double above = Math.max(1, overcount(model) / Overcount.MARGIN);
        return Math.pow(0.5, freshDisputes()) / Math.pow(above, OVERCOUNT_WEIGHT);
    }

    /** Disputes, each as what it still counts. */
    public double freshDisputes() {
        Instant now = clock.instant();
        return disputes.get().stream().mapToDouble(at -> weight(at, now)).sum();
    }

    private static double weight(Instant at, Instant now) {
        double age = Math.max(0, Duration.between(at, now).toSeconds());
        return Math.pow(0.5, age / HALF_LIFE.toSeconds());
    }

    /** Tokens billed to tokens counted, as {@link Overcount} has it; 1 where nothing was counted. */
    public double overcount(String model) {
        Overcount known = overcounts.get(model);
        if (known == null) {
            return 1;
        }
        synchronized (known) {
            return known.ratio();
        }
    }

    /** Of a round that was counted before the last start: nothing is said of it again. */
    void remember(RoundTerms terms, Usage billed, Usage counted) {
        Overcount known = of(terms);
        synchronized (known) {
            known.add(terms, billed, counted);
        }
    }

    void counted(RoundTerms terms, Usage billed, Usage counted) {
        Overcount known = of(terms);
        synchronized (known) {
            boolean stoodOut = known.standsOut();
            known.add(terms, billed, counted);
            if (known.standsOut() != stoodOut) {
                tell(terms.call().model(), known);
            }
        }
    }

    private Overcount of(RoundTerms terms) {
        return overcounts.computeIfAbsent(terms.call().model(), first -> new Overcount());
    }

    private void tell(String model, Overcount known) {
        String ratio = String.format(Locale.ROOT, "%.2f", known.ratio());
        if (known.standsOut()) {
            LOG.warn(
                    "provider {} bills {} times the tokens of {} that this side counts, over {} rounds; it is trusted less"
                            + " (see the command receipts)",
                    provider,
                    ratio,
                    model,
                    known.rounds());
        } else {
            LOG.info(
                    "provider {} bills {} times the tokens of {} that this side counts, which is ordinary",
                    provider,
                    ratio,
                    model);
        }
    }
}
