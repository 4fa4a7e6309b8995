// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Where the receipts of an account are archived.
/// @param client whose account with the provider
/// @param transcript head of the transcript that the archive ends with
/// @param digest SHA-256 of the archive, the digest of its content identifier (CID version 1, codec raw)
struct ArchivedTranscript {
    address client;
    bytes32 transcript;
    bytes32 digest;
}

/// @title Archives of what was served
interface ITranscripts {
    /// @notice `archiver` says where the rounds up to a transcript are archived. Anyone can say so: readers look for the
    /// parties of the account.
    event TranscriptArchived(
        address indexed provider, address indexed client, address indexed archiver, bytes32 transcript, bytes32 digest
    );

    /// @notice Tells where transcripts of a provider's accounts are archived; in a batch with the claim of them, if wanted.
    function archiveTranscripts(address provider_, ArchivedTranscript[] calldata archives) external;
}
