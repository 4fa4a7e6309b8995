package io.deopenchat.bridge.journal;

import io.deopenchat.signing.Bytes32;

/**
 * The byte log of a round as this side received it.
 *
 * @param hash SHA-256 of all of it
 * @param textBytes of the text that it delivered: what bounds the tokens that can be owed for it
 */
public record Delivered(Bytes32 hash, long textBytes) {}
