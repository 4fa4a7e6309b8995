package io.deopenchat.bridge.counterparty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.config.Preference;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.CostCeiling;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.signing.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts those who sell a model in the order in which they are asked. The score of one is the ratio of its price to the lowest,
 * times the ratio of its time to the shortest (each weighed as the user prefers), times how crowded it is, divided by
 * its success to the fourth, by how far it is trusted, and by 0.8 if the chain has no sign of life of it: small is good. Who has no place left comes behind, and who rests after
 * failures last, because a try is better than none.
 *
 * <p>A small share of the calls begins with somebody who would be the best but for what is remembered of it, so that who was down
 * or slow and is so no more is known again.
 */
public final class Choice {
    /** An answer of ordinary length: what the times of two providers are compared for. */
    static final long ORDINARY_TOKENS = 256;

    /** For whoever wants to know who would be asked now, without a call. */
    static final Usage ORDINARY_CALL = new Usage(1_024, ORDINARY_TOKENS);

    /** The same for all: who says that his answers are short is no cheaper for that. */
    private static final ModelLimits COMPARED = new ModelLimits(ORDINARY_TOKENS, 0, 0, 0);

    private static final int SUCCESS_WEIGHT = 4;

    /** Of a hundred calls. */
    static final int PROBES = 10;

    private static final int HUNDRED = 100;

    /** Of those whom the user's demands leave out, so many are told in a refusal. */
    private static final int MOST_TOLD = 3;

    /** Nobody is infinitely bad, and a price of nothing is not infinitely good. */
    private static final double LEAST = 1e-9;

    private final Counterparties counterparties;
    private final ProviderFilter filter;
    private final Preference preference;
    private final IntUnaryOperator draw;

    /** @param draw a number from 0 to below the given one, by chance; for the calls that look after who was left alone */
    public Choice(Counterparties counterparties, ProviderFilter filter, Preference preference, IntUnaryOperator draw) {
        this.counterparties = counterparties;
        this.filter = filter;
        this.preference = preference;
        this.draw = draw;
    }

    /**
     * Those who may answer the call.
     *
     * @param pinned the only one who may; empty for whoever the user admits
     */
    public Selection select(InferenceCall call, Optional<Address> pinned) {
        List<String> objections = new ArrayList<>();
        List<Candidate> admitted = new ArrayList<>();
        sellers(call.model(), pinned)
                .forEach(candidate -> objectionTo(candidate)
                        .ifPresentOrElse(
                                why -> objections.add("provider "
                                        + candidate.offer().provider().address() + ": " + why),
                                () -> admitted.add(candidate)));
        if (admitted.isEmpty()) {
            return new Selection.Nobody(objections.isEmpty() ? nobodySells(pinned) : nobodyFits(objections));
        }
        return new Selection.Found(perhapsProbing(
                contenders(admitted, offer -> CostCeiling.of(call, offer.prices(), COMPARED)), preference, draw));
    }

    /** All that can be bought now, by model; of each the offers in the order in which an ordinary call would take them. */
    public SequencedMap<String, List<Candidate>> candidates() {
        SequencedMap<String, List<Candidate>> admitted = new TreeMap<>();
        counterparties.all().stream()
                .flatMap(seller -> seller.offers().stream().map(offer -> new Candidate(seller, offer)))
                .filter(candidate -> objectionTo(candidate).isEmpty())
                .forEach(candidate -> admitted.computeIfAbsent(candidate.offer().model(), first -> new ArrayList<>())
                        .add(candidate));
        admitted.replaceAll((model, candidates) -> bestFirst(
                contenders(candidates, offer -> offer.prices().costAtMost(ORDINARY_CALL, Wei.MAX)), preference));
        return admitted;
    }

    /**
     * What the journal has of a round, in JSON; reads a file.
     *
     * @param application whose round it must be; empty for anybody's
     */
    public Optional<ObjectNode> round(Address provider, long sequence, Optional<String> application) {
        return counterparties.all().stream()
                .filter(seller -> seller.provider().equals(provider))
                .findFirst()
                .flatMap(seller -> seller.round(sequence, application));
    }

    private Stream<Candidate> sellers(String model, Optional<Address> pinned) {
        return counterparties.all().stream()
                .filter(seller -> pinned.isEmpty() || pinned.get().equals(seller.provider()))
                .flatMap(seller -> seller.offer(model).map(offer -> new Candidate(seller, offer)).stream());
    }

    private static String nobodyFits(List<String> objections) {
        String told = objections.stream().limit(MOST_TOLD).collect(Collectors.joining("; nor from "));
        int more = objections.size() - MOST_TOLD;
        return "nothing is bought from " + told + (more > 0 ? "; nor from " + more + " more who sell it" : "");
    }

    private String nobodySells(Optional<Address> pinned) {
        if (pinned.isEmpty()) {
            return "no provider that you have tokens with lists this model; see /v1/models";
        }
        boolean isKnown = counterparties.all().stream()
                .anyMatch(seller -> seller.provider().equals(pinned.get()));
        return isKnown
                ? "provider " + pinned.get() + " does not list this model; see /v1/models"
                : "nothing is bought from provider " + pinned.get()
                        + "; buy tokens with fetch-tokens and name it with --allow-provider";
    }

    private Optional<String> objectionTo(Candidate candidate) {
        Offer offer = candidate.offer();
        return filter.objectionTo(offer.provider().address())
                .or(() -> filter.objectionTo(offer.prices()))
                .or(() -> filter.record()
                        .objectionTo(candidate.counterparty().watch().record()));
    }

    private static List<Contender<Candidate>> contenders(List<Candidate> candidates, Function<Offer, Wei> cost) {
        return candidates.stream()
                .map(candidate -> contender(candidate, cost.apply(candidate.offer())))
                .toList();
    }

    private static Contender<Candidate> contender(Candidate candidate, Wei cost) {
        Offer offer = candidate.offer();
        return new Contender<>(
                candidate,
                Math.max(LEAST, cost.value().doubleValue()),
                offer.capacity(),
                candidate.counterparty().performance().view(),
                candidate.trust() * candidate.liveliness(),
                offer.provider().registeredAt(),
                offer.provider().address());
    }

    /** The best first, or in a few calls one that may be better than is remembered, before the others. */
    static <T> List<T> perhapsProbing(List<Contender<T>> all, Preference preference, IntUnaryOperator draw) {
        List<T> order = new ArrayList<>(bestFirst(all, preference));
        if (draw.applyAsInt(HUNDRED) < PROBES) {
            List<T> neglected = all.stream()
                    .filter(one -> one.view().isDue() && isBestIfForgiven(one, all, preference))
                    .map(Contender::who)
                    .toList();
            if (!neglected.isEmpty()) {
                T probed = neglected.get(draw.applyAsInt(neglected.size()));
                order.remove(probed);
                order.addFirst(probed);
            }
        }
        return order;
    }

    private static <T> boolean isBestIfForgiven(Contender<T> one, List<Contender<T>> all, Preference preference) {
        List<Contender<T>> imagined = all.stream()
                .map(other -> other.equals(one) ? one.forgiven() : other)
                .toList();
        return bestFirst(imagined, preference).getFirst().equals(one.who());
    }

    static <T> List<T> bestFirst(List<Contender<T>> all, Preference preference) {
        double lowest = all.stream().mapToDouble(Contender::cost).min().orElse(LEAST);
        double shortest = shortest(all);
        return all.stream()
                .sorted(Comparator.comparing((Contender<T> one) -> !one.view().admits())
                        .thenComparing(Contender::isFull)
                        .thenComparingDouble(one -> score(one, lowest, shortest, preference))
                        .thenComparing(Contender::since)
                        .thenComparing(one -> one.address().toString()))
                .map(Contender::who)
                .toList();
    }

    /** Who was never measured counts as the fastest: it will be measured. */
    private static <T> double shortest(List<Contender<T>> all) {
        return all.stream()
                .filter(one -> one.view().measured())
                .mapToDouble(Choice::seconds)
                .min()
                .orElse(LEAST);
    }

    private static double seconds(Contender<?> one) {
        return Math.max(LEAST, one.view().seconds(ORDINARY_TOKENS));
    }

    private static double score(Contender<?> one, double lowest, double shortest, Preference preference) {
        double price = Math.pow(one.cost() / lowest, preference.price());
        double time = one.view().measured() ? Math.pow(seconds(one) / shortest, preference.time()) : 1;
        double crowd = 1 + (double) one.view().inFlight() / Math.max(1, one.capacity());
        return price * time * crowd / Math.max(LEAST, Math.pow(one.view().success(), SUCCESS_WEIGHT) * one.trust());
    }
}
