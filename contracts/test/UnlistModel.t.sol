// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract UnlistModelTest is Fixture {
    function test_refusesAModelThatWasNeverListed() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.ModelNotListed.selector, stranger, MODEL));
        vm.prank(stranger);
        deopenchat.unlistModel(MODEL);
    }

    function test_refusesASecondTime() external {
        vm.startPrank(provider);
        deopenchat.unlistModel(MODEL);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.ModelNotListed.selector, provider, MODEL));
        deopenchat.unlistModel(MODEL);
        vm.stopPrank();
    }

    function test_keepsTheEntryAndTheOtherProvidersListing() external {
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ModelUnlisted(provider, MODEL);
        vm.prank(provider);
        deopenchat.unlistModel(MODEL);
        vm.assertTrue(!deopenchat.listing(provider, MODEL).listed, "listed");
        vm.assertEq(deopenchat.listing(provider, MODEL).name, NAME, "name");
        vm.assertTrue(deopenchat.listing(otherProvider, MODEL).listed, "listed by the other");
    }
}
