// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IPrefunds, TopUpStatus} from "../src/interfaces/IPrefunds.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {Prefunded} from "./support/Prefunded.sol";

contract WithdrawPrefundTest is Prefunded {
    function test_refusesNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
        vm.prank(owner);
        deopenchat.withdrawPrefund(0);
    }

    function testFuzz_refusesMoreThanTheBalance(uint96 amount) external {
        amount = amount % (type(uint96).max - BALANCE) + BALANCE + 1;
        vm.expectRevert(abi.encodeWithSelector(IPrefunds.InsufficientPrefund.selector, BALANCE, amount));
        vm.prank(owner);
        deopenchat.withdrawPrefund(amount);
    }

    function testFuzz_refusesEverybodyElse(address caller) external {
        vm.assume(caller != owner);
        vm.expectRevert(abi.encodeWithSelector(IPrefunds.InsufficientPrefund.selector, 0, 1));
        vm.prank(caller);
        deopenchat.withdrawPrefund(1);
    }

    function test_refusesWhatATopUpMovedBefore() external {
        _assertTopUp(_topUp(_asked(provider, 100)), TopUpStatus.Moved);
        vm.expectRevert(abi.encodeWithSelector(IPrefunds.InsufficientPrefund.selector, 900, 901));
        vm.prank(owner);
        deopenchat.withdrawPrefund(901);
    }

    function test_keepsTheBalanceOfWhoRefusesMoney() external {
        Receiver payee = _receiver();
        payee.refuse(true);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.PaymentRefused.selector, address(payee), 10));
        vm.prank(address(payee));
        deopenchat.withdrawPrefund(10);
        vm.assertEq(deopenchat.prefundOf(address(payee)), 10, "balance");
    }

    function test_paysOnceWhoReenters() external {
        Receiver payee = _receiver();
        payee.replay(abi.encodeCall(deopenchat.withdrawPrefund, (10)));
        vm.prank(address(payee));
        deopenchat.withdrawPrefund(10);
        vm.assertEq(payee.replays(), 1, "entered again");
        vm.assertTrue(!payee.lastSucceeded(), "with nothing left");
        vm.assertEq(address(payee).balance, 10, "paid");
        vm.assertEq(address(deopenchat).balance, BALANCE, "what others have");
    }

    function testFuzz_paysTheCallerAtOnce(uint96 amount) external {
        amount = amount % BALANCE + 1;
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.PrefundWithdrawn(owner, amount, BALANCE - amount);
        vm.prank(owner);
        deopenchat.withdrawPrefund(amount);
        vm.assertEq(deopenchat.prefundOf(owner), BALANCE - amount, "balance");
        vm.assertEq(owner.balance, 1e30 - BALANCE + amount, "owner");
        vm.assertEq(address(deopenchat).balance, BALANCE - amount, "kept");
    }

    function test_leavesWhatClientsMayDo() external {
        vm.prank(owner);
        deopenchat.withdrawPrefund(BALANCE);
        _prefund(owner, 10);
        _assertTopUp(_topUp(_asked(provider, 10)), TopUpStatus.Moved);
    }

    function _receiver() private returns (Receiver payee) {
        payee = new Receiver(deopenchat);
        vm.deal(address(payee), 10);
        _prefund(address(payee), 10);
    }
}
