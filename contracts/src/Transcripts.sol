// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ArchivedTranscript, ITranscripts} from "./interfaces/ITranscripts.sol";

/// @title Archives of what was served
abstract contract Transcripts is ITranscripts {
    /// @inheritdoc ITranscripts
    function archiveTranscripts(address provider_, ArchivedTranscript[] calldata archives) external {
        for (uint256 i = 0; i < archives.length; ++i) {
            ArchivedTranscript calldata archive = archives[i];
            emit TranscriptArchived(provider_, archive.client, msg.sender, archive.transcript, archive.digest);
        }
    }
}
