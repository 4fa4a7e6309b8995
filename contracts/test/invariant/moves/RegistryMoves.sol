// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Prices} from "../../../src/interfaces/IRegistry.sol";
import {Dice} from "../Dice.sol";
import {People} from "../People.sol";
import {Offers, Reigns} from "../ledger/Notices.sol";

/// @notice Prices, operators, signs of life.
abstract contract RegistryMoves is People {
    using Dice for Dice.Cup;
    using Offers for Offers.Offer[];
    using Reigns for Reigns.Reign[];

    /// @dev Each price stays, falls or rises by itself.
    function listModel(uint256 where, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        address provider = _provider(where);
        uint256[3] memory wanted = _offers[provider].inForce().prices;
        for (uint256 i = 0; i < 3; ++i) {
            if (dice.oneIn(2)) wanted[i] = dice.oneIn(4) ? wanted[i] / 2 : dice.roll(6000);
        }
        _listModel(dice.oneIn(16) ? stranger : provider, provider, wanted);
    }

    /// @dev Mostly to come back at once, at the same prices, for whoever waits for the notice.
    function unlistModel(uint256 where, uint256 seed) external {
        address provider = _provider(where);
        Offers.Offer[] storage offers = _offers[provider];
        bool allowed = offers.inForce().listed || offers.hasComing();
        if (!_send(provider, 0, abi.encodeCall(DEOPENCHAT.unlistModel, (MODEL)), allowed)) return;
        offers.end();
        if (seed % 4 != 0) _listModel(provider, provider, offers.inForce().prices);
    }

    function nameOperator(uint256 where, uint256 seed) external {
        address provider = _provider(where);
        uint256 operator = seed % OPERATORS;
        if (!_send(provider, 0, abi.encodeCall(DEOPENCHAT.updateProvider, (_details(operator))), true)) return;
        _reigns[provider].name(operator, DELAY);
        borders.push(block.timestamp + DELAY);
        borders.push(block.timestamp + 2 * DELAY);
    }

    /// @dev Whoever is registered cannot do it again.
    function heartbeat(uint256 where) external {
        _send(_provider(where), 0, abi.encodeCall(DEOPENCHAT.registerProvider, (_details(0))), false);
        address caller = where % 8 == 0 ? stranger : _provider(where);
        if (_send(caller, 0, abi.encodeCall(DEOPENCHAT.heartbeat, ()), caller != stranger)) {
            heartbeatAt[caller] = block.timestamp;
        }
    }

    function _listModel(address caller, address provider, uint256[3] memory wanted) private {
        // Below 2^96.
        Prices memory prices = Prices(uint96(wanted[0]), uint96(wanted[1]), uint96(wanted[2]));
        bytes memory data = abi.encodeCall(DEOPENCHAT.listModel, ("model", 0, 1, prices));
        if (!_send(caller, 0, data, caller == provider)) return;
        _offers[provider].ask(wanted, DELAY);
        borders.push(block.timestamp + DELAY);
    }
}
