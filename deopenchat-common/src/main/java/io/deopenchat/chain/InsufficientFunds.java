package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;

/** The wallet cannot pay for value and gas of a transaction; nothing was sent. */
public final class InsufficientFunds extends RuntimeException {
    private final Wei required;
    private final Wei available;

    InsufficientFunds(String operation, Address wallet, Wei required, Wei available) {
        super("%s needs up to %s wei for value and gas, but wallet %s holds %s wei; send it coins first"
                .formatted(operation, required, wallet, available));
        this.required = required;
        this.available = available;
    }

    public Wei required() {
        return required;
    }

    public Wei available() {
        return available;
    }
}
