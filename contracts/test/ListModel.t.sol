// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry, ListingView, Prices} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract ListModelTest is Fixture {
    function test_refusesAStranger() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NotRegistered.selector, stranger));
        vm.prank(stranger);
        deopenchat.listModel(NAME, 0, 8, _prices());
    }

    function test_refusesAnEmptyName() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.TextLengthOutOfRange.selector, "name", 1, 128, 0));
        vm.prank(provider);
        deopenchat.listModel("", 0, 8, _prices());
    }

    function test_refusesALongName() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.TextLengthOutOfRange.selector, "name", 1, 128, 129));
        vm.prank(provider);
        deopenchat.listModel(string(new bytes(129)), 0, 8, _prices());
    }

    function test_refusesANameThatIsNotPrintable() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.TextNotPrintable.selector, "name", 1, bytes1(0x7f)));
        vm.prank(provider);
        deopenchat.listModel("a\x7f", 0, 8, _prices());
    }

    function test_refusesZeroCapacity() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.ZeroCapacity.selector, NAME));
        vm.prank(provider);
        deopenchat.listModel(NAME, 0, 0, _prices());
    }

    function test_listsUnderTheHashOfTheName() external {
        Prices memory prices = Prices(1, 2, type(uint96).max);
        bytes32 model = keccak256("m");
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ModelListed(provider, model, "m", 255, type(uint32).max, prices);
        vm.prank(provider);
        deopenchat.listModel("m", 255, type(uint32).max, prices);
        ListingView memory view_ = deopenchat.listing(provider, model);
        vm.assertEq(view_.model, model, "model");
        vm.assertEq(view_.name, "m", "name");
        vm.assertEq(view_.kind, 255, "kind");
        vm.assertEq(view_.capacity, type(uint32).max, "capacity");
        vm.assertEq(view_.prices.requestPrice, 1, "request price");
        vm.assertEq(view_.prices.inputPrice, 2, "input price");
        vm.assertEq(view_.prices.outputPrice, type(uint96).max, "output price");
        vm.assertTrue(view_.listed, "listed");
        vm.assertEq(deopenchat.listingCount(provider), 2, "count");
        vm.assertEq(deopenchat.listingCount(otherProvider), 1, "count of the other provider");
    }

    function test_replacesAListingWithoutCountingItAgain() external {
        vm.startPrank(provider);
        deopenchat.unlistModel(MODEL);
        deopenchat.listModel(NAME, 1, 2, Prices(3, 4, 5));
        vm.stopPrank();
        ListingView memory view_ = deopenchat.listing(provider, MODEL);
        vm.assertEq(view_.kind, 1, "kind");
        vm.assertEq(view_.capacity, 2, "capacity");
        vm.assertEq(view_.prices.requestPrice, 3, "request price");
        vm.assertTrue(view_.listed, "listed");
        vm.assertEq(deopenchat.listingCount(provider), 1, "count");
    }
}
