// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Dice} from "../Dice.sol";
import {People} from "../People.sol";
import {Pairs} from "../ledger/Pairs.sol";

/// @notice What clients say about providers.
abstract contract ReputationMoves is People {
    using Dice for Dice.Cup;
    using Pairs for Pairs.Pair;

    function flag(uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spotWhere(where, what, Pairs.hasPaid);
        Pairs.Pair storage pair = _pairAt(spot);
        uint256 total = _rollTotal(dice, pair.flagged, pair.paidToProvider);
        uint256 signer = dice.oneIn(8) ? spot.key + 1 : spot.key;
        bool allowed = signer == spot.key && total > pair.flagged && total <= pair.paidToProvider;
        // At most the largest uint96.
        bytes memory signature =
            _short(_flagSignature(_clientKey(signer), address(DEOPENCHAT), spot.provider, uint96(total)));
        bytes memory data = abi.encodeCall(DEOPENCHAT.flag, (spot.provider, spot.client, uint96(total), signature));
        if (_send(stranger, 0, data, allowed)) pair.flagged = total;
    }

    function compare(uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spotWhere(where, what, Pairs.hasPaid);
        address other = dice.oneIn(16) ? spot.provider : _otherProvider(spot.provider, dice.roll(2));
        if (!_pairs[other][spot.client].hasPaid()) other = _otherProvider(spot.provider, dice.roll(2));
        uint256 before = _said[spot.client][spot.provider][other];
        uint256 most = _mostComparable(spot, other);
        uint256 total = _rollTotal(dice, before, most);
        uint256 signer = dice.oneIn(8) ? spot.key + 1 : spot.key;
        bool allowed = signer == spot.key && other != spot.provider && total > before && total <= most;
        if (_send(stranger, 0, _comparisonCall(spot, other, total, signer), allowed)) {
            _said[spot.client][spot.provider][other] = total;
        }
    }

    /// @dev Of what the client paid to each, the smaller rest that it did not compare with anything.
    function _mostComparable(Spot memory spot, address other) private view returns (uint256) {
        uint256 left = _uncompared(spot.provider, spot.client);
        uint256 right = _uncompared(other, spot.client);
        return _said[spot.client][spot.provider][other] + (left < right ? left : right);
    }

    function _uncompared(address provider, address client) private view returns (uint256 rest) {
        rest = _pairs[provider][client].paidToProvider;
        for (uint256 i = 0; i < providers.length; ++i) {
            rest -= _said[client][provider][providers[i]] + _said[client][providers[i]][provider];
        }
    }

    /// @dev Mostly more than before and within the bound, also both borders and beyond.
    function _rollTotal(Dice.Cup memory dice, uint256 before, uint256 most) private pure returns (uint256 total) {
        total = before + dice.roll(100);
        if (dice.oneIn(2) && most > before) total = before + 1 + dice.roll(most - before);
        if (dice.oneIn(4)) total = most + dice.roll(2);
        if (total > Pairs.MAX_MONEY) total = Pairs.MAX_MONEY;
    }

    function _comparisonCall(Spot memory spot, address other, uint256 total, uint256 signer)
        private
        view
        returns (bytes memory)
    {
        // At most the largest uint96.
        bytes memory signature =
            _long(_comparisonSignature(_clientKey(signer), address(DEOPENCHAT), spot.provider, other, uint96(total)));
        return abi.encodeCall(DEOPENCHAT.compare, (spot.provider, other, spot.client, uint96(total), signature));
    }
}
