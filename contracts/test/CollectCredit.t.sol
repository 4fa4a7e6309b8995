// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract CollectCreditTest is ProvisionalFixture {
    Receiver private payee;

    function setUp() public override {
        super.setUp();
        payee = new Receiver(deopenchat);
        vm.deal(address(payee), 30);
        _fetch(address(payee), provider, CLIENT_KEY, 30);
        _fetch(owner, provider, OTHER_CLIENT_KEY, 300);
        vm.prank(address(payee));
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 10);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
    }

    function test_refusesWithoutCredit() external {
        vm.expectRevert(abi.encodeWithSelector(ICurrency.NoCredit.selector, stranger));
        vm.prank(stranger);
        deopenchat.collectCredit();
    }

    function test_keepsTheCreditOfWhoRefusesMoney() external {
        payee.refuse(true);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.PaymentRefused.selector, address(payee), 20));
        vm.prank(address(payee));
        deopenchat.collectCredit();
        vm.assertEq(deopenchat.credit(address(payee)), 20, "credit");
    }

    function test_paysAllOfItOnce() external {
        vm.expectEmit(address(deopenchat));
        emit ICurrency.CreditCollected(provider, 10);
        vm.startPrank(provider);
        vm.assertEq(deopenchat.collectCredit(), 10, "amount");
        vm.assertEq(provider.balance, 1e30 + 10, "provider");
        vm.expectRevert(abi.encodeWithSelector(ICurrency.NoCredit.selector, provider));
        deopenchat.collectCredit();
        vm.stopPrank();
    }

    function test_paysWhatWasDecidedForAProviderAndItsBondTogether() external {
        vm.prank(owner);
        deopenchat.depositFor{value: 300}(provider, client, address(payee), 300);
        _contestAs(address(payee), _assert(200), 150);
        vm.prank(provider);
        // 10 of before; 140 more were owed; of the bond of 190 burned 50.
        vm.assertEq(deopenchat.collectCredit(), 10 + 140 + 140, "amount");
        vm.assertEq(provider.balance, 1e30 + 150 - 50, "provider");
    }

    function test_paysOnceWhoReenters() external {
        payee.replay(abi.encodeCall(deopenchat.collectCredit, ()));
        vm.prank(address(payee));
        deopenchat.collectCredit();
        vm.assertEq(payee.replays(), 1, "entered again");
        vm.assertEq(address(payee).balance, 20, "paid");
    }
}
