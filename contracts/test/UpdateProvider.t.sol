// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry, ProviderDetails, ProviderView} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract UpdateProviderTest is Fixture {
    function test_refusesAStranger() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NotRegistered.selector, stranger));
        vm.prank(stranger);
        deopenchat.updateProvider(_details());
    }

    function test_refusesAnEmptyEndpoint() external {
        ProviderDetails memory details = _details();
        details.endpoint = "";
        vm.expectRevert(abi.encodeWithSelector(IRegistry.TextLengthOutOfRange.selector, "endpoint", 1, 256, 0));
        vm.prank(provider);
        deopenchat.updateProvider(details);
    }

    function test_replacesAllDetailsAndNothingElse() external {
        uint64 registeredAt = deopenchat.provider(provider).registeredAt;
        vm.warp(block.timestamp + 1 days);
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ProviderUpdated(provider, otherOwner, bytes32(uint256(9)), "https://new.example", "");
        vm.prank(provider);
        deopenchat.updateProvider(ProviderDetails("https://new.example", otherOwner, bytes32(uint256(9)), ""));
        ProviderView memory view_ = deopenchat.provider(provider);
        vm.assertEq(view_.operator, otherOwner, "operator");
        vm.assertEq(view_.endpoint, "https://new.example", "endpoint");
        vm.assertEq(view_.metadataUri, "", "metadata URI");
        vm.assertEq(view_.registeredAt, registeredAt, "registered at");
        vm.assertEq(view_.listingCount, 1, "listing count");
        vm.assertEq(deopenchat.provider(otherProvider).endpoint, "https://gateway.example", "other provider");
    }
}
