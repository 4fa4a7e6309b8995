// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {Fixture} from "./support/Fixture.sol";

contract DepositForTest is Fixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 30);
    }

    function test_refusesNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
        deopenchat.depositFor(provider, client, owner, 0);
    }

    function test_refusesAnUnknownAccount() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.UnknownAccount.selector, provider, otherClient));
        deopenchat.depositFor{value: 1}(provider, otherClient, address(0), 1);
    }

    function test_refusesAnotherOwnerThanExpected() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.WrongOwner.selector, stranger, owner));
        deopenchat.depositFor{value: 1}(provider, client, stranger, 1);
    }

    function test_refusesTooLittleMoney() external {
        vm.expectRevert(abi.encodeWithSelector(ICurrency.InsufficientValue.selector, 2, 1));
        deopenchat.depositFor{value: 1}(provider, client, owner, 2);
    }

    function test_refusesAnEscrowBeyondMoney() external {
        vm.deal(address(this), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowOverflow.selector, 30, type(uint96).max));
        deopenchat.depositFor{value: type(uint96).max}(provider, client, owner, type(uint96).max);
    }

    /// @dev What was claimed does not make room again: a provisional claim asserts a total of claimed and escrow.
    function testFuzz_refusesWhatDoesNotFitWithWhatWasClaimed(uint96 claimed, uint96 escrow, uint96 amount) external {
        claimed = claimed % type(uint96).max;
        escrow = escrow % (type(uint96).max - claimed) + 1;
        uint96 room = type(uint96).max - claimed - escrow;
        amount = room + 1 + amount % (type(uint96).max - room);
        _reach(claimed, escrow);
        vm.deal(stranger, 2 ** 100);
        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowOverflow.selector, escrow, amount));
        deopenchat.depositFor{value: amount}(provider, client, owner, amount);
        if (room > 0) deopenchat.depositFor{value: room}(provider, client, owner, room);
        vm.stopPrank();
        _assertMoney(uint256(escrow) + room, claimed);
    }

    function testFuzz_addsWhoeverPaysAndChangesNothingElse(uint96 amount, uint96 excess) external {
        amount = uint96(amount % (type(uint96).max - 30)) + 1;
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 10, 5);
        uint64 maturesAt = _account().maturesAt;
        vm.warp(block.timestamp + 1 hours);
        vm.deal(stranger, uint256(amount) + excess);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, client, owner, amount, amount + 30);
        vm.prank(stranger);
        deopenchat.depositFor{value: uint256(amount) + excess}(provider, client, owner, amount);
        _assertMoney(uint256(amount) + 30, 0);
        vm.assertEq(stranger.balance, excess, "returned");
        vm.assertEq(_account().owner, owner, "owner");
        vm.assertEq(_account().maturesAt, maturesAt, "a deposit does not move the owner's withdrawal");
    }
}
