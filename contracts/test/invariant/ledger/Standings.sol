// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ledger} from "../Ledger.sol";
import {Pairs} from "./Pairs.sol";

/// @notice What became known of providers. Not kept: added up from the accounts that it follows from.
abstract contract Standings is Ledger {
    struct Standing {
        uint256 money;
        uint256 rounds;
        uint256 ktokens;
        uint256 clients;
        uint256 flagged;
        uint256 contested;
        uint256 compared;
        uint256 preferred;
    }

    mapping(address client => mapping(address preferred => mapping(address other => uint256))) internal _said;

    function _standing(address provider, address[] storage providers, address[] storage clients)
        internal
        view
        returns (Standing memory standing)
    {
        for (uint256 i = 0; i < clients.length; ++i) {
            Pairs.Pair storage pair = _pairs[provider][clients[i]];
            standing.contested += pair.burned;
            if (pair.paidToProvider == 0) continue;
            standing.money += pair.paidToProvider;
            standing.rounds += pair.rounds;
            standing.ktokens += pair.ktokens;
            ++standing.clients;
            standing.flagged += pair.flagged;
            _addComparisons(standing, provider, providers, clients[i]);
        }
        _stopAtMost(standing);
    }

    function _addComparisons(Standing memory standing, address provider, address[] storage providers, address client)
        private
        view
    {
        for (uint256 i = 0; i < providers.length; ++i) {
            uint256 won = _said[client][provider][providers[i]];
            standing.preferred += won;
            standing.compared += won + _said[client][providers[i]][provider];
        }
    }

    /// @dev Money counters stop at 96 bits; the others do not get that far here.
    function _stopAtMost(Standing memory standing) private pure {
        if (standing.money > Pairs.MAX_MONEY) standing.money = Pairs.MAX_MONEY;
        if (standing.flagged > Pairs.MAX_MONEY) standing.flagged = Pairs.MAX_MONEY;
        if (standing.contested > Pairs.MAX_MONEY) standing.contested = Pairs.MAX_MONEY;
        if (standing.compared > Pairs.MAX_MONEY) standing.compared = Pairs.MAX_MONEY;
        if (standing.preferred > Pairs.MAX_MONEY) standing.preferred = Pairs.MAX_MONEY;
    }
}
