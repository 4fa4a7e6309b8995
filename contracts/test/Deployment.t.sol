// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IDelay} from "../src/interfaces/IDelay.sol";
import {Fixture} from "./support/Fixture.sol";

contract DeploymentTest is Fixture {
    function test_refusesACurrencyWithoutCode() external {
        vm.expectRevert(abi.encodeWithSelector(ICurrency.NotAToken.selector, stranger));
        _deploy(stranger, DELAY, treasury);
    }

    function test_refusesADelayOutOfRange() external {
        vm.expectRevert(abi.encodeWithSelector(IDelay.WithdrawalDelayOutOfRange.selector, 1, 30 days, 0));
        _deploy(address(0), 0, treasury);
        uint64 long = 30 days + 1;
        vm.expectRevert(abi.encodeWithSelector(IDelay.WithdrawalDelayOutOfRange.selector, 1, 30 days, long));
        _deploy(address(0), long, treasury);
    }

    function test_acceptsTheBoundsOfTheDelay() external {
        vm.assertEq(_deploy(address(0), 1, treasury).withdrawalDelay(), 1, "shortest");
        vm.assertEq(_deploy(address(0), 30 days, treasury).withdrawalDelay(), 30 days, "longest");
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
}
