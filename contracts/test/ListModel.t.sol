// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry, ListingView, Prices} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract ListModelTest is Fixture {
    Prices private _none;

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

    function test_listsUnderTheHashOfTheNameAtOnce() external {
        Prices memory prices = Prices(1, 2, type(uint96).max);
        bytes32 model = keccak256("m");
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ModelListed(provider, model, "m", 255, type(uint32).max, prices, true, _none, 0);
        vm.prank(provider);
        deopenchat.listModel("m", 255, type(uint32).max, prices);
        _assertListing(provider, ListingView(model, "m", 255, type(uint32).max, prices, true, _none, 0));
        vm.assertEq(deopenchat.listingCount(provider), 2, "count");
        vm.assertEq(deopenchat.listingCount(otherProvider), 1, "count of the other provider");
    }

    function test_acceptsTheLongestName() external {
        bytes memory name = new bytes(128);
        for (uint256 i = 0; i < name.length; ++i) {
            name[i] = "m";
        }
        vm.prank(provider);
        deopenchat.listModel(string(name), 0, 1, _prices());
        vm.assertEq(deopenchat.listing(provider, keccak256(name)).name, string(name), "name");
    }

    function test_replacesKindAndCapacityAtOnceWithoutCountingTheModelAgain() external {
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ModelListed(provider, MODEL, NAME, 1, 2, _prices(), true, _none, 0);
        vm.prank(provider);
        deopenchat.listModel(NAME, 1, 2, _prices());
        _assertListing(provider, ListingView(MODEL, NAME, 1, 2, _prices(), true, _none, 0));
        vm.assertEq(deopenchat.listingCount(provider), 1, "count");
        _assertListing(otherProvider, ListingView(MODEL, NAME, 0, 8, _prices(), true, _none, 0));
    }

    function test_aRisingPriceWaitsForTheNotice() external {
        Prices memory wanted = Prices(8, 2000, 3000);
        uint64 from = uint64(block.timestamp) + DELAY;
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ModelListed(provider, MODEL, NAME, 0, 8, _prices(), true, wanted, from);
        _list(wanted);
        _assertOffer(true, _prices(), wanted, from);
        vm.warp(from - 1);
        _assertOffer(true, _prices(), wanted, from);
        vm.warp(from);
        _assertOffer(true, wanted, _none, 0);
    }

    /// @dev Each price alone and all mixtures: what falls holds at once, the whole triple after the notice if one rises.
    function testFuzz_eachPriceFallsAtOnceAndRisesAfterTheNotice(
        Prices calldata old,
        Prices calldata wanted,
        uint8 same
    ) external {
        Prices memory mixed = Prices(
            same & 1 == 0 ? wanted.requestPrice : old.requestPrice,
            same & 2 == 0 ? wanted.inputPrice : old.inputPrice,
            same & 4 == 0 ? wanted.outputPrice : old.outputPrice
        );
        _listAs("m", old);
        _listAs("m", mixed);
        bool rises = mixed.requestPrice > old.requestPrice || mixed.inputPrice > old.inputPrice
            || mixed.outputPrice > old.outputPrice;
        uint64 from = rises ? uint64(block.timestamp) + DELAY : 0;
        Prices memory held = Prices(
            _least(mixed.requestPrice, old.requestPrice),
            _least(mixed.inputPrice, old.inputPrice),
            _least(mixed.outputPrice, old.outputPrice)
        );
        bytes32 model = keccak256("m");
        _assertListing(provider, ListingView(model, "m", 0, 8, held, true, rises ? mixed : _none, from));
        vm.warp(block.timestamp + DELAY);
        _assertListing(provider, ListingView(model, "m", 0, 8, mixed, true, _none, 0));
    }

    function test_anAnnouncementIsReplacedAndTheNoticeStartsAgain() external {
        _list(Prices(9, 2000, 3000));
        vm.warp(block.timestamp + DELAY - 1);
        Prices memory second = Prices(8, 2000, 3000);
        _list(second);
        uint64 from = uint64(block.timestamp) + DELAY;
        vm.warp(block.timestamp + 1);
        _assertOffer(true, _prices(), second, from);
        vm.warp(from);
        _assertOffer(true, second, _none, 0);
    }

    function test_anAnnouncementIsTakenBackByThePricesInForce() external {
        _list(Prices(9, 2000, 3000));
        _list(_prices());
        _assertOffer(true, _prices(), _none, 0);
        vm.warp(block.timestamp + DELAY);
        _assertOffer(true, _prices(), _none, 0);
    }

    function test_aPriceThatIsInForceIsWhatTheNextOneIsComparedWith() external {
        Prices memory higher = Prices(9, 2000, 3000);
        _list(higher);
        vm.warp(block.timestamp + DELAY);
        Prices memory between = Prices(8, 2000, 3000);
        _list(between);
        _assertOffer(true, between, _none, 0);
        _list(higher);
        _assertOffer(true, between, higher, uint64(block.timestamp) + DELAY);
    }

    function test_relistingWaitsForTheNoticeWhateverThePrices() external {
        vm.prank(provider);
        deopenchat.unlistModel(MODEL);
        Prices memory lower = Prices(1, 1, 1);
        uint64 from = uint64(block.timestamp) + DELAY;
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ModelListed(provider, MODEL, NAME, 0, 8, lower, false, lower, from);
        _list(lower);
        _assertOffer(false, lower, lower, from);
        vm.warp(from - 1);
        _assertOffer(false, lower, lower, from);
        vm.warp(from);
        _assertOffer(true, lower, _none, 0);
        vm.assertEq(deopenchat.listingCount(provider), 1, "count");
    }

    function test_aRelistingThatIsReplacedWaitsAgain() external {
        vm.prank(provider);
        deopenchat.unlistModel(MODEL);
        _list(_prices());
        vm.warp(block.timestamp + DELAY - 1);
        _list(_prices());
        uint64 from = uint64(block.timestamp) + DELAY;
        vm.warp(from - 1);
        _assertOffer(false, _prices(), _prices(), from);
        vm.warp(from);
        _assertOffer(true, _prices(), _none, 0);
    }

    function test_theOtherProvidersListingIsUntouched() external {
        _list(Prices(8, 1, 9999));
        _assertListing(otherProvider, ListingView(MODEL, NAME, 0, 8, _prices(), true, _none, 0));
    }

    /// @dev Whatever a provider does: who looks at the listing knows the most that it can be charged for one delay from then.
    function testFuzz_nobodyPaysAPriceThatWasNotAnnouncedOneDelayBefore(uint256 seed) external {
        ListingView[] memory looks = new ListingView[](12);
        uint256[] memory times = new uint256[](looks.length);
        for (uint256 i = 0; i < looks.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _changeListing(seed);
            (times[i], looks[i]) = (block.timestamp, deopenchat.listing(provider, MODEL));
            _checkPromises(times, looks, i);
            vm.warp(block.timestamp + [uint256(0), 1, DELAY / 2, DELAY - 1, DELAY][(seed >> 128) % 5]);
            _checkPromises(times, looks, i);
        }
    }

    function _changeListing(uint256 seed) private {
        ListingView memory view_ = deopenchat.listing(provider, MODEL);
        if (seed % 4 != 0) {
            _list(Prices(uint96((seed >> 8) % 4), uint96((seed >> 16) % 4), uint96((seed >> 24) % 4)));
        } else if (view_.listed || view_.nextFrom != 0) {
            vm.prank(provider);
            deopenchat.unlistModel(MODEL);
        }
    }

    function _checkPromises(uint256[] memory times, ListingView[] memory looks, uint256 last) private view {
        ListingView memory view_ = deopenchat.listing(provider, MODEL);
        if (!view_.listed) return;
        for (uint256 i = 0; i <= last; ++i) {
            if (times[i] + DELAY > block.timestamp) _checkPromise(looks[i], view_.prices);
        }
    }

    function _checkPromise(ListingView memory seen, Prices memory actual) private view {
        bool came = seen.nextFrom != 0 && block.timestamp >= seen.nextFrom;
        vm.assertTrue(seen.listed || came, "on the market");
        Prices memory present = seen.listed ? seen.prices : _none;
        Prices memory next = came ? seen.nextPrices : _none;
        vm.assertLe(actual.requestPrice, _most(present.requestPrice, next.requestPrice), "request price");
        vm.assertLe(actual.inputPrice, _most(present.inputPrice, next.inputPrice), "input price");
        vm.assertLe(actual.outputPrice, _most(present.outputPrice, next.outputPrice), "output price");
    }

    function _list(Prices memory prices) private {
        _listAs(NAME, prices);
    }

    function _listAs(string memory name, Prices memory prices) private {
        vm.prank(provider);
        deopenchat.listModel(name, 0, 8, prices);
    }

    function _assertOffer(bool listed, Prices memory prices, Prices memory nextPrices, uint64 nextFrom) private view {
        _assertListing(provider, ListingView(MODEL, NAME, 0, 8, prices, listed, nextPrices, nextFrom));
    }

    function _assertListing(address provider_, ListingView memory expected) private view {
        ListingView memory actual = deopenchat.listing(provider_, expected.model);
        vm.assertEq(abi.encode(actual), abi.encode(expected), "listing");
    }

    function _least(uint96 left, uint96 right) private pure returns (uint96) {
        return left < right ? left : right;
    }

    function _most(uint96 left, uint96 right) private pure returns (uint96) {
        return left > right ? left : right;
    }
}
