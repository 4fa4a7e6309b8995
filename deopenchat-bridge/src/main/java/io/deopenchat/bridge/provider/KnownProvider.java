package io.deopenchat.bridge.provider;

import io.deopenchat.signing.Address;
import java.time.Instant;

/** A provider as the chain has it: who it is, who signs its receipts, where its gateway is. */
public record KnownProvider(Address address, Address operator, GatewayAddress gateway, Instant registeredAt) {}
