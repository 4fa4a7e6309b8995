package io.deopenchat.protocol;

import io.deopenchat.signing.Signature;

/** A {@link TopUp} with the client's signature: anyone may hand it to the contract. */
public record SignedTopUp(TopUp topUp, Signature signature) {}
