package io.deopenchat.bridge.journal;

import io.deopenchat.signing.Bytes32;

/** The byte log of a round as this side received it: its length and its SHA-256. */
public record Delivered(Bytes32 hash, long bytes) {}
