// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDeopenchat} from "../../src/interfaces/IDeopenchat.sol";
import {Receiver} from "../mocks/Receiver.sol";
import {StrangeToken} from "../mocks/StrangeToken.sol";
import {People} from "./People.sol";
import {Jobs} from "./ledger/Jobs.sol";
import {Pairs} from "./ledger/Pairs.sol";
import {EscrowMoves} from "./moves/EscrowMoves.sol";
import {OrderMoves} from "./moves/OrderMoves.sol";
import {PrefundMoves} from "./moves/PrefundMoves.sol";
import {RegistryMoves} from "./moves/RegistryMoves.sol";
import {ReputationMoves} from "./moves/ReputationMoves.sol";
import {TimeMoves} from "./moves/TimeMoves.sol";
import {TreasuryMoves} from "./moves/TreasuryMoves.sol";
import {WithdrawalMoves} from "./moves/WithdrawalMoves.sol";

/// @notice Plays providers, owners, clients and strangers against one deployment and writes every move into a ledger that
/// knows the rules but not the contract. Whatever the ledger says must happen, must happen; whatever it forbids must fail.
abstract contract Handler is
    EscrowMoves,
    PrefundMoves,
    WithdrawalMoves,
    OrderMoves,
    ReputationMoves,
    RegistryMoves,
    TreasuryMoves,
    TimeMoves
{
    using Jobs for Jobs.Job;
    using Pairs for Pairs.Pair;

    /// @dev Every owner has set money aside for its client key, and one account with a provider: a campaign begins where people
    /// have begun.
    constructor(IDeopenchat deopenchat, StrangeToken token) People(deopenchat, token) {
        uint96[] memory limits = new uint96[](PROVIDERS);
        (limits[0], limits[1], limits[2]) = (1000, 2000, 3000);
        for (uint256 i = 0; i < CLIENTS; ++i) {
            _prefund(owners[i], 5000);
            _allowClient(owners[i], i, 1000, block.timestamp + 60 days);
            _allowProviders(owners[i], i, providers, limits);
            _fetch(owners[i], Spot(_provider(i), clients[i], i), 500, Bind.None);
        }
    }

    /// @notice The end: everybody takes out what is theirs. Two delays are enough for all, one for who was not displaced.
    function everybodyLeaves() external {
        sulking = address(0);
        Receiver(payable(owners[1])).refuse(false);
        for (uint256 i = 0; i < _jobs.length; ++i) {
            if (_jobs[i].isOpen()) _returnOrder(_jobs[i].owner, i);
        }
        for (uint256 round = 0; round < 2; ++round) {
            _forEachPair(_askForEverything);
            vm.warp(block.timestamp + DELAY);
            _forEachPair(_decideIfOpen);
            _forEachPair(_finishIfPending);
        }
        for (uint256 i = 0; i < owners.length; ++i) {
            // A wallet with code takes it in two parts.
            if (prefunded[owners[i]] > 0) _withdrawPrefund(owners[i], (prefunded[owners[i]] + 1) / 2);
            if (prefunded[owners[i]] > 0) _withdrawPrefund(owners[i], prefunded[owners[i]]);
        }
        for (uint256 i = 0; i < people.length; ++i) {
            _collect(people[i]);
        }
    }

    function _askForEverything(Spot memory spot) private {
        Pairs.Pair storage pair = _pairAt(spot);
        if (!pair.isOpen() || pair.displaced != address(0)) return;
        _requestWithdrawal(pair.owner, spot, type(uint96).max, 0);
    }

    function _decideIfOpen(Spot memory spot) private {
        if (_pairAt(spot).asserted != 0) _finishProvisionalClaim(stranger, spot);
    }

    function _finishIfPending(Spot memory spot) private {
        if (_pairAt(spot).maturesAt != 0) _finishWithdrawal(stranger, spot);
    }

    function _forEachPair(function(Spot memory) move) private {
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            for (uint256 j = 0; j < CLIENTS; ++j) {
                move(Spot(providers[i], clients[j], j));
            }
        }
    }
}
