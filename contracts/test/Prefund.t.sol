// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IPrefunds} from "../src/interfaces/IPrefunds.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {Fixture} from "./support/Fixture.sol";

contract PrefundTest is Fixture {
    function test_refusesNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
        vm.prank(owner);
        deopenchat.prefund{value: 1}(0);
    }

    function test_refusesTooLittleMoney() external {
        vm.expectRevert(abi.encodeWithSelector(ICurrency.InsufficientValue.selector, 2, 1));
        vm.prank(owner);
        deopenchat.prefund{value: 1}(2);
    }

    function test_refusesABalanceBeyondMoney() external {
        vm.deal(owner, type(uint256).max);
        vm.startPrank(owner);
        deopenchat.prefund{value: 1}(1);
        vm.expectRevert(abi.encodeWithSelector(IPrefunds.PrefundOverflow.selector, 1, type(uint96).max));
        deopenchat.prefund{value: type(uint96).max}(type(uint96).max);
        vm.stopPrank();
        vm.assertEq(deopenchat.prefundOf(owner), 1, "balance");
    }

    function test_refusesToReturnMoneyToWhoRefusesIt() external {
        Receiver payer = new Receiver(deopenchat);
        vm.deal(address(payer), 10);
        payer.refuse(true);
        bytes memory call_ = abi.encodeCall(deopenchat.prefund, (9));
        vm.expectRevert(abi.encodeWithSelector(ICurrency.PaymentRefused.selector, address(payer), 1));
        payer.act(address(deopenchat), 10, call_);
        payer.act(address(deopenchat), 9, call_);
        vm.assertEq(deopenchat.prefundOf(address(payer)), 9, "balance");
    }

    function testFuzz_addsToTheCallersBalanceAndReturnsTheExcess(uint96 before, uint96 amount, uint96 excess) external {
        before %= type(uint96).max;
        amount = amount % (type(uint96).max - before) + 1;
        vm.deal(owner, uint256(before) + amount + excess);
        vm.startPrank(owner);
        if (before != 0) deopenchat.prefund{value: before}(before);
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.Prefunded(owner, amount, before + amount);
        deopenchat.prefund{value: uint256(amount) + excess}(amount);
        vm.stopPrank();
        vm.assertEq(deopenchat.prefundOf(owner), before + amount, "balance");
        vm.assertEq(owner.balance, excess, "returned");
        vm.assertEq(address(deopenchat).balance, uint256(before) + amount, "kept");
        vm.assertEq(deopenchat.prefundOf(otherOwner), 0, "nobody else's");
    }

    function test_countsOnceWhoReentersWithTheExcess() external {
        Receiver payer = new Receiver(deopenchat);
        vm.deal(address(payer), 15);
        vm.deal(stranger, 100);
        vm.prank(stranger);
        deopenchat.prefund{value: 100}(100);
        payer.replay(abi.encodeCall(deopenchat.withdrawPrefund, (10)));
        payer.act(address(deopenchat), 15, abi.encodeCall(deopenchat.prefund, (10)));
        vm.assertTrue(payer.lastSucceeded(), "the balance was there already");
        vm.assertEq(deopenchat.prefundOf(address(payer)), 0, "balance");
        vm.assertEq(address(payer).balance, 15, "what it had");
        vm.assertEq(address(deopenchat).balance, 100, "what others have");
    }
}
