// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimStatus} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IProvisionalClaims} from "../src/interfaces/IProvisionalClaims.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract FinishProvisionalClaimTest is ProvisionalFixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function test_refusesIfNoneIsOpen() external {
        _refusesNone(client);
        _assert(200);
        _refusesNone(otherClient);
    }

    function testFuzz_refusesWhileItCanBeContested(uint64 wait) external {
        _assert(200);
        uint256 closesAt = block.timestamp + DELAY;
        vm.warp(block.timestamp + wait % DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IProvisionalClaims.ChallengeWindowOpen.selector, closesAt, block.timestamp)
        );
        vm.prank(provider);
        deopenchat.finishProvisionalClaim(provider, client);
    }

    function test_refusesASecondTime() external {
        _assert(200);
        _finish();
        _refusesNone(client);
    }

    function test_refusesAfterAContest() external {
        _contest(_assert(200), 200);
        vm.warp(block.timestamp + DELAY);
        _refusesNone(client);
    }

    function test_refusesAfterADrop() external {
        _assert(200);
        _confirm(200);
        _drop();
        vm.warp(block.timestamp + DELAY);
        _refusesNone(client);
    }

    function test_silencePays() external {
        _claim(_confirmation(CLIENT_KEY, provider, 60));
        bytes32 requestHash = _assert(200);
        vm.warp(block.timestamp + DELAY);
        vm.expectEmit(address(deopenchat));
        emit IProvisionalClaims.ProvisionalClaimPaid(provider, client, requestHash, 140, 200);
        vm.expectEmit(address(deopenchat));
        emit ICurrency.Credited(provider, 140);
        vm.expectEmit(address(deopenchat));
        emit ICurrency.Credited(provider, 140);
        vm.prank(stranger);
        deopenchat.finishProvisionalClaim(provider, client);
        _assertMoney(100, 200);
        _assertNothingOpen();
        vm.assertEq(deopenchat.credit(provider), 140 + 140, "paid, and the bond");
        vm.assertEq(stranger.balance, 1e30, "stranger");
        vm.assertEq(deopenchat.burned(), 0, "burned");
        vm.assertEq(_account().contested, 0, "contested");
        vm.assertEq(_record().contested, 0, "contested of the provider");
        vm.assertEq(_record().money, 200, "money");
        vm.assertEq(_record().clients, 1, "a client is counted once");
        vm.assertEq(_account().rounds, 1, "a provisional claim counts no round");
    }

    function test_sendsAProviderThatFinishesItsMoney() external {
        _assert(200);
        vm.warp(block.timestamp + DELAY);
        vm.prank(provider);
        deopenchat.finishProvisionalClaim(provider, client);
        vm.assertEq(provider.balance, 1e30 + 200, "provider");
        vm.assertEq(deopenchat.credit(provider), 0, "credit");
        vm.assertEq(_record().clients, 1, "a client that paid for the first time");
    }

    function test_waitsForWhoeverComes() external {
        _assert(200);
        vm.warp(block.timestamp + 1000 days);
        _assertHeld(200);
        deopenchat.finishProvisionalClaim(provider, client);
        _assertMoney(100, 200);
    }

    function test_confirmedClaimsMeanwhileArePartOfIt() external {
        _assert(200);
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 120)), ClaimStatus.Paid);
        _finish();
        _assertMoney(100, 200);
        vm.assertEq(_gain(), 200, "provider");
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 200)), ClaimStatus.Stale);
        vm.assertEq(_gain(), 200, "nothing is paid twice");
    }

    function test_returnsTheBondIfMoreWasConfirmedMeanwhile() external {
        bytes32 requestHash = _assert(200);
        _claim(_confirmation(CLIENT_KEY, provider, 230));
        vm.warp(block.timestamp + DELAY);
        vm.expectEmit(address(deopenchat));
        emit IProvisionalClaims.ProvisionalClaimPaid(provider, client, requestHash, 0, 230);
        deopenchat.finishProvisionalClaim(provider, client);
        _assertMoney(70, 230);
        vm.assertEq(_gain(), 230, "provider");
    }

    function test_theFeeIsOfWhatIsPaidAndNeverOfTheBond() external {
        vm.prank(treasury);
        deopenchat.setFee(500);
        vm.warp(block.timestamp + DELAY);
        _assert(150);
        _finish();
        // A twentieth of 150, rounded up.
        vm.assertEq(deopenchat.credit(treasury), 8, "fee");
        vm.assertEq(deopenchat.credit(provider), 150 - 8 + 150, "provider");
    }

    function test_aProviderThatRefusesMoneyStopsNobody() external {
        Receiver refusing = _receivingProvider();
        refusing.act(address(deopenchat), 200, _encoded(_opening(SEQUENCE, 200)));
        refusing.refuse(true);
        _finish();
        vm.assertEq(deopenchat.credit(provider), 400, "credit");
        _assertMoney(100, 200);
    }

    function test_aProviderThatReentersIsPaidOnce() external {
        Receiver greedy = _receivingProvider();
        greedy.act(address(deopenchat), 200, _encoded(_opening(SEQUENCE, 200)));
        vm.warp(block.timestamp + DELAY);
        bytes memory finish = abi.encodeCall(deopenchat.finishProvisionalClaim, (provider, client));
        greedy.replay(finish);
        greedy.act(address(deopenchat), 0, finish);
        vm.assertEq(greedy.replays(), 1, "entered again");
        vm.assertTrue(!greedy.lastSucceeded(), "refused");
        vm.assertEq(provider.balance, 1000 + 200, "paid");
        _assertMoney(100, 200);
    }

    function testFuzz_paysUpToTheAssertedTotalAndReturnsTheBond(
        uint96 claimed,
        uint96 escrow,
        uint96 asserted,
        uint96 confirmed
    ) external {
        (claimed, escrow, asserted) = _reachOpening(claimed, escrow, asserted);
        uint256 before = provider.balance;
        _assert(asserted);
        if (confirmed > 0) _claim(_confirmation(CLIENT_KEY, provider, confirmed));
        uint256 total = _account().claimed > asserted ? _account().claimed : asserted;
        _finish();
        _assertMoney(uint256(claimed) + escrow - total, total);
        vm.assertEq(provider.balance + deopenchat.credit(provider), before + total - claimed, "provider");
        vm.assertEq(address(deopenchat).balance, _account().escrow + deopenchat.credit(provider), "balance");
        _assertNothingOpen();
    }

    function _refusesNone(address client_) private {
        vm.expectRevert(abi.encodeWithSelector(IProvisionalClaims.NoProvisionalClaim.selector, provider, client_));
        deopenchat.finishProvisionalClaim(provider, client_);
    }
}
