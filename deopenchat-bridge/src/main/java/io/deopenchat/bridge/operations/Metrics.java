package io.deopenchat.bridge.operations;

import io.deopenchat.bridge.account.RoundEnds;
import io.deopenchat.bridge.api.CallListener;
import io.deopenchat.bridge.config.Budget;
import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.chain.Fee;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.signing.Address;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the bridge counts since its start. Labels take few values, and no text of an application is among them: models are
 * those of rounds that are owed, budgets have the number of their option, applications have no name. Amounts of money are
 * base units as floating point, for graphs and alarms and never for accounts.
 */
public final class Metrics implements CallListener, RoundEnds {
    private static final double[] OVERHEAD_SECONDS = {
        0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String PROVIDER = "provider";
    private static final String MODEL = "model";

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private final Counter calls =
            counter("deopenchat_bridge_calls_total", "Calls of applications, by how they ended.", "outcome");
    private final Counter failovers = counter(
            "deopenchat_bridge_failovers_total",
            "Times that a call was taken to the next provider before its first byte.");
    private final Histogram overhead = Histogram.builder()
            .name("deopenchat_bridge_overhead_seconds")
            .help("What the bridge itself took from the whole call to the last request that left for it.")
            .classicOnly()
            .classicUpperBounds(OVERHEAD_SECONDS)
            .register(registry);
    private final Counter owed = counter("deopenchat_bridge_rounds_total", "Rounds that are owed.", PROVIDER, MODEL);
    private final Counter spent =
            counter("deopenchat_bridge_spent_base_units_total", "What they cost.", PROVIDER, MODEL);
    private final Counter tokens =
            counter("deopenchat_bridge_tokens_total", "Tokens that they were billed with.", MODEL, "type");
    private final Counter disputes =
            counter("deopenchat_bridge_disputes_total", "Receipts that did not hold what was agreed.", PROVIDER);
    private final Counter signatures =
            counter("deopenchat_bridge_signatures_total", "What was signed with the client key.", "message");

    public Metrics() {
        for (End end : End.values()) {
            calls.initLabelValues(lower(end));
        }
    }

    /** Adds what is asked of the parts at every look. */
    public void watch(Budgets budgets, Balances balances) {
        gauge(
                "deopenchat_bridge_budget_left_base_units",
                "What a budget still lets be spent; below zero if rounds in flight may exceed it.",
                callback -> tell(budgets.left(), callback),
                "budget",
                "period",
                MODEL);
        gauge(
                "deopenchat_bridge_balance_left_base_units",
                "Escrow with a provider that nothing was promised from.",
                callback ->
                        balances.left().forEach((provider, left) -> callback.call(units(left), provider.toString())),
                PROVIDER);
    }

    /** Adds when each provider last showed that it lives. */
    public void watchLife(Supplier<Collection<Counterparty>> counterparties) {
        gauge(
                "deopenchat_bridge_life_sign_age_seconds",
                "Since a provider's last heartbeat, or claim if that is stale, on chain.",
                callback -> counterparties
                        .get()
                        .forEach(one -> callback.call(
                                (double) one.watch().liveness().signAge().toSeconds(),
                                one.provider().toString())),
                PROVIDER);
        gauge(
                "deopenchat_bridge_probe_age_seconds",
                "Since a provider's gateway last told what it serves.",
                callback -> counterparties
                        .get()
                        .forEach(one -> one.watch()
                                .liveness()
                                .probeAge()
                                .ifPresent(age -> callback.call(
                                        (double) age.toSeconds(), one.provider().toString()))),
                PROVIDER);
    }

    /** Adds the fee that the contract takes of what providers earn. */
    public void watchFee(Supplier<Optional<Fee>> fee) {
        gauge(
                "deopenchat_bridge_fee_basis_points",
                "What the contract takes of what providers earn: present, and what is announced if it is.",
                callback -> fee.get().ifPresent(known -> {
                    callback.call(known.basisPoints(), "present");
                    known.announced().ifPresent(next -> callback.call(next.basisPoints(), "announced"));
                }),
                "state");
    }

    private static void tell(List<Budgets.Left> all, GaugeWithCallback.Callback callback) {
        for (int i = 0; i < all.size(); i++) {
            Budget budget = all.get(i).budget();
            callback.call(
                    all.get(i).left().doubleValue(),
                    Integer.toString(i + 1),
                    budget.period().name().toLowerCase(Locale.ROOT),
                    Objects.requireNonNullElse(budget.model(), ""));
        }
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private void gauge(String name, String help, Consumer<GaugeWithCallback.Callback> callback, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(callback)
                .register(registry);
    }

    MetricSnapshots snapshots() {
        return registry.scrape();
    }

    /** @param message the name of its type */
    void signed(String message) {
        signatures.labelValues(message).inc();
    }

    @Override
    public void failedOver() {
        failovers.inc();
    }

    @Override
    public void ended(End end, Duration took) {
        calls.labelValues(lower(end)).inc();
        if (!took.isZero()) {
            overhead.observe(took.toNanos() / NANOS_PER_SECOND);
        }
    }

    @Override
    public void ended(Address provider, long sequence, Wei cost) {
        // what is owed is counted with its model
    }

    @Override
    public void owed(RoundTerms terms, Receipt receipt) {
        String provider = terms.request().provider().toString();
        String model = terms.call().model();
        owed.labelValues(provider, model).inc();
        spent.labelValues(provider, model).inc(units(receipt.cost()));
        tokens.labelValues(model, "prompt").inc((double) receipt.usage().promptTokens());
        tokens.labelValues(model, "completion").inc((double) receipt.usage().completionTokens());
    }

    @Override
    public void disputed(RoundTerms terms) {
        disputes.labelValues(terms.request().provider().toString()).inc();
    }

    private static String lower(End end) {
        return end.name().toLowerCase(Locale.ROOT);
    }

    private static double units(Wei amount) {
        return amount.value().doubleValue();
    }
}
