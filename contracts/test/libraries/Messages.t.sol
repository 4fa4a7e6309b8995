// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Messages} from "../../src/libraries/Messages.sol";
import {Totals} from "../../src/libraries/Totals.sol";
import {Signing} from "../support/Signing.sol";

/// @notice Every type hash, spelled out again field by field from the protocol page.
contract MessagesTest is Signing {
    function test_typeHashesAreThoseOfTheProtocol() external pure {
        string memory first = "InferenceRequest(address provider,uint64 sequence,bytes32 contentHash,bytes32 model,";
        string memory second = "uint96 requestPrice,uint96 inputPrice,uint96 outputPrice,uint96 maxCost,";
        string memory third = "uint96 authorized,uint64 deadline)";
        _is(Messages.INFERENCE_REQUEST_TYPEHASH, string.concat(first, second, third));
        first = "Confirmation(address provider,uint96 cumulativeCost,uint64 rounds,";
        _is(Messages.CONFIRMATION_TYPEHASH, string.concat(first, "uint96 tokens,bytes32 transcript)"));
        _is(Messages.ACCESS_TYPEHASH, "Access(address provider,string action,uint64 deadline)");
        _is(Messages.BIND_TYPEHASH, "Bind(address provider,address owner)");
        _is(Messages.TOP_UP_TYPEHASH, "TopUp(address owner,address provider,uint96 total,uint64 deadline)");
        _is(Messages.CONTEST_TYPEHASH, "Contest(address provider,bytes32 requestHash,uint96 owed)");
        _is(Messages.FLAG_TYPEHASH, "Flag(address provider,uint96 total)");
        _is(Messages.COMPARISON_TYPEHASH, "Comparison(address preferred,address other,uint96 total)");
        first = "Receipt(address client,uint64 sequence,bytes32 requestHash,bytes32 responseHash,";
        second = "uint64 promptTokens,uint64 completionTokens,uint96 cost,uint8 status)";
        _is(Messages.RECEIPT_TYPEHASH, string.concat(first, second));
        first = "Release(address provider,address client,uint96 settledTotal,uint64 nonce,uint64 deadline)";
        _is(Messages.RELEASE_TYPEHASH, first);
        first = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        _is(Messages.DOMAIN_TYPEHASH, first);
    }

    function testFuzz_everyFieldOfAConfirmationCounts(
        address provider,
        uint96 cost,
        uint64 rounds,
        uint96 tokens,
        bytes32 transcript
    ) external pure {
        bytes32 hash = Messages.confirmation(provider, cost, rounds, tokens, transcript);
        address other = address(uint160(provider) ^ 1);
        vm.assertTrue(hash != Messages.confirmation(other, cost, rounds, tokens, transcript), "provider");
        vm.assertTrue(hash != Messages.confirmation(provider, cost ^ 1, rounds, tokens, transcript), "cost");
        vm.assertTrue(hash != Messages.confirmation(provider, cost, rounds ^ 1, tokens, transcript), "rounds");
        vm.assertTrue(hash != Messages.confirmation(provider, cost, rounds, tokens ^ 1, transcript), "tokens");
        vm.assertTrue(hash != Messages.confirmation(provider, cost, rounds, tokens, ~transcript), "transcript");
    }

    function testFuzz_totalsReadWhatTheyPack(uint96 cost, uint64 rounds, uint96 tokens) external pure {
        uint256 totals = Totals.pack(cost, rounds, tokens);
        vm.assertEq(Totals.cumulativeCost(totals), cost, "cost");
        vm.assertEq(Totals.rounds(totals), rounds, "rounds");
        vm.assertEq(Totals.tokens(totals), tokens, "tokens");
    }

    function _is(bytes32 typeHash, string memory type_) private pure {
        vm.assertEq(typeHash, keccak256(bytes(type_)), type_);
    }
}
