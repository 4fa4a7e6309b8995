package io.deopenchat.gateway.operations;

import io.deopenchat.gateway.account.AccountTotals;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.claim.ClaimListener;
import io.deopenchat.gateway.round.RoundEnd;
import io.deopenchat.gateway.round.RoundListener;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the gateway counts. Names and buckets of {@code gen_ai_*} are those of OpenTelemetry's conventions for generative AI
 * as Prometheus spells them. Labels take few values: models are listed ones, and no client is among them. Amounts of money
 * are base units as floating point, for graphs and alarms and never for accounts.
 */
public final class Metrics implements RoundListener, ClaimListener {
    private static final double[] REQUEST_SECONDS = {
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
    };
    private static final double[] FIRST_TOKEN_SECONDS = {
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };
    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864
    };
    private static final double[] SYNC_SECONDS = {0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5
    };

    private static final String OPERATION = "gen_ai_operation_name";
    private static final String MODEL = "gen_ai_request_model";
    private static final String ERROR = "error_type";
    private static final String NO_ERROR = "";
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private final Histogram requestDuration = histogram(
            "gen_ai_server_request_duration_seconds",
            "From the admission of a round to its durable end.",
            REQUEST_SECONDS,
            OPERATION,
            MODEL,
            ERROR);
    private final Histogram timeToFirstToken = histogram(
            "gen_ai_server_time_to_first_token_seconds",
            "From the admission of a streamed round to the first bytes of its answer.",
            FIRST_TOKEN_SECONDS,
            OPERATION,
            MODEL);
    private final Histogram tokenUsage = histogram(
            "gen_ai_client_token_usage", "Tokens of billed rounds.", TOKENS, OPERATION, MODEL, "gen_ai_token_type");
    private final Histogram ledgerSync =
            histogram("deopenchat_ledger_sync_seconds", "Commits of the ledger, sync included.", SYNC_SECONDS);
    private final Counter rounds = counter("deopenchat_rounds_total", "Rounds that ended, by how.", "state");
    private final Counter refusals =
            counter("deopenchat_refusals_total", "Requests for inference that were refused, by code.", "code");
    private final Counter billed = counter("deopenchat_billed_base_units_total", "Cost of billed rounds.");
    private final Counter disconnects = counter(
            "deopenchat_disconnects_total", "Rounds that everybody who read them left before their end.", "phase");
    private final Counter claims =
            counter("deopenchat_claims_total", "Claim transactions, by what became of them.", "outcome");
    private final Counter claimed =
            counter("deopenchat_claimed_base_units_total", "What claims of this process paid, the fee included.");
    private final Counter fees = counter("deopenchat_claim_fee_base_units_total", "Of it what the treasury got.");
    private final Counter gas =
            counter("deopenchat_claim_gas_base_units_total", "Gas of claims, in base units of the native coin.");

    private final Counter orders = counter(
            "deopenchat_orders_total",
            "Orders of the open market that came into a state: locked, finished, lost ..",
            "state");

    public Metrics() {
        for (RoundStatus status : RoundStatus.values()) {
            rounds.initLabelValues(lower(status));
        }
        rounds.initLabelValues("void");
        rounds.initLabelValues("broken");
        disconnects.initLabelValues("before_answer");
        disconnects.initLabelValues("while_answering");
        for (OwnOrder.State state : OwnOrder.State.values()) {
            orders.initLabelValues(state.stored());
        }
        claims.initLabelValues("claimed");
        claims.initLabelValues("pending");
        claims.initLabelValues("failed");
    }

    /** Adds what is asked of the parts at every look. */
    public void watch(
            Supplier<AccountTotals> totals, IntSupplier roundsInFlight, LongSupplier streamsInFlight, Health health) {
        gauge(
                "deopenchat_account_base_units",
                "Sums over all accounts: escrow, reserved by rounds in flight, unconfirmed, unclaimed.",
                callback -> {
                    AccountTotals now = totals.get();
                    callback.call(units(now.escrow()), "escrow");
                    callback.call(units(now.reserved()), "reserved");
                    callback.call(units(now.unconfirmed()), "unconfirmed");
                    callback.call(units(now.unclaimed()), "unclaimed");
                },
                "state");
        gauge(
                "deopenchat_unclaimed_tokens",
                "Confirmed tokens that no claim has covered; claimed at the high-water level.",
                callback -> callback.call((double) totals.get().unclaimedTokens()));
        gauge(
                "deopenchat_accounts",
                "Accounts of clients.",
                callback -> callback.call(totals.get().accounts()));
        gauge("deopenchat_inflight_rounds", "Rounds in flight.", callback -> callback.call(roundsInFlight.getAsInt()));
        gauge(
                "deopenchat_inflight_streams",
                "Streamed rounds in flight.",
                callback -> callback.call((double) streamsInFlight.getAsLong()));
        gauge(
                "deopenchat_chain_age_seconds",
                "Since the chain was read last.",
                callback -> callback.call(seconds(health.chainAge())));
        gauge(
                "deopenchat_ready",
                "1 if requests are welcome.",
                callback -> callback.call(health.problem().isEmpty() ? 1 : 0));
    }

    /** Adds the orders of the open market. */
    public void watchOrders(IntSupplier held) {
        gauge(
                "deopenchat_held_orders",
                "Orders of the open market that are locked, or about to be.",
                callback -> callback.call(held.getAsInt()));
    }

    /** An order of the open market came into a state. */
    public void order(OwnOrder.State state) {
        orders.labelValues(state.stored()).inc();
    }

    /** Adds what is known of the ledger's disk. */
    public void watchDisk(LongSupplier free, LongSupplier answers) {
        gauge(
                "deopenchat_ledger_free_bytes",
                "Free on the disk of the ledger.",
                callback -> callback.call((double) free.getAsLong()));
        gauge(
                "deopenchat_stored_answer_bytes",
                "Sealed answers in the ledger.",
                callback -> callback.call((double) answers.getAsLong()));
    }

    private Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .register(registry);
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

    /** A request for inference was refused. */
    public void refused(ErrorCode code) {
        refusals.labelValues(code.code()).inc();
    }

    /** A commit of the ledger took so long. */
    public void synced(Duration took) {
        ledgerSync.observe(seconds(took));
    }

    @Override
    public void answering(Terms terms, Duration after) {
        if (terms.call().stream()) {
            timeToFirstToken.labelValues(operation(terms), model(terms)).observe(seconds(after));
        }
    }

    @Override
    public void abandoned(Terms terms, boolean answering) {
        disconnects.labelValues(answering ? "while_answering" : "before_answer").inc();
    }

    @Override
    public void ended(Terms terms, RoundEnd end, Duration took) {
        String error = switch (end) {
            case RoundEnd.Billed bill -> billed(terms, bill.round().receipt().receipt());
            case RoundEnd.Voided nothing -> {
                rounds.labelValues("void").inc();
                yield nothing.reason().code().code();
            }
            case RoundEnd.Broken _ -> {
                rounds.labelValues("broken").inc();
                yield ErrorCode.INTERNAL_ERROR.code();
            }
            case RoundEnd.Refused refused -> refused.reason().code().code();
        };
        requestDuration.labelValues(operation(terms), model(terms), error).observe(seconds(took));
    }

    private String billed(Terms terms, Receipt receipt) {
        rounds.labelValues(lower(receipt.status())).inc();
        billed.inc(units(receipt.cost()));
        tokenUsage.labelValues(operation(terms), model(terms), "input").observe((double)
                receipt.usage().promptTokens());
        tokenUsage.labelValues(operation(terms), model(terms), "output").observe((double)
                receipt.usage().completionTokens());
        return receipt.status() == RoundStatus.CUT_OFF_BY_BACKEND ? lower(receipt.status()) : NO_ERROR;
    }

    @Override
    public void claimed(Wei paid, Wei fee, Wei gasCost) {
        claims.labelValues("claimed").inc();
        claimed.inc(units(paid));
        fees.inc(units(fee));
        gas.inc(units(gasCost));
    }

    @Override
    public void pending() {
        claims.labelValues("pending").inc();
    }

    @Override
    public void failed() {
        claims.labelValues("failed").inc();
    }

    static String operation(Terms terms) {
        InferenceEndpoint endpoint = terms.call().endpoint();
        return switch (endpoint) {
            case CHAT_COMPLETIONS -> "chat";
            case COMPLETIONS -> "text_completion";
            case EMBEDDINGS -> "embeddings";
            case RERANK -> "rerank";
            case RESPONSES -> "responses";
            case MESSAGES -> "messages";
            case COUNT_TOKENS -> "count_tokens";
            case TRANSCRIPTIONS -> "transcription";
            case TRANSLATIONS -> "translation";
            case SPEECH -> "speech";
            case IMAGES -> "image_generation";
        };
    }

    static String model(Terms terms) {
        return terms.call().model();
    }

    private static String lower(RoundStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static double units(Wei amount) {
        return amount.value().doubleValue();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS_PER_SECOND;
    }
}
