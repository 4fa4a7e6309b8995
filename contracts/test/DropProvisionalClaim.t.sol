// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IProvisionalClaims} from "../src/interfaces/IProvisionalClaims.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract DropProvisionalClaimTest is ProvisionalFixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function test_refusesIfNoneIsOpen() external {
        _refuses(provider, client);
        _assert(200);
        _refuses(provider, otherClient);
    }

    function testFuzz_refusesEverybodyButTheProvider(address caller) external {
        vm.assume(caller != provider);
        _assert(200);
        _confirm(200);
        _refuses(caller, client);
        vm.assertEq(deopenchat.provisionalClaim(provider, client).bond, 200, "bond");
    }

    /// @dev Else a provider that sees a contest coming would save its bond.
    function testFuzz_refusesWhileAnythingIsHeld(uint96 confirmed, uint32 wait) external {
        confirmed = confirmed % 200;
        _assert(200);
        if (confirmed != 0) _confirm(confirmed);
        vm.warp(block.timestamp + wait);
        bytes memory held =
            abi.encodeWithSelector(IProvisionalClaims.EscrowLocked.selector, 200 - confirmed, 300 - confirmed);
        vm.expectRevert(held);
        _drop();
        _assertHeld(200 - confirmed);
        vm.assertEq(deopenchat.provisionalClaim(provider, client).bond, 200, "bond");
    }

    function test_refusesASecondTime() external {
        _assert(200);
        _confirm(200);
        _drop();
        _refuses(provider, client);
    }

    function test_refusesAfterTheDecision() external {
        _contest(_assert(200), 150);
        _refuses(provider, client);
        Opening memory opening = _opening(SEQUENCE + 1, 200);
        _submit(opening);
        _finish();
        _refuses(provider, client);
    }

    function test_returnsTheBondAndFreesTheAccount() external {
        bytes32 requestHash = _assert(200);
        _confirm(200);
        vm.expectEmit(address(deopenchat));
        emit IProvisionalClaims.ProvisionalClaimDropped(provider, client, requestHash);
        _drop();
        _assertMoney(100, 200);
        _assertNothingOpen();
        vm.assertEq(provider.balance, 1e30 + 200, "provider");
        vm.assertEq(deopenchat.credit(provider), 0, "credit");
        vm.assertEq(deopenchat.burned(), 0, "burned");
        vm.assertEq(_account().contested, 0, "contested");
    }

    function test_isPossibleUntilSomebodyFinishes() external {
        _assert(200);
        vm.warp(block.timestamp + 2 * DELAY);
        _confirm(200);
        _drop();
        _assertMoney(100, 200);
        vm.assertEq(provider.balance, 1e30 + 200, "provider");
    }

    function test_aProviderThatRefusesItsBondKeepsIt() external {
        Receiver refusing = _receivingProvider();
        refusing.act(address(deopenchat), 200, _encoded(_opening(SEQUENCE, 200)));
        _confirm(200);
        refusing.refuse(true);
        bytes memory drop = abi.encodeCall(deopenchat.dropProvisionalClaim, (client));
        vm.expectRevert(abi.encodeWithSelector(ICurrency.PaymentRefused.selector, address(refusing), 200));
        refusing.act(address(deopenchat), 0, drop);
        vm.assertEq(deopenchat.provisionalClaim(provider, client).bond, 200, "bond");
        refusing.refuse(false);
        refusing.act(address(deopenchat), 0, drop);
        vm.assertEq(provider.balance, 1000 + 200, "provider");
    }

    function test_aProviderThatReentersGetsItsBondOnce() external {
        Receiver greedy = _receivingProvider();
        greedy.act(address(deopenchat), 200, _encoded(_opening(SEQUENCE, 200)));
        _confirm(200);
        bytes memory drop = abi.encodeCall(deopenchat.dropProvisionalClaim, (client));
        greedy.replay(drop);
        greedy.act(address(deopenchat), 0, drop);
        vm.assertEq(greedy.replays(), 1, "entered again");
        vm.assertTrue(!greedy.lastSucceeded(), "refused");
        vm.assertEq(provider.balance, 1000 + 200, "provider");
    }

    function testFuzz_changesNoMoneyButTheBond(uint96 claimed, uint96 escrow, uint96 asserted) external {
        (claimed, escrow, asserted) = _reachOpening(claimed, escrow, asserted);
        uint256 before = provider.balance;
        _assert(asserted);
        _confirm(asserted);
        _drop();
        _assertMoney(escrow - (asserted - claimed), asserted);
        vm.assertEq(provider.balance, before + deopenchat.credit(provider) + (asserted - claimed), "provider");
        _assertNothingOpen();
    }

    function _refuses(address caller, address client_) private {
        vm.expectRevert(abi.encodeWithSelector(IProvisionalClaims.NoProvisionalClaim.selector, caller, client_));
        vm.prank(caller);
        deopenchat.dropProvisionalClaim(client_);
    }
}
