package io.deopenchat.chain;

import io.deopenchat.money.Wei;

/**
 * How much a client key may move from an owner's prefunded balance to one provider.
 *
 * @param limit base units in total, ever; zero if the provider is not on the list
 * @param moved base units so far
 */
public record ProviderAllowance(Wei limit, Wei moved) {}
