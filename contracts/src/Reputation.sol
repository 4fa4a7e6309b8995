// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {IReputation} from "./interfaces/IReputation.sol";
import {Messages} from "./libraries/Messages.sol";

/// @title What paying clients say about providers
abstract contract Reputation is Books, IReputation {
    /// @inheritdoc IReputation
    function flag(address provider_, address client, uint96 total, bytes calldata signature) external {
        _checkSigner(client, Messages.flag(provider_, total), signature);
        Account storage account_ = _accounts[provider_][client];
        uint96 weight = _raise(account_.flagged, total, account_.claimed);
        account_.flagged = total;
        Record storage record = _records[provider_];
        record.flagged = _plus(record.flagged, weight);
        emit Flagged(provider_, client, total);
    }

    /// @inheritdoc IReputation
    function compare(address preferred, address other, address client, uint96 total, bytes calldata signature)
        external
    {
        if (preferred == other) revert SameProvider(preferred);
        _checkSigner(client, Messages.comparison(preferred, other, total), signature);
        uint96 said = _comparisons[client][preferred][other];
        uint96 weight = _raise(said, total, said + _comparable(preferred, other, client));
        _comparisons[client][preferred][other] = total;
        _compared[client][preferred] += weight;
        _compared[client][other] += weight;
        (Record storage winner, Record storage loser) = (_records[preferred], _records[other]);
        winner.compared = _plus(winner.compared, weight);
        winner.preferred = _plus(winner.preferred, weight);
        loser.compared = _plus(loser.compared, weight);
        emit Compared(preferred, other, client, total);
    }

    /// @dev By how much a client may still raise what it says of a pair: the smaller of what is left of its payments to each. A
    /// payment counts once, whatever it is compared with: else one payment would be held against a provider as often as its
    /// client finds others to prefer. What was said of the pair is part of either, so the sum with it stays a uint96.
    function _comparable(address preferred, address other, address client) private view returns (uint96) {
        (uint96 left, uint96 right) = (_unsaid(preferred, client), _unsaid(other, client));
        return left < right ? left : right;
    }

    function _unsaid(address provider_, address client) private view returns (uint96) {
        return _accounts[provider_][client].claimed - _compared[client][provider_]; // the latter was once the most, and grows later
    }

    /// @dev By how much `total` exceeds what was said before.
    function _raise(uint96 current, uint96 total, uint96 maximum) private pure returns (uint96) {
        if (total > maximum) revert TotalTooHigh(maximum, total);
        if (total <= current) revert TotalNotRaised(current, total);
        return total - current;
    }
}
