// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {AllowanceView, IPrefunds, TopUpStatus} from "../src/interfaces/IPrefunds.sol";
import {Prefunded} from "./support/Prefunded.sol";
import {Vm} from "./support/Vm.sol";

contract AllowClientTest is Prefunded {
    function testFuzz_refusesAKeyOfAnotherLength(bytes calldata publicKey) external {
        vm.assume(publicKey.length != 64);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.WrongPublicKeyLength.selector, 64, publicKey.length));
        vm.prank(owner);
        deopenchat.allowClient(publicKey, PER_DAY, EXPIRES_AT);
    }

    function test_refusesAPointThatIsNotOnTheCurve() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.PointNotOnCurve.selector, 1, 2));
        vm.prank(owner);
        deopenchat.allowClient(abi.encode(1, 2), PER_DAY, EXPIRES_AT);
    }

    function testFuzz_tellsWhatAKeyMayDo(uint256 key, uint96 perDay, uint40 expiresAt) external {
        key = key % (GROUP_ORDER - 1) + 1;
        bytes memory publicKey = _publicKey(key);
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ClientAllowed(otherOwner, vm.addr(key), perDay, expiresAt);
        vm.prank(otherOwner);
        deopenchat.allowClient(publicKey, perDay, expiresAt);
        _assertAllowance(otherOwner, vm.addr(key), perDay, 0, expiresAt);
    }

    function testFuzz_farAwayIsTheLastTimeThatFits(uint64 expiresAt) external {
        expiresAt = expiresAt % (type(uint64).max - type(uint40).max) + type(uint40).max;
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ClientAllowed(owner, client, PER_DAY, type(uint40).max);
        vm.prank(owner);
        deopenchat.allowClient(publicKey, PER_DAY, expiresAt);
        _assertAllowance(owner, client, PER_DAY, 0, type(uint40).max);
    }

    function test_isOfTheCallerAndThisKeyOnly() external {
        _allow(otherOwner, CLIENT_KEY, 1, 2);
        _assertAllowance(owner, client, PER_DAY, 0, EXPIRES_AT);
        _assertAllowance(otherOwner, client, 1, 0, 2);
        _assertAllowance(owner, otherClient, 0, 0, 0);
    }

    function test_zeroForbidsEverything() external {
        _allow(owner, CLIENT_KEY, 0, EXPIRES_AT);
        _assertTopUp(_topUp(_asked(provider, 1)), TopUpStatus.NotAllowed);
    }

    function test_keepsTheLimitsOfProviders() external {
        _topUp(_asked(provider, 100));
        _allow(owner, CLIENT_KEY, 0, 0);
        _allow(owner, CLIENT_KEY, 150, EXPIRES_AT);
        (uint96 limit, uint96 moved) = deopenchat.providerAllowance(owner, client, provider);
        vm.assertEq(limit, LIMIT, "limit");
        vm.assertEq(moved, 100, "moved");
    }

    /// @dev Otherwise a change of the expiry would hand out the day a second time.
    function test_keepsWhatWasSpentToday() external {
        _topUp(_asked(provider, 100));
        _allow(owner, CLIENT_KEY, 0, 0);
        _allow(owner, CLIENT_KEY, 150, EXPIRES_AT);
        _assertAllowance(owner, client, 150, 100, EXPIRES_AT);
        _assertTopUp(_topUp(_asked(provider, 200)), TopUpStatus.Capped);
        _assertMoved(150, 150, 850);
    }

    function test_keepsThePublicKeyForTheAccount() external {
        Vm.Wallet memory wallet = vm.createWallet(CLIENT_KEY);
        vm.assertEq(_account().publicKeyX, bytes32(0), "no account yet");
        _topUp(_asked(provider, 1));
        vm.assertEq(_account().publicKeyX, bytes32(wallet.publicKeyX), "x");
        vm.assertEq(_account().publicKeyY, bytes32(wallet.publicKeyY), "y");
    }

    function _assertAllowance(address owner_, address client_, uint256 perDay, uint256 spentToday, uint256 expiresAt)
        private
        view
    {
        AllowanceView memory view_ = deopenchat.allowance(owner_, client_);
        vm.assertEq(view_.perDay, perDay, "per day");
        vm.assertEq(view_.spentToday, spentToday, "spent today");
        vm.assertEq(view_.expiresAt, expiresAt, "expires at");
    }
}
