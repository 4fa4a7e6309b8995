package io.deopenchat.bridge.config;

/**
 * What counts when several providers offer a model: how strongly price and time are weighed, as exponents of their ratio to
 * the best offer.
 */
public enum Preference {
    /** Twice as dear is as bad as sixteen times as slow. */
    PRICE(1, 0.25),
    /** Twice as dear is as bad as twice as slow. */
    BALANCED(1, 1),
    /** Twice as slow is as bad as sixteen times as dear. */
    SPEED(0.25, 1);

    private final double price;
    private final double time;

    Preference(double price, double time) {
        this.price = price;
        this.time = time;
    }

    public double price() {
        return price;
    }

    public double time() {
        return time;
    }
}
