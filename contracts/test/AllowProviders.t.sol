// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPrefunds, TopUpStatus} from "../src/interfaces/IPrefunds.sol";
import {Prefunded} from "./support/Prefunded.sol";

contract AllowProvidersTest is Prefunded {
    function testFuzz_refusesListsOfDifferentLength(uint8 providers, uint8 limits) external {
        vm.assume(providers != limits);
        vm.expectRevert(abi.encodeWithSelector(IPrefunds.LengthMismatch.selector, providers, limits));
        vm.prank(owner);
        deopenchat.allowProviders(client, new address[](providers), new uint96[](limits));
    }

    function test_refusesAnUnknownProviderAndSetsNothingThen() external {
        (address[] memory providers, uint96[] memory limits) = _lists(7, 8);
        providers[1] = stranger;
        vm.expectRevert(abi.encodeWithSelector(IPrefunds.UnknownProvider.selector, stranger));
        vm.prank(owner);
        deopenchat.allowProviders(client, providers, limits);
        _assertLimit(owner, client, provider, LIMIT, 0);
    }

    function test_acceptsEmptyLists() external {
        vm.prank(owner);
        deopenchat.allowProviders(client, new address[](0), new uint96[](0));
        _assertLimit(owner, client, provider, LIMIT, 0);
    }

    function testFuzz_setsTheLimitOfEach(uint96 first, uint96 second) external {
        (address[] memory providers, uint96[] memory limits) = _lists(first, second);
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ProviderAllowed(otherOwner, client, provider, first);
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ProviderAllowed(otherOwner, client, otherProvider, second);
        vm.prank(otherOwner);
        deopenchat.allowProviders(client, providers, limits);
        _assertLimit(otherOwner, client, provider, first, 0);
        _assertLimit(otherOwner, client, otherProvider, second, 0);
        _assertLimit(owner, client, provider, LIMIT, 0);
        _assertLimit(otherOwner, otherClient, provider, 0, 0);
    }

    function test_theLastOfTwoLimitsForOneProviderHolds() external {
        (address[] memory providers, uint96[] memory limits) = _lists(7, 8);
        providers[1] = provider;
        vm.prank(owner);
        deopenchat.allowProviders(client, providers, limits);
        _assertLimit(owner, client, provider, 8, 0);
    }

    function test_aChangedLimitCountsWhatWasMovedBefore() external {
        _topUp(_asked(provider, 100));
        _allow(owner, client, provider, 150);
        _assertLimit(owner, client, provider, 150, 100);
        _assertTopUp(_topUp(_asked(provider, 200)), TopUpStatus.Capped);
        _assertMoved(150, 150, 850);
    }

    function test_aLimitBelowWhatWasMovedMovesNothingMore() external {
        _topUp(_asked(provider, 100));
        _allow(owner, client, provider, 99);
        _assertTopUp(_topUp(_asked(provider, 200)), TopUpStatus.Capped);
        _assertMoved(100, 100, 900);
    }

    function test_zeroTakesTheProviderOffTheList() external {
        _topUp(_asked(provider, 100));
        _allow(owner, client, provider, 0);
        _assertTopUp(_topUp(_asked(provider, 200)), TopUpStatus.NotAllowed);
        _assertMoved(100, 100, 900);
    }

    function _lists(uint96 first, uint96 second)
        private
        view
        returns (address[] memory providers, uint96[] memory limits)
    {
        (providers, limits) = (new address[](2), new uint96[](2));
        (providers[0], limits[0]) = (provider, first);
        (providers[1], limits[1]) = (otherProvider, second);
    }

    function _assertLimit(address owner_, address client_, address provider_, uint256 expected, uint256 expectedMoved)
        private
        view
    {
        (uint96 limit, uint96 moved) = deopenchat.providerAllowance(owner_, client_, provider_);
        vm.assertEq(limit, expected, "limit");
        vm.assertEq(moved, expectedMoved, "moved");
    }
}
