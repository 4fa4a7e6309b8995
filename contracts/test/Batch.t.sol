// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimRow, ClaimStatus, IClaims} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IDeopenchat} from "../src/interfaces/IDeopenchat.sol";
import {IPrefunds, TopUpRow, TopUpStatus} from "../src/interfaces/IPrefunds.sol";
import {IRegistry} from "../src/interfaces/IRegistry.sol";
import {ArchivedTranscript, ITranscripts} from "../src/interfaces/ITranscripts.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {Prefunded} from "./support/Prefunded.sol";

contract BatchTest is Prefunded {
    // One amount would count for every call.

    function test_refusesNativeCoin() external {
        bytes memory batch = abi.encodeCall(deopenchat.batch, (_calls(_prefundCall(1))));
        vm.prank(owner);
        (bool accepted, bytes memory reason) = address(deopenchat).call{value: 1}(batch);
        vm.assertTrue(!accepted, "refused");
        vm.assertEq(reason.length, 0, "not payable");
        vm.assertEq(deopenchat.prefundOf(owner), BALANCE, "balance");
    }

    function test_paysForNothingWithTheMoneyOfOthers() external {
        bytes memory publicKey = _publicKey(OTHER_CLIENT_KEY);
        _fetch(otherOwner, provider, CLIENT_KEY, 30);
        bytes[5] memory calls = [
            _prefundCall(1),
            abi.encodeCall(deopenchat.depositFor, (provider, client, otherOwner, 1)),
            abi.encodeCall(deopenchat.batch, (_calls(_prefundCall(1)))),
            abi.encodeCall(deopenchat.batch, (_calls(abi.encodeCall(deopenchat.batch, (_calls(_prefundCall(1))))))),
            abi.encodeCall(deopenchat.fetchTokens, (provider, MODEL, 1, publicKey, ""))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ICurrency.InsufficientValue.selector, i == 4 ? 3 : 1, 0));
            vm.prank(stranger);
            deopenchat.batch(_calls(calls[i]));
        }
    }

    function test_whatABatchPaysOutCountsForNoOtherCall() external {
        Receiver payee = new Receiver(deopenchat);
        vm.deal(address(payee), 10);
        _prefund(address(payee), 10);
        payee.replay(abi.encodeCall(deopenchat.batch, (_calls(_prefundCall(5)))));
        bytes[] memory calls = _calls(_withdrawCall(4), _withdrawCall(6));
        vm.prank(address(payee));
        deopenchat.batch(calls);
        vm.assertEq(payee.replays(), 2, "entered again");
        vm.assertTrue(!payee.lastSucceeded(), "without money of its own");
        vm.assertEq(address(payee).balance, 10, "paid");
        vm.assertEq(deopenchat.prefundOf(address(payee)), 0, "balance");
    }

    // All of it or nothing.

    function test_oneRefusedCallUndoesAllWithItsReason() external {
        bytes[] memory calls = _calls(_withdrawCall(400), _withdrawCall(601), _withdrawCall(1));
        vm.expectRevert(abi.encodeWithSelector(IPrefunds.InsufficientPrefund.selector, BALANCE - 400, 601));
        vm.prank(owner);
        deopenchat.batch(calls);
        vm.assertEq(deopenchat.prefundOf(owner), BALANCE, "balance");
        vm.assertEq(owner.balance, 1e30 - BALANCE, "owner");
    }

    function test_oneRefusedCallInANestedBatchUndoesAllWithItsReason() external {
        bytes[] memory inner = _calls(_withdrawCall(1), _withdrawCall(BALANCE));
        bytes[] memory calls = _calls(_withdrawCall(1), abi.encodeCall(deopenchat.batch, (inner)));
        vm.expectRevert(abi.encodeWithSelector(IPrefunds.InsufficientPrefund.selector, BALANCE - 2, BALANCE));
        vm.prank(owner);
        deopenchat.batch(calls);
        vm.assertEq(deopenchat.prefundOf(owner), BALANCE, "balance");
    }

    function test_refusesWhatTheExtensionRefuses() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.AlreadyRegistered.selector, provider));
        vm.prank(provider);
        deopenchat.batch(_calls(abi.encodeCall(deopenchat.registerProvider, (_details()))));
    }

    function test_refusesAnUnknownFunction() external {
        vm.expectRevert(abi.encodeWithSelector(IDeopenchat.UnknownFunction.selector, bytes4(0xdeadbeef)));
        deopenchat.batch(_calls(hex"deadbeef"));
    }

    function test_refusesAnEmptyCall() external {
        vm.expectRevert(abi.encodeWithSelector(ICurrency.PlainTransferRefused.selector, stranger, 0));
        vm.prank(stranger);
        deopenchat.batch(_calls(""));
    }

    function test_passesOnThatThereIsNoReason() external {
        vm.expectRevert(bytes(""));
        deopenchat.batch(_calls(abi.encodePacked(deopenchat.claim.selector, "not a claim")));
    }

    function test_paysCreditOnce() external {
        _fetch(owner, provider, CLIENT_KEY, 30);
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 10, 20);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        bytes memory collect = abi.encodeCall(deopenchat.collectCredit, ());
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.NoCredit.selector, provider));
        deopenchat.batch(_calls(collect, collect));
        bytes[] memory answers = deopenchat.batch(_calls(collect));
        vm.stopPrank();
        vm.assertEq(abi.decode(answers[0], (uint256)), 20, "answer");
        vm.assertEq(provider.balance, 1e30 + 20, "provider");
    }

    function test_acceptsNoCalls() external {
        vm.assertEq(deopenchat.batch(new bytes[](0)).length, 0, "answers");
    }

    // What the calls do and answer.

    function test_callsBothHalvesForTheCaller() external {
        bytes[] memory calls = _calls(
            abi.encodeCall(deopenchat.registerProvider, (_details())),
            abi.encodeCall(deopenchat.listModel, (NAME, 0, 8, _prices())),
            abi.encodeCall(deopenchat.allowClient, (_publicKey(CLIENT_KEY), 7, 8))
        );
        vm.prank(stranger);
        deopenchat.batch(calls);
        vm.assertEq(deopenchat.provider(stranger).provider, stranger, "registered");
        vm.assertTrue(deopenchat.listing(stranger, MODEL).listed, "listed");
        vm.assertEq(deopenchat.allowance(stranger, client).perDay, 7, "allowed");
    }

    function test_answersWhatEachCallAnswers() external {
        _fetch(owner, provider, CLIENT_KEY, 30);
        bytes[] memory calls = _calls(
            abi.encodeCall(deopenchat.account, (provider, client)),
            _withdrawCall(1),
            abi.encodeCall(deopenchat.prefundOf, (owner))
        );
        vm.prank(owner);
        bytes[] memory answers = deopenchat.batch(calls);
        vm.assertEq(answers.length, 3, "answers");
        vm.assertEq(abi.decode(answers[0], (AccountView)).escrow, 30, "account");
        vm.assertEq(answers[1].length, 0, "withdrawal");
        vm.assertEq(abi.decode(answers[2], (uint96)), BALANCE - 1, "after the call before");
    }

    function test_nestsBatches() external {
        bytes[] memory inner = _calls(_withdrawCall(1), abi.encodeCall(deopenchat.prefundOf, (owner)));
        bytes[] memory calls = _calls(abi.encodeCall(deopenchat.batch, (inner)), _withdrawCall(2));
        vm.prank(owner);
        bytes[] memory answers = deopenchat.batch(calls);
        bytes[] memory innerAnswers = abi.decode(answers[0], (bytes[]));
        vm.assertEq(innerAnswers.length, 2, "inner answers");
        vm.assertEq(abi.decode(innerAnswers[1], (uint96)), BALANCE - 1, "inner answer");
        vm.assertEq(deopenchat.prefundOf(owner), BALANCE - 3, "balance");
        vm.assertEq(owner.balance, 1e30 - BALANCE + 3, "owner");
    }

    /// @dev `claim` ends its call by itself: that must end nothing but its own call.
    function test_goesOnAfterAClaim() external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        _fetch(owner, otherProvider, CLIENT_KEY, 300);
        bytes[] memory calls = _calls(
            _claimCall(provider, _rows(_confirmation(CLIENT_KEY, provider, 100))),
            _claimCall(provider, _rows(_confirmation(CLIENT_KEY, provider, 100))),
            _claimCall(otherProvider, _rows(_confirmation(CLIENT_KEY, otherProvider, 301)))
        );
        bytes[] memory answers = deopenchat.batch(calls);
        _assertStatus(_claimStatuses(answers[0])[0], ClaimStatus.Paid);
        _assertStatus(_claimStatuses(answers[1])[0], ClaimStatus.Stale);
        _assertStatus(_claimStatuses(answers[2])[0], ClaimStatus.Capped);
        vm.assertEq(provider.balance, 1e30 + 100, "provider");
        vm.assertEq(otherProvider.balance, 1e30 + 300, "other provider");
    }

    // What a gateway sends.

    function test_aTopUpPaysTheClaimThatFollows() external {
        ClaimRow[] memory rows = _rows(_confirmation(CLIENT_KEY, provider, 60));
        bytes[] memory calls =
            _calls(_topUpCall(_topUps(_asked(provider, 100))), _claimCall(provider, rows), _archiveCall());
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ToppedUp(provider, client, owner, 100, 100, 900);
        vm.expectEmit(address(deopenchat));
        emit IClaims.ClaimSettled(provider, 60, 0, 1);
        vm.expectEmit(address(deopenchat));
        emit ITranscripts.TranscriptArchived(provider, client, operator, keccak256("transcript"), sha256("the archive"));
        vm.prank(operator);
        bytes[] memory answers = deopenchat.batch(calls);
        _assertTopUp(_topUpStatuses(answers[0])[0], TopUpStatus.Moved);
        _assertStatus(_claimStatuses(answers[1])[0], ClaimStatus.Paid);
        vm.assertEq(answers[2].length, 0, "archives");
        _assertMoney(40, 60);
        vm.assertEq(provider.balance, 1e30 + 60, "provider");
    }

    function test_aTopUpThatFailsDoesNotRevertTheClaim() external {
        _fetchWithBind(otherOwner, otherProvider, CLIENT_KEY, 30);
        _fetch(owner, provider, CLIENT_KEY, 300);
        TopUpRow[] memory rows = new TopUpRow[](7);
        rows[0] = TopUpRow(owner, provider, 100, type(uint64).max, 0, 0);
        rows[1] = _asked(OTHER_CLIENT_KEY, owner, provider, 100);
        rows[2] = _topUpRow(CLIENT_KEY, address(deopenchat), owner, provider, 100, uint64(block.timestamp) - 1);
        rows[3] = _asked(provider, 0);
        rows[4] = _asked(otherProvider, 100);
        rows[5] = _asked(provider, type(uint96).max);
        rows[6] = _asked(provider, type(uint96).max);
        TopUpStatus[7] memory expected = [
            TopUpStatus.BadSignature,
            TopUpStatus.NotAllowed,
            TopUpStatus.Expired,
            TopUpStatus.Stale,
            TopUpStatus.WrongOwner,
            TopUpStatus.Capped,
            TopUpStatus.Capped
        ];
        bytes[] memory answers = deopenchat.batch(
            _calls(
                _topUpCall(rows), _claimCall(provider, _rows(_confirmation(CLIENT_KEY, provider, 200))), _archiveCall()
            )
        );
        TopUpStatus[] memory statuses = _topUpStatuses(answers[0]);
        for (uint256 i = 0; i < expected.length; ++i) {
            _assertTopUp(statuses[i], expected[i]);
        }
        _assertStatus(_claimStatuses(answers[1])[0], ClaimStatus.Paid);
        _assertMoney(300 + LIMIT - 200, 200);
        vm.assertEq(provider.balance, 1e30 + 200, "provider");
    }

    function testFuzz_noTopUpKeepsAClaimFromBeingPaid(TopUpRow calldata garbage, uint96 total) external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        TopUpRow[] memory rows = new TopUpRow[](2);
        rows[0] = garbage;
        rows[1] = _asked(provider, total);
        ClaimRow[] memory claims = _rows(_confirmation(CLIENT_KEY, provider, 200));
        bytes[] memory answers = deopenchat.batch(_calls(_topUpCall(rows), _claimCall(provider, claims)));
        _assertStatus(_claimStatuses(answers[1])[0], ClaimStatus.Paid);
        vm.assertEq(provider.balance, 1e30 + 200, "provider");
    }

    function test_aProviderThatEntersAgainWhileItIsPaidGetsItOnce() external {
        Receiver greedy = new Receiver(deopenchat);
        _register(address(greedy));
        _fetch(owner, address(greedy), CLIENT_KEY, 300);
        bytes memory claim = _claimCall(address(greedy), _rows(_confirmation(CLIENT_KEY, address(greedy), 100)));
        uint256 before = address(greedy).balance;
        greedy.replay(abi.encodeCall(deopenchat.batch, (_calls(claim, claim))));
        deopenchat.batch(_calls(claim, claim));
        vm.assertEq(greedy.replays(), 1, "entered again");
        vm.assertEq(address(greedy).balance - before, 100, "paid");
        vm.assertEq(deopenchat.account(address(greedy), client).escrow, 200, "escrow");
    }

    function _prefundCall(uint96 amount) private view returns (bytes memory) {
        return abi.encodeCall(deopenchat.prefund, (amount));
    }

    function _withdrawCall(uint96 amount) private view returns (bytes memory) {
        return abi.encodeCall(deopenchat.withdrawPrefund, (amount));
    }

    function _topUpCall(TopUpRow[] memory rows) private view returns (bytes memory) {
        return abi.encodeCall(deopenchat.topUp, (rows));
    }

    function _claimCall(address provider_, ClaimRow[] memory rows) private view returns (bytes memory) {
        return abi.encodeCall(deopenchat.claim, (provider_, rows));
    }

    function _archiveCall() private view returns (bytes memory) {
        ArchivedTranscript[] memory archives = new ArchivedTranscript[](1);
        archives[0] = ArchivedTranscript(client, keccak256("transcript"), sha256("the archive"));
        return abi.encodeCall(deopenchat.archiveTranscripts, (provider, archives));
    }

    function _topUpStatuses(bytes memory answer) private pure returns (TopUpStatus[] memory) {
        return abi.decode(answer, (TopUpStatus[]));
    }

    function _claimStatuses(bytes memory answer) private pure returns (ClaimStatus[] memory) {
        return abi.decode(answer, (ClaimStatus[]));
    }

    function _calls(bytes memory first) private pure returns (bytes[] memory calls) {
        calls = new bytes[](1);
        calls[0] = first;
    }

    function _calls(bytes memory first, bytes memory second) private pure returns (bytes[] memory calls) {
        calls = new bytes[](2);
        (calls[0], calls[1]) = (first, second);
    }

    function _calls(bytes memory first, bytes memory second, bytes memory third)
        private
        pure
        returns (bytes[] memory calls)
    {
        calls = new bytes[](3);
        (calls[0], calls[1], calls[2]) = (first, second, third);
    }
}
