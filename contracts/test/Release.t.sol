// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimStatus} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {ProviderDetails} from "../src/interfaces/IRegistry.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract ReleaseTest is ProvisionalFixture {
    uint64 private deadline;

    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
        deadline = uint64(block.timestamp) + 10 minutes;
    }

    function test_refusesAnUnknownAccount() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.UnknownAccount.selector, provider, otherClient));
        vm.prank(owner);
        deopenchat.release(provider, otherClient, 50, 0, deadline, "");
    }

    function testFuzz_refusesEverybodyButTheOwner(address caller) external {
        vm.assume(caller != owner);
        bytes memory signature = _signed(OPERATOR_KEY, 50, 0, deadline);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.NotOwner.selector, owner, caller));
        vm.prank(caller);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
    }

    function test_refusesWhileADisplacedOwnerWaits() external {
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 30);
        bytes memory signature = _signed(OPERATOR_KEY, 50, 0, deadline);
        vm.expectRevert(
            abi.encodeWithSelector(IEscrow.DisplacedWithdrawalPending.selector, owner, block.timestamp + DELAY)
        );
        vm.prank(otherOwner);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
    }

    function test_refusesAnotherNonce() external {
        bytes memory signature = _signed(OPERATOR_KEY, 50, 1, deadline);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WrongReleaseNonce.selector, 0, 1));
        vm.prank(owner);
        deopenchat.release(provider, client, 50, 1, deadline, signature);
    }

    function test_refusesAPastDeadline() external {
        bytes memory signature = _signed(OPERATOR_KEY, 50, 0, deadline);
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.ReleaseExpired.selector, deadline, deadline + 1));
        vm.prank(owner);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
    }

    function test_refusesADistantDeadline() external {
        bytes memory signature = _signed(OPERATOR_KEY, 50, 0, deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.ReleaseDeadlineTooFar.selector, deadline, deadline + 1));
        vm.prank(owner);
        deopenchat.release(provider, client, 50, 0, deadline + 1, signature);
    }

    function test_refusesAnotherSigner() external {
        _refusesSignature(_signed(CLIENT_KEY, 50, 0, deadline), client);
    }

    function test_refusesHighS() external {
        _refusesSignature(_long(_malleated(_signature(OPERATOR_KEY, 50, 0, deadline))), address(0));
    }

    function test_refusesSignaturesOfAnotherForm() external {
        Signature memory signature = _signature(OPERATOR_KEY, 50, 0, deadline);
        _refusesSignature("", address(0));
        _refusesSignature(bytes.concat(_long(signature), hex"00"), address(0));
        signature.v -= 27;
        _refusesSignature(_long(signature), address(0));
        _refusesSignature(new bytes(65), address(0));
        _refusesSignature(new bytes(64), address(0));
    }

    function test_refusesAReplacedOperatorAtOnce() external {
        bytes memory signature = _signed(OPERATOR_KEY, 50, 0, deadline);
        ProviderDetails memory details = _details();
        details.operator = address(0);
        vm.prank(provider);
        deopenchat.updateProvider(details);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WrongReleaseSigner.selector, provider, operator));
        vm.prank(owner);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
    }

    function testFuzz_refusesChangedTerms(uint96 settledTotal, uint64 earlier) external {
        bytes memory signature = _signed(OPERATOR_KEY, 50, 0, deadline);
        earlier = uint64(block.timestamp) + earlier % 601;
        vm.assume(settledTotal != 50 || earlier != deadline);
        vm.prank(owner);
        (bool accepted,) = address(deopenchat)
            .call(abi.encodeCall(deopenchat.release, (provider, client, settledTotal, 0, earlier, signature)));
        vm.assertTrue(!accepted, "refused");
    }

    function test_isUsedOnce() external {
        bytes memory signature = _signed(OPERATOR_KEY, 50, 0, deadline);
        vm.startPrank(owner);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WrongReleaseNonce.selector, 1, 0));
        deopenchat.release(provider, client, 50, 0, deadline, signature);
        signature = _signed(OPERATOR_KEY, 50, 1, deadline);
        deopenchat.release(provider, client, 50, 1, deadline, signature);
        vm.stopPrank();
        vm.assertEq(_account().releaseNonce, 2, "nonce");
    }

    function test_settlesAtOnceAndClearsTheWithdrawal() external {
        bytes memory signature = _short(_signature(OPERATOR_KEY, 50, 0, deadline));
        _claim(_confirmation(CLIENT_KEY, provider, 20));
        vm.startPrank(owner);
        deopenchat.requestWithdrawal(provider, client, 100, 0);
        vm.expectEmit(address(deopenchat));
        emit IWithdrawals.Released(provider, client, owner, 30, 250, 50, 0);
        vm.expectEmit(address(deopenchat));
        emit ICurrency.Credited(provider, 30);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
        vm.stopPrank();
        _assertMoney(0, 50);
        vm.assertEq(owner.balance, 1e30 - 50, "owner");
        vm.assertEq(deopenchat.credit(provider), 30, "credit of the provider");
        vm.assertEq(_account().maturesAt, 0, "matures at");
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 50)), ClaimStatus.Stale);
    }

    function test_theNextOperatorReleasesAtOnce() external {
        ProviderDetails memory details = _details();
        details.operator = vm.addr(OTHER_CLIENT_KEY);
        vm.prank(provider);
        deopenchat.updateProvider(details);
        bytes memory signature = _signed(OTHER_CLIENT_KEY, 50, 0, deadline);
        vm.prank(owner);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
        _assertMoney(0, 50);
    }

    function test_theFeeIsOfWhatTheProviderIsPaid() external {
        vm.prank(treasury);
        deopenchat.setFee(500);
        vm.warp(block.timestamp + DELAY);
        deadline += DELAY;
        bytes memory signature = _signed(OPERATOR_KEY, 50, 0, deadline);
        vm.prank(owner);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
        // A twentieth of 50, rounded up.
        vm.assertEq(deopenchat.credit(treasury), 3, "fee");
        vm.assertEq(deopenchat.credit(provider), 47, "provider");
        vm.assertEq(owner.balance, 1e30 - 50, "owner");
    }

    function test_leavesWhatAProvisionalClaimHolds() external {
        bytes32 requestHash = _assert(200);
        bytes memory signature = _signed(OPERATOR_KEY, 50, 0, deadline);
        vm.expectEmit(address(deopenchat));
        emit IWithdrawals.Released(provider, client, owner, 50, 100, 50, 0);
        vm.prank(owner);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
        _assertMoney(150, 50);
        _assertHeld(150);
        _contest(requestHash, 50);
        _assertMoney(0, 50);
        vm.assertEq(_gain(), 50 - 150, "provider");
    }

    function test_leavesNothingIfMoreIsSettledThanAsserted() external {
        _assert(200);
        bytes memory signature = _signed(OPERATOR_KEY, 230, 0, deadline);
        vm.prank(owner);
        deopenchat.release(provider, client, 230, 0, deadline, signature);
        _assertMoney(0, 230);
        _assertHeld(0);
        _drop();
        vm.assertEq(_gain(), 230, "provider");
    }

    function testFuzz_neverTouchesWhatIsHeld(uint96 settledTotal, uint96 asserted) external {
        (settledTotal, asserted) = (settledTotal % 400, asserted % 300 + 1);
        _assert(asserted);
        bytes memory signature = _signed(OPERATOR_KEY, settledTotal, 0, deadline);
        vm.prank(owner);
        deopenchat.release(provider, client, settledTotal, 0, deadline, signature);
        uint256 total = settledTotal > 300 ? 300 : settledTotal;
        uint256 held = asserted > total ? asserted - total : 0;
        _assertMoney(held, total);
        _assertHeld(held);
        vm.assertEq(owner.balance, 1e30 - total - held, "owner");
        _finish();
        _assertMoney(0, total + held);
        vm.assertEq(_gain(), int256(total + held), "provider");
    }

    function testFuzz_providerFirstOwnerTheRest(uint96 settledTotal, uint96 claimed) external {
        settledTotal = settledTotal % 400;
        claimed = claimed % 301;
        if (claimed > 0) _claim(_confirmation(CLIENT_KEY, provider, claimed));
        bytes memory signature = _signed(OPERATOR_KEY, settledTotal, 0, deadline);
        vm.prank(owner);
        deopenchat.release(provider, client, settledTotal, 0, deadline, signature);
        uint256 total = settledTotal > claimed ? settledTotal : claimed;
        if (total > 300) total = 300;
        _assertMoney(0, total);
        vm.assertEq(owner.balance, 1e30 - total, "owner");
        vm.assertEq(provider.balance - 1e30 + deopenchat.credit(provider), total, "provider");
    }

    function _signature(uint256 key, uint96 settledTotal, uint64 nonce, uint64 until)
        private
        view
        returns (Signature memory)
    {
        return _releaseSignature(key, address(deopenchat), provider, client, settledTotal, nonce, until);
    }

    function _signed(uint256 key, uint96 settledTotal, uint64 nonce, uint64 until) private view returns (bytes memory) {
        return _long(_signature(key, settledTotal, nonce, until));
    }

    function _refusesSignature(bytes memory signature, address recovered) private {
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WrongReleaseSigner.selector, operator, recovered));
        vm.prank(owner);
        deopenchat.release(provider, client, 50, 0, deadline, signature);
    }
}
