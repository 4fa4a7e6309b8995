package io.deopenchat.gateway.account;

import io.deopenchat.signing.Bytes32;

/**
 * What is known of a stored round before its answer is read.
 *
 * @param answerBytes of the sealed answer; 0 if there is none
 */
public record StoredHead(Bytes32 requestHash, long answerBytes) {}
