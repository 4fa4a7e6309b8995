package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;

/**
 * Where the receipts of an account are archived.
 *
 * @param client whose account with the provider
 * @param transcript head of the transcript that the archive ends with
 * @param digest SHA-256 of the archive, the digest of its content identifier (CID version 1, codec raw)
 */
public record ArchivedTranscript(Address client, Bytes32 transcript, Bytes32 digest) {}
