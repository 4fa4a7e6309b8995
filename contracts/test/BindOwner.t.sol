// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimStatus} from "../src/interfaces/IClaims.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {Fixture} from "./support/Fixture.sol";

/// @notice The client names the owner of an account that exists; anybody hands it in.
contract BindOwnerTest is Fixture {
    address private squatter = stranger;

    function setUp() public override {
        super.setUp();
        _fetch(squatter, provider, CLIENT_KEY, 30);
    }

    function test_refusesAnUnknownAccount() external {
        bytes memory bind = _bind(CLIENT_KEY, address(deopenchat), otherProvider, owner);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.UnknownAccount.selector, otherProvider, client));
        deopenchat.bindOwner(otherProvider, client, owner, bind);
    }

    function testFuzz_refusesABindOfAnotherLength(bytes calldata bind) external {
        vm.assume(bind.length != 84 && bind.length != 85);
        _refuses(owner, bind, abi.encodeWithSelector(IEscrow.WrongBindLength.selector, bind.length));
    }

    function test_refusesABindForAnotherProvider() external {
        _refuses(
            owner,
            _bind(CLIENT_KEY, address(deopenchat), otherProvider, owner),
            abi.encodeWithSelector(IEscrow.WrongBindProvider.selector, provider, otherProvider)
        );
    }

    function test_refusesABindOfAnotherClient() external {
        _refuses(owner, _bind(OTHER_CLIENT_KEY, address(deopenchat), provider, owner), _wrongSigner(otherClient));
    }

    function testFuzz_refusesAnotherOwnerThanSigned(address signed, address named) external {
        vm.assume(signed != named && named != address(0));
        _refusesSignature(named, _bindSignature(CLIENT_KEY, address(deopenchat), provider, signed));
    }

    function test_refusesABindForAnotherContract() external {
        _refusesSignature(owner, _bindSignature(CLIENT_KEY, address(this), provider, owner));
    }

    function test_refusesABindWithHighS() external {
        Signature memory signature = _malleated(_bindSignature(CLIENT_KEY, address(deopenchat), provider, owner));
        _refuses(owner, bytes.concat(bytes20(provider), _long(signature)), _wrongSigner(address(0)));
    }

    /// @dev Were zero an owner, the account would read as one that was never opened: its provider could assert nothing of it.
    function test_refusesToLeaveAnAccountWithoutAnOwner() external {
        _refuses(
            address(0),
            _bind(CLIENT_KEY, address(deopenchat), provider, address(0)),
            abi.encodeWithSelector(IEscrow.ZeroOwner.selector)
        );
    }

    function test_refusesAnotherOwnerOnceARoundWasClaimed() external {
        _claim(_confirmation(CLIENT_KEY, provider, 1));
        _refuses(
            owner,
            _bind(CLIENT_KEY, address(deopenchat), provider, owner),
            abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, squatter, 1)
        );
    }

    function test_refusesAnotherOwnerForGood() external {
        bytes memory other = _bind(CLIENT_KEY, address(deopenchat), provider, otherOwner);
        bytes memory expected = abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, owner, 0);
        _bindTo(owner);
        _refuses(otherOwner, other, expected);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        _refuses(otherOwner, other, expected);
        _refuses(squatter, _bind(CLIENT_KEY, address(deopenchat), provider, squatter), expected);
    }

    function testFuzz_anybodyHandsItIn(address caller) external {
        uint64 maturesAt = uint64(block.timestamp) + DELAY;
        bytes memory bind = _bind(CLIENT_KEY, address(deopenchat), provider, owner);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerDisplaced(provider, client, owner, squatter, 30, maturesAt);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerBound(provider, client, owner);
        vm.prank(caller);
        deopenchat.bindOwner(provider, client, owner, bind);
        AccountView memory view_ = _account();
        vm.assertEq(view_.owner, owner, "owner");
        vm.assertTrue(view_.bound, "bound");
        vm.assertEq(view_.withdrawing, 30, "withdrawing");
        vm.assertEq(view_.maturesAt, maturesAt, "matures at");
        vm.assertEq(view_.withdrawalBeneficiary, squatter, "beneficiary");
        _assertMoney(30, 0);
        vm.assertEq(deopenchat.credit(squatter), 0, "nothing leaves at once");
    }

    function test_makesThePresentOwnerFinal() external {
        vm.prank(squatter);
        deopenchat.requestWithdrawal(provider, client, 5, 1);
        AccountView memory before = _account();
        vm.assertTrue(!before.bound, "bound before");
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerBound(provider, client, squatter);
        _bindTo(squatter);
        before.bound = true;
        vm.assertEq(keccak256(abi.encode(_account())), keccak256(abi.encode(before)), "nothing else changed");
        _refuses(
            owner,
            _bind(CLIENT_KEY, address(deopenchat), provider, owner),
            abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, squatter, 0)
        );
    }

    function test_namesThePresentOwnerAfterClaimsToo() external {
        _claim(_confirmation(CLIENT_KEY, provider, 1));
        _bindTo(squatter);
        vm.assertTrue(_account().bound, "bound");
        _assertMoney(29, 1);
    }

    function test_aReplayChangesAndTellsNothing() external {
        _bindTo(owner);
        vm.prank(owner);
        deopenchat.depositFor{value: 300}(provider, client, owner, 300);
        bytes32 before = keccak256(abi.encode(_account()));
        vm.recordLogs();
        vm.warp(block.timestamp + 1 hours);
        _bindTo(owner);
        vm.assertEq(vm.getRecordedLogs().length, 0, "events");
        vm.assertEq(keccak256(abi.encode(_account())), before, "account");
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 310)), ClaimStatus.Paid);
        before = keccak256(abi.encode(_account()));
        _bindTo(owner);
        vm.assertEq(keccak256(abi.encode(_account())), before, "account after a claim");
    }

    function test_acceptsOneBindForEveryProviderAndShortSignatures() external {
        _fetch(squatter, otherProvider, CLIENT_KEY, 30);
        bytes memory bind =
            bytes.concat(bytes20(0), _short(_bindSignature(CLIENT_KEY, address(deopenchat), address(0), owner)));
        deopenchat.bindOwner(provider, client, owner, bind);
        deopenchat.bindOwner(otherProvider, client, owner, bind);
        vm.assertEq(_account().owner, owner, "owner");
        vm.assertEq(deopenchat.account(otherProvider, client).owner, owner, "owner with the other provider");
    }

    function test_theNewOwnerSpendsAndTheOldOneIsPaid() external {
        _bindTo(owner);
        vm.prank(owner);
        deopenchat.depositFor{value: 300}(provider, client, owner, 300);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.credit(squatter), 30, "credit");
        vm.startPrank(owner);
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.stopPrank();
        vm.assertEq(owner.balance, 1e30, "the new owner's own money");
    }

    function _bindTo(address owner_) private {
        deopenchat.bindOwner(provider, client, owner_, _bind(CLIENT_KEY, address(deopenchat), provider, owner_));
    }

    /// @dev A signature over other words than `Bind(provider, named)`.
    function _refusesSignature(address named, Signature memory signature) private {
        bytes32 type_ = keccak256("Bind(address provider,address owner)");
        bytes32 digest = _digestOf(address(deopenchat), keccak256(abi.encode(type_, provider, named)));
        address recovered = ecrecover(digest, signature.v, signature.r, signature.s);
        _refuses(named, bytes.concat(bytes20(provider), _long(signature)), _wrongSigner(recovered));
    }

    function _wrongSigner(address actual) private view returns (bytes memory) {
        return abi.encodeWithSelector(IEscrow.WrongBindSigner.selector, client, actual);
    }

    function _refuses(address owner_, bytes memory bind, bytes memory expected) private {
        vm.expectRevert(expected);
        deopenchat.bindOwner(provider, client, owner_, bind);
    }
}
