package io.deopenchat.bridge.counterparty;

import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Usage;

/**
 * By how much a provider bills more tokens of a model than this side counts: an average of ratios, weighed with the prices of
 * their rounds, in which each new round counts a tenth. Only upwards: who bills less earns no credit for a time when it bills
 * more. Vocabularies differ, so up to half more is nothing; and no single round can tip it. Not thread-safe.
 */
final class Overcount {
    /** A vocabulary of a quarter of the size (p50k) makes up to a tenth more tokens of English, and 28 % more of code. */
    static final double MARGIN = 1.5;

    /** What one round counts for at most: four of them in a row stand out, three do not. */
    static final double MOST = 2.5;

    /** A chat template has a head, and an end. */
    static final long PROMPT_SLACK = 64;

    static final long COMPLETION_SLACK = 16;

    private static final double NEWEST_COUNTS = 0.1;

    private double ratio = 1;
    private long rounds;

    void add(RoundTerms terms, Usage billed, Usage counted) {
        ratio += NEWEST_COUNTS * (ratioOf(terms.request().prices(), billed, counted) - ratio);
        rounds++;
    }

    static double ratioOf(Prices prices, Usage billed, Usage counted) {
        double expected =
                value(prices, counted.promptTokens() + PROMPT_SLACK, counted.completionTokens() + COMPLETION_SLACK);
        double asked = value(prices, billed.promptTokens(), billed.completionTokens());
        return expected == 0 ? 1 : Math.clamp(asked / expected, 1, MOST);
    }

    private static double value(Prices prices, long prompt, long completion) {
        return prices.input().perMillion().value().doubleValue() * prompt
                + prices.output().perMillion().value().doubleValue() * completion;
    }

    double ratio() {
        return ratio;
    }

    long rounds() {
        return rounds;
    }

    boolean standsOut() {
        return ratio > MARGIN;
    }
}
