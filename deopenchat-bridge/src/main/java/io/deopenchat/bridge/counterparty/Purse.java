package io.deopenchat.bridge.counterparty;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.money.Wei;

/**
 * With what accounts are topped up: prefunded money of their owners, within the limits that the contract holds.
 *
 * @param sender pays the gas of handing top-ups in, and nothing else
 * @param lot base units that are moved at once, at most
 */
public record Purse(DeopenchatContract contract, TransactionSender sender, Wei lot) {

    public Purse {
        if (lot.isZero()) {
            throw new IllegalArgumentException("--auto-buy must be above 0");
        }
    }
}
