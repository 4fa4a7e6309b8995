// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry, ListingView, Prices} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract UnlistModelTest is Fixture {
    Prices private _none;

    function test_refusesAModelThatWasNeverListed() external {
        bytes32 model = keccak256("m");
        _expectNotListed(provider, model);
        vm.prank(provider);
        deopenchat.unlistModel(model);
    }

    function test_refusesAModelOfSomebodyElse() external {
        _expectNotListed(stranger, MODEL);
        vm.prank(stranger);
        deopenchat.unlistModel(MODEL);
    }

    function test_refusesASecondTime() external {
        _unlist();
        _expectNotListed(provider, MODEL);
        _unlist();
    }

    function test_holdsAtOnceAndKeepsTheEntryAndTheOtherProvidersListing() external {
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ModelUnlisted(provider, MODEL);
        _unlist();
        _assertUnlisted(_prices());
        vm.assertEq(deopenchat.listingCount(provider), 1, "count");
        vm.assertTrue(deopenchat.listing(otherProvider, MODEL).listed, "listed by the other");
    }

    function test_nobodyBuysTokensOfItAndTheEscrowStays() external {
        _fetch(owner, provider, CLIENT_KEY, 30);
        _unlist();
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        _expectNotListed(provider, MODEL);
        vm.prank(owner);
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, "");
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 0, "tokens left");
        _assertMoney(30, 0);
    }

    function test_dropsAnAnnouncedPrice() external {
        _list(Prices(8, 2000, 3000));
        _unlist();
        _assertUnlisted(_prices());
        vm.warp(block.timestamp + DELAY);
        _assertUnlisted(_prices());
    }

    function test_dropsAnAnnouncedRelisting() external {
        _unlist();
        _list(_prices());
        _unlist();
        vm.warp(block.timestamp + DELAY);
        _assertUnlisted(_prices());
        _expectNotListed(provider, MODEL);
        _unlist();
    }

    function test_keepsThePricesThatCameIntoForce() external {
        Prices memory higher = Prices(8, 2001, 3001);
        _list(higher);
        vm.warp(block.timestamp + DELAY);
        _unlist();
        _assertUnlisted(higher);
    }

    function test_takesARelistingThatIsInForceOffTheMarketAgain() external {
        _unlist();
        _list(_prices());
        vm.warp(block.timestamp + DELAY);
        vm.assertTrue(deopenchat.listing(provider, MODEL).listed, "relisted");
        _unlist();
        _assertUnlisted(_prices());
    }

    function _unlist() private {
        vm.prank(provider);
        deopenchat.unlistModel(MODEL);
    }

    function _list(Prices memory prices) private {
        vm.prank(provider);
        deopenchat.listModel(NAME, 0, 8, prices);
    }

    function _expectNotListed(address provider_, bytes32 model) private {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.ModelNotListed.selector, provider_, model));
    }

    function _assertUnlisted(Prices memory prices) private view {
        ListingView memory expected = ListingView(MODEL, NAME, 0, 8, prices, false, _none, 0);
        vm.assertEq(abi.encode(deopenchat.listing(provider, MODEL)), abi.encode(expected), "listing");
    }
}
