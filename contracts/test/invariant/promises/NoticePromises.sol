// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ListingView, Prices, ProviderView} from "../../../src/interfaces/IRegistry.sol";
import {FeeView} from "../../../src/interfaces/ITreasury.sol";
import {Offers, Rates, Reigns} from "../ledger/Notices.sol";
import {Looks} from "./Looks.sol";

/// @notice What is promised of everything that changes after a notice: prices, operators, the fee.
abstract contract NoticePromises is Looks {
    using Offers for Offers.Offer[];
    using Rates for Rates.Rate[];
    using Reigns for Reigns.Reign[];

    struct Sight {
        uint256 time; // 0: never looked
        bool listed;
        Prices prices;
        uint256 nextFrom;
    }

    mapping(address provider => Sight) private _sights;

    /// @dev Two ways: what the diary says, and that no price rises between two looks but to what was announced.
    function _checkListing(address provider) internal {
        ListingView memory listing = DEOPENCHAT.listing(provider, MODEL);
        Offers.Offer[] storage offers = _offers[provider];
        Offers.Offer memory offer = offers.inForce();
        if (listing.listed != offer.listed) {
            _broken("nobody pays a higher price before its notice: on the market", offer.listed);
        }
        _checkPrices(offer.prices, listing.prices);
        bool coming = offers.hasComing();
        if (coming) offer = offers[offers.length - 1];
        if (coming) _checkPrices(offer.prices, listing.nextPrices);
        if (listing.nextFrom != (coming ? offer.from : 0)) {
            _broken("nobody pays a higher price before its notice: from", coming ? offer.from : 0, listing.nextFrom);
        }
        _checkNotice(_sights[provider], listing);
    }

    function _checkOperator(address provider) internal view {
        ProviderView memory view_ = DEOPENCHAT.provider(provider);
        Reigns.Reign[] storage reigns = _reigns[provider];
        _checkKey(operators[reigns.newest()], view_.releaseOperator);
        _checkKey(operators[reigns.present()], view_.operator);
        bool coming = reigns.hasComing();
        _checkKey(coming ? operators[reigns.newest()] : address(0), view_.nextOperator);
        _checkTime(coming ? reigns[reigns.length - 1].from : 0, view_.nextOperatorFrom);
        (bool any, uint256 past, uint256 until) = reigns.past(DELAY);
        _checkKey(any ? operators[past] : address(0), view_.previousOperator);
        _checkTime(until, view_.previousOperatorUntil);
        if (view_.heartbeatAt != heartbeatAt[provider]) {
            _broken("a heartbeat is its provider's own", heartbeatAt[provider], view_.heartbeatAt);
        }
    }

    function _checkFee() internal view {
        FeeView memory fee = DEOPENCHAT.fee();
        if (fee.basisPoints > MAX_FEE) _broken("the fee never exceeds its cap", MAX_FEE, fee.basisPoints);
        if (fee.nextBasisPoints > MAX_FEE) _broken("the fee never exceeds its cap", MAX_FEE, fee.nextBasisPoints);
        uint256 inForce = _rates.inForce();
        if (fee.basisPoints != inForce) _broken("the fee never exceeds its cap: in force", inForce, fee.basisPoints);
        Rates.Rate memory next;
        if (_rates.hasComing()) next = _rates[_rates.length - 1];
        if (fee.nextBasisPoints != next.basisPoints) {
            _broken("the fee never exceeds its cap: announced", next.basisPoints, fee.nextBasisPoints);
        }
        if (fee.nextFrom != next.from) _broken("the fee never exceeds its cap: from", next.from, fee.nextFrom);
        if (fee.treasury != treasury) _broken("the fee is the treasury's", treasury, fee.treasury);
        if (fee.proposedTreasury != proposedTreasury) {
            _broken("the fee is the treasury's: proposed", proposedTreasury, fee.proposedTreasury);
        }
    }

    function _checkPrices(uint256[3] memory expected, Prices memory actual) private pure {
        if (actual.requestPrice != expected[0]) {
            _broken("nobody pays a higher price before its notice: request", expected[0], actual.requestPrice);
        }
        if (actual.inputPrice != expected[1]) {
            _broken("nobody pays a higher price before its notice: input", expected[1], actual.inputPrice);
        }
        if (actual.outputPrice != expected[2]) {
            _broken("nobody pays a higher price before its notice: output", expected[2], actual.outputPrice);
        }
    }

    /// @dev What rose since the last look had been announced by then, or there was time for a whole notice since.
    function _checkNotice(Sight storage before, ListingView memory listing) private {
        uint256 earliest = before.time + DELAY;
        bool announced = before.nextFrom != 0 && before.nextFrom <= block.timestamp;
        if (before.time != 0 && !announced && block.timestamp < earliest && _rose(before, listing)) {
            _broken("nobody pays a higher price before its notice", earliest, block.timestamp);
        }
        if (listing.nextFrom != before.nextFrom && listing.nextFrom != 0 && listing.nextFrom < earliest) {
            _broken("nobody pays a higher price before its notice", earliest, listing.nextFrom);
        }
        before.time = block.timestamp;
        before.listed = listing.listed;
        before.prices = listing.prices;
        before.nextFrom = listing.nextFrom;
    }

    function _rose(Sight storage before, ListingView memory listing) private view returns (bool) {
        if (!listing.listed) return false;
        Prices storage prices = before.prices;
        return !before.listed || listing.prices.requestPrice > prices.requestPrice
            || listing.prices.inputPrice > prices.inputPrice || listing.prices.outputPrice > prices.outputPrice;
    }

    function _checkKey(address expected, address actual) private pure {
        if (actual != expected) {
            _broken("releases follow the newest operator, receipts after a notice", expected, actual);
        }
    }

    function _checkTime(uint256 expected, uint256 actual) private pure {
        if (actual != expected) {
            _broken("releases follow the newest operator, receipts after a notice", expected, actual);
        }
    }
}
