package io.deopenchat.bridge.api;

import io.deopenchat.protocol.ContentHash;
import io.deopenchat.signing.Bytes32;

/**
 * What a retry has in common with the call that it repeats.
 *
 * @param application by which budgets know who asks
 * @param contentHash {@link ContentHash} over endpoint and exact body
 */
record AskedCall(String application, Bytes32 contentHash) {}
