// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a provider asked for its model, as a diary: in force is the last entry whose time has come. Only the last one
/// may lie in the future.
library Offers {
    struct Offer {
        uint256 from;
        bool listed;
        uint256[3] prices; // per request, per million of prompt tokens, per million of completion tokens
    }

    function inForce(Offer[] storage offers) internal view returns (Offer memory) {
        return offers[hasComing(offers) ? offers.length - 2 : offers.length - 1];
    }

    function hasComing(Offer[] storage offers) internal view returns (bool) {
        return offers[offers.length - 1].from > block.timestamp;
    }

    /// @notice Tokens are bought at the larger of both token prices.
    function tokenPrice(Offer[] storage offers) internal view returns (bool listed, uint256 price) {
        Offer memory offer = inForce(offers);
        return (offer.listed, offer.prices[1] > offer.prices[2] ? offer.prices[1] : offer.prices[2]);
    }

    /// @notice What falls holds at once. If anything rises, or the model was off the market, all of it holds after the notice.
    function ask(Offer[] storage offers, uint256[3] memory wanted, uint256 notice) internal {
        if (offers.length == 0) {
            offers.push(Offer(block.timestamp, true, wanted));
            return;
        }
        Offer memory offer = _present(offers);
        bool waits = !offer.listed;
        for (uint256 i = 0; i < 3; ++i) {
            if (wanted[i] > offer.prices[i]) waits = true;
            else offer.prices[i] = wanted[i];
        }
        offers.push(offer);
        if (waits) offers.push(Offer(block.timestamp + notice, true, wanted));
    }

    function end(Offer[] storage offers) internal {
        Offer memory offer = _present(offers);
        offer.listed = false;
        offers.push(offer);
    }

    /// @dev Forgets what was announced and has not come.
    function _present(Offer[] storage offers) private returns (Offer memory offer) {
        if (hasComing(offers)) offers.pop();
        offer = offers[offers.length - 1];
        offer.from = block.timestamp;
    }
}

/// @notice The fee, as a diary of the same kind.
library Rates {
    struct Rate {
        uint256 from;
        uint256 basisPoints;
    }

    function inForce(Rate[] storage rates) internal view returns (uint256) {
        return rates[hasComing(rates) ? rates.length - 2 : rates.length - 1].basisPoints;
    }

    function hasComing(Rate[] storage rates) internal view returns (bool) {
        return rates[rates.length - 1].from > block.timestamp;
    }

    function set(Rate[] storage rates, uint256 basisPoints, uint256 notice) internal {
        if (hasComing(rates)) rates.pop();
        bool higher = basisPoints > rates[rates.length - 1].basisPoints;
        rates.push(Rate(block.timestamp + (higher ? notice : 0), basisPoints));
    }
}

/// @notice The operators of a provider, one after the other. The last may not have begun.
library Reigns {
    struct Reign {
        uint256 operator; // number of the key
        uint256 from; // when its receipts begin to hold
        uint256 until; // when those of the next one do
    }

    uint256 private constant NEVER = type(uint256).max;

    function begin(Reign[] storage reigns, uint256 operator) internal {
        reigns.push(Reign(operator, block.timestamp, NEVER));
    }

    function name(Reign[] storage reigns, uint256 operator, uint256 notice) internal {
        if (newest(reigns) == operator) return;
        if (hasComing(reigns)) {
            reigns.pop();
            _last(reigns).until = NEVER;
        }
        if (newest(reigns) == operator) return;
        _last(reigns).until = block.timestamp + notice;
        reigns.push(Reign(operator, block.timestamp + notice, NEVER));
    }

    /// @notice Who signs releases.
    function newest(Reign[] storage reigns) internal view returns (uint256) {
        return _last(reigns).operator;
    }

    /// @notice Who signs receipts.
    function present(Reign[] storage reigns) internal view returns (uint256) {
        return reigns[_presentIndex(reigns)].operator;
    }

    /// @notice Whether receipts of this one hold: while it reigns and one notice longer.
    function signs(Reign[] storage reigns, uint256 operator, uint256 notice) internal view returns (bool) {
        for (uint256 i = 0; i < reigns.length; ++i) {
            Reign storage reign = reigns[i];
            bool over = reign.until != NEVER && block.timestamp >= reign.until + notice;
            if (reign.operator == operator && reign.from <= block.timestamp && !over) return true;
        }
        return false;
    }

    function hasComing(Reign[] storage reigns) internal view returns (bool) {
        return _last(reigns).from > block.timestamp;
    }

    /// @notice Whose receipts hold although another one reigns, and until when.
    function past(Reign[] storage reigns, uint256 notice) internal view returns (bool any, uint256 who, uint256 until) {
        uint256 index = _presentIndex(reigns);
        if (index == 0) return (false, 0, 0);
        Reign storage reign = reigns[index - 1];
        until = reign.until + notice;
        return block.timestamp < until ? (true, reign.operator, until) : (false, 0, 0);
    }

    function _presentIndex(Reign[] storage reigns) private view returns (uint256) {
        return hasComing(reigns) ? reigns.length - 2 : reigns.length - 1;
    }

    function _last(Reign[] storage reigns) private view returns (Reign storage) {
        return reigns[reigns.length - 1];
    }
}
