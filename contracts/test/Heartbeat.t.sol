// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry, ProviderView} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract HeartbeatTest is Fixture {
    function test_refusesWhoIsNotRegistered() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NotRegistered.selector, stranger));
        vm.prank(stranger);
        deopenchat.heartbeat();
    }

    function test_refusesTheOperator() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NotRegistered.selector, operator));
        vm.prank(operator);
        deopenchat.heartbeat();
    }

    function testFuzz_keepsTheTimeAndNothingElse(uint32 later) external {
        ProviderView memory expected = deopenchat.provider(provider);
        bytes memory other = abi.encode(deopenchat.provider(otherProvider));
        vm.warp(block.timestamp + later);
        vm.expectEmit(address(deopenchat));
        emit IRegistry.Heartbeat(provider);
        vm.prank(provider);
        deopenchat.heartbeat();
        expected.heartbeatAt += later;
        vm.assertEq(abi.encode(deopenchat.provider(provider)), abi.encode(expected), "provider");
        vm.assertEq(abi.encode(deopenchat.provider(otherProvider)), other, "other provider");
    }

    function test_detailsAndListingsAreNoSignOfLife() external {
        uint64 registeredAt = uint64(block.timestamp);
        vm.warp(block.timestamp + 1 days);
        vm.startPrank(provider);
        deopenchat.updateProvider(_details());
        deopenchat.listModel(NAME, 0, 9, _prices());
        vm.stopPrank();
        vm.assertEq(deopenchat.provider(provider).heartbeatAt, registeredAt, "heartbeat");
    }
}
