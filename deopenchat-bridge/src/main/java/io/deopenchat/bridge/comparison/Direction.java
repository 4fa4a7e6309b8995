package io.deopenchat.bridge.comparison;

import io.deopenchat.signing.Address;

/** Two providers, the preferred one first: what the contract keeps a total for. */
record Direction(Address preferred, Address other) {}
