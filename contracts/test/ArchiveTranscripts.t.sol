// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ArchivedTranscript, ITranscripts} from "../src/interfaces/ITranscripts.sol";
import {Fixture} from "./support/Fixture.sol";
import {Vm} from "./support/Vm.sol";

contract ArchiveTranscriptsTest is Fixture {
    function test_nothingToTellTellsNothing() external {
        vm.recordLogs();
        deopenchat.archiveTranscripts(provider, new ArchivedTranscript[](0));
        vm.assertEq(vm.getRecordedLogs().length, 0, "events");
    }

    /// @dev Readers look at who says so, so it must be the caller whoever that is.
    function testFuzz_tellsWhoArchivedWhat(
        address archiver,
        address provider_,
        address[3] calldata clients,
        bytes32 transcript
    ) external {
        ArchivedTranscript[] memory archives = new ArchivedTranscript[](clients.length);
        for (uint256 i = 0; i < clients.length; ++i) {
            archives[i] = ArchivedTranscript(clients[i], keccak256(abi.encode(transcript, i)), sha256(abi.encode(i)));
            vm.expectEmit(address(deopenchat));
            emit ITranscripts.TranscriptArchived(
                provider_, clients[i], archiver, archives[i].transcript, archives[i].digest
            );
        }
        vm.prank(archiver);
        deopenchat.archiveTranscripts(provider_, archives);
    }

    function test_tellsOneEventForEach() external {
        ArchivedTranscript[] memory archives = new ArchivedTranscript[](2);
        archives[0] = ArchivedTranscript(client, keccak256("first"), sha256("first"));
        archives[1] = ArchivedTranscript(otherClient, keccak256("second"), sha256("second"));
        vm.recordLogs();
        vm.prank(provider);
        deopenchat.archiveTranscripts(provider, archives);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 2, "events");
        vm.assertEq(logs[1].emitter, address(deopenchat), "emitter");
        vm.assertEq(logs[1].topics[0], ITranscripts.TranscriptArchived.selector, "topic");
        vm.assertEq(logs[1].topics[2], bytes32(uint256(uint160(otherClient))), "client");
        vm.assertEq(logs[1].topics[3], bytes32(uint256(uint160(provider))), "archiver");
        vm.assertEq(keccak256(logs[1].data), keccak256(abi.encode(keccak256("second"), sha256("second"))), "data");
    }
}
