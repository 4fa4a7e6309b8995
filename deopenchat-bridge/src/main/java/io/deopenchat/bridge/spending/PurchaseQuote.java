package io.deopenchat.bridge.spending;

import io.deopenchat.chain.Fee;
import io.deopenchat.chain.Listing;
import io.deopenchat.money.Wei;

/**
 * What a purchase takes from a wallet.
 *
 * @param ktokens thousands of tokens
 * @param cost into the escrow, in base units of what the contract settles in
 * @param gas at most, in base units of the native coin
 * @param fee what the provider gives of what it earns; the wallet pays nothing for it
 */
public record PurchaseQuote(Listing listing, long ktokens, Wei cost, Wei gas, Fee fee) {}
