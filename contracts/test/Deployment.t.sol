// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Deopenchat} from "../src/Deopenchat.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {Fixture} from "./support/Fixture.sol";

contract DeploymentTest is Fixture {
    function test_refusesACurrencyWithoutCode() external {
        vm.expectRevert(abi.encodeWithSelector(ICurrency.NotAToken.selector, stranger));
        new Deopenchat(stranger, DELAY);
    }

    function test_refusesADelayOutOfRange() external {
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WithdrawalDelayOutOfRange.selector, 1, 30 days, 0));
        new Deopenchat(address(0), 0);
        uint64 long = 30 days + 1;
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WithdrawalDelayOutOfRange.selector, 1, 30 days, long));
        new Deopenchat(address(0), long);
    }

    function test_acceptsTheBoundsOfTheDelay() external {
        vm.assertEq(new Deopenchat(address(0), 1).withdrawalDelay(), 1, "shortest");
        vm.assertEq(new Deopenchat(address(0), 30 days).withdrawalDelay(), 30 days, "longest");
    }

    function test_tellsItsCurrency() external view {
        vm.assertEq(deopenchat.currency(), address(0), "currency");
    }

    function test_refusesMoneyWithoutAPurpose() external {
        vm.expectRevert(abi.encodeWithSelector(ICurrency.PlainTransferRefused.selector, stranger, 1));
        vm.prank(stranger);
        (bool succeeded,) = address(deopenchat).call{value: 1}("");
        vm.assertTrue(succeeded, "expectRevert turns a revert into success");
    }

    function test_fitsIntoABlockchain() external view {
        vm.assertLe(address(deopenchat).code.length, 24_576, "size");
    }
}
