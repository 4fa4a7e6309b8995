// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProviderRecord} from "../../src/interfaces/IEarnings.sol";
import {ProvisionalClaimView} from "../../src/interfaces/IProvisionalClaims.sol";
import {Messages} from "../../src/libraries/Messages.sol";
import {Receiver} from "../mocks/Receiver.sol";
import {Fixture} from "./Fixture.sol";

/// @notice A provider that asserts rounds of its client.
abstract contract ProvisionalFixture is Fixture {
    uint64 internal constant SEQUENCE = 5;

    /// @notice A call of `openProvisionalClaim`.
    struct Opening {
        address caller;
        uint256 bond;
        InferenceRequest request;
        bytes requestSignature;
        Receipt receipt;
        bytes receiptSignature;
        uint96 assertedTotal;
    }

    /// @dev One that is accepted, as far as the escrow reaches. Each sequence makes another request.
    function _opening(uint64 sequence, uint96 assertedTotal) internal view returns (Opening memory opening) {
        uint96 claimed = _account().claimed;
        opening.caller = provider;
        opening.bond = assertedTotal > claimed ? assertedTotal - claimed : 0;
        opening.request = InferenceRequest({
            provider: provider,
            sequence: sequence,
            contentHash: keccak256("content"),
            model: MODEL,
            requestPrice: 7,
            inputPrice: 2000,
            outputPrice: 3000,
            maxCost: 50,
            authorized: assertedTotal,
            deadline: uint64(block.timestamp) + 1 hours
        });
        opening.receipt = Receipt({
            client: client,
            sequence: sequence,
            requestHash: bytes32(0),
            responseHash: keccak256("response"),
            promptTokens: 1000,
            completionTokens: 2000,
            cost: 15,
            status: 0
        });
        opening.assertedTotal = assertedTotal;
        _signRequest(opening, CLIENT_KEY);
    }

    /// @dev Signs the request as it is now, and the operator a receipt for it.
    function _signRequest(Opening memory opening, uint256 clientKey) internal view {
        opening.requestSignature = _long(_requestSignature(clientKey, address(deopenchat), opening.request));
        opening.receipt.requestHash = _requestHash(address(deopenchat), opening.request);
        _signReceipt(opening, OPERATOR_KEY);
    }

    function _signReceipt(Opening memory opening, uint256 operatorKey) internal view {
        opening.receiptSignature = _long(_receiptSignature(operatorKey, address(deopenchat), opening.receipt));
    }

    function _submit(Opening memory opening) internal {
        Messages.InferenceRequest memory request = _sent(opening.request);
        Messages.Receipt memory receipt = _sent(opening.receipt);
        vm.prank(opening.caller);
        deopenchat.openProvisionalClaim{value: opening.bond}(
            request, opening.requestSignature, receipt, opening.receiptSignature, opening.assertedTotal
        );
    }

    function _encoded(Opening memory opening) internal view returns (bytes memory) {
        return abi.encodeCall(
            deopenchat.openProvisionalClaim,
            (
                _sent(opening.request),
                opening.requestSignature,
                _sent(opening.receipt),
                opening.receiptSignature,
                opening.assertedTotal
            )
        );
    }

    /// @dev Opens a provisional claim of the fixture's account.
    function _assert(uint96 assertedTotal) internal returns (bytes32 requestHash) {
        Opening memory opening = _opening(SEQUENCE, assertedTotal);
        _submit(opening);
        return opening.receipt.requestHash;
    }

    function _contest(bytes32 requestHash, uint96 owed) internal {
        _contestAs(owner, requestHash, owed);
    }

    function _contestAs(address owner_, bytes32 requestHash, uint96 owed) internal {
        vm.prank(owner_);
        deopenchat.contest(provider, client, requestHash, owed, "");
    }

    function _contestSigned(uint256 clientKey, bytes32 requestHash, uint96 owed) internal view returns (bytes memory) {
        return _long(_contestSignature(clientKey, address(deopenchat), provider, requestHash, owed));
    }

    /// @dev The client confirms after all, and the provider claims it.
    function _confirm(uint96 total) internal {
        _claim(_confirmation(CLIENT_KEY, provider, total));
    }

    function _drop() internal {
        vm.prank(provider);
        deopenchat.dropProvisionalClaim(client);
    }

    function _finish() internal {
        vm.warp(deopenchat.provisionalClaim(provider, client).closesAt);
        deopenchat.finishProvisionalClaim(provider, client);
    }

    function _assertHeld(uint256 locked) internal view {
        vm.assertEq(_account().locked, locked, "locked");
    }

    function _assertNothingOpen() internal view {
        ProvisionalClaimView memory view_ = deopenchat.provisionalClaim(provider, client);
        vm.assertEq(view_.requestHash, bytes32(0), "request hash");
        vm.assertEq(view_.assertedTotal, 0, "asserted total");
        vm.assertEq(view_.bond, 0, "bond");
        vm.assertEq(view_.closesAt, 0, "closes at");
        _assertHeld(0);
    }

    /// @dev What the provider has more than before it came here, bonds put down and not returned being less.
    function _gain() internal view returns (int256) {
        // A balance never leaves the range of a signed word here: all of them start with 1e30.
        return int256(provider.balance + deopenchat.credit(provider)) - 1e30;
    }

    /// @dev An account and a total that may be asserted of it.
    function _reachOpening(uint96 claimed, uint96 escrow, uint96 asserted) internal returns (uint96, uint96, uint96) {
        claimed = claimed % type(uint96).max;
        escrow = escrow % (type(uint96).max - claimed) + 1;
        asserted = claimed + 1 + asserted % escrow;
        _reach(claimed, escrow);
        return (claimed, escrow, asserted);
    }

    /// @dev From here on the provider is one with code; its account holds 300.
    function _receivingProvider() internal returns (Receiver receiver) {
        receiver = new Receiver(deopenchat);
        provider = address(receiver);
        vm.deal(provider, 1000);
        _register(provider);
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function _record() internal view returns (ProviderRecord memory) {
        address[] memory providers = new address[](1);
        providers[0] = provider;
        return deopenchat.providerRecords(providers)[0];
    }

    function _sent(InferenceRequest memory request) internal pure returns (Messages.InferenceRequest memory sent) {
        sent.provider = request.provider;
        sent.sequence = request.sequence;
        sent.contentHash = request.contentHash;
        sent.model = request.model;
        sent.requestPrice = request.requestPrice;
        sent.inputPrice = request.inputPrice;
        sent.outputPrice = request.outputPrice;
        sent.maxCost = request.maxCost;
        sent.authorized = request.authorized;
        sent.deadline = request.deadline;
    }

    function _sent(Receipt memory receipt) private pure returns (Messages.Receipt memory sent) {
        sent.client = receipt.client;
        sent.sequence = receipt.sequence;
        sent.requestHash = receipt.requestHash;
        sent.responseHash = receipt.responseHash;
        sent.promptTokens = receipt.promptTokens;
        sent.completionTokens = receipt.completionTokens;
        sent.cost = receipt.cost;
        sent.status = receipt.status;
    }
}
