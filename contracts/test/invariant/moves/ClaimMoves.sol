// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow, ClaimStatus} from "../../../src/interfaces/IClaims.sol";
import {Dice} from "../Dice.sol";
import {People} from "../People.sol";
import {Pairs} from "../ledger/Pairs.sol";

/// @notice Confirmations turned into money.
abstract contract ClaimMoves is People {
    using Dice for Dice.Cup;
    using Pairs for Pairs.Pair;

    /// @notice What a client confirms, and for whom.
    struct Confirmed {
        address provider;
        uint256 key;
        uint256 total;
        uint256 rounds;
        uint256 tokens;
        bytes32 transcript;
    }

    /// @dev A batch of up to six rows: fresh totals, old ones, for this provider or another, some with broken signatures.
    function claim(uint256 where, uint256 what, uint256 seed) external {
        Spot memory spot = _spot(where, what);
        (ClaimRow[] memory rows, ClaimStatus[] memory expected, uint256 paid) = _makeRows(spot, Dice.Cup(seed));
        bytes memory data = abi.encodeCall(DEOPENCHAT.claim, (spot.provider, rows));
        _arm(spot.provider, data);
        (bool succeeded, bytes memory answer) = address(DEOPENCHAT).call(data);
        _arm(spot.provider, "");
        vm.assertTrue(succeeded, "a claim always succeeds");
        _checkStatuses(answer, expected);
        _settleRows(spot.provider, paid);
    }

    /// @dev The provider gets one transfer, less one fee, whoever calls.
    function _settleRows(address provider, uint256 paid) internal {
        if (paid > 0) _earn(provider, provider, paid);
    }

    function _checkStatuses(bytes memory answer, ClaimStatus[] memory expected) internal pure {
        ClaimStatus[] memory statuses = abi.decode(answer, (ClaimStatus[]));
        vm.assertEq(statuses.length, expected.length, "a status for each row");
        for (uint256 i = 0; i < expected.length; ++i) {
            vm.assertEq(uint256(statuses[i]), uint256(expected[i]), "status of a row");
        }
    }

    /// @dev Rows of one provider, and what the ledger makes of them one after the other. The first is about the spot.
    function _makeRows(Spot memory spot, Dice.Cup memory dice)
        internal
        returns (ClaimRow[] memory rows, ClaimStatus[] memory expected, uint256 paid)
    {
        rows = new ClaimRow[](dice.roll(7));
        expected = new ClaimStatus[](rows.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            uint256 key = i == 0 ? spot.key : dice.roll(CLIENTS);
            uint256 rowPaid;
            (rows[i], expected[i], rowPaid) = _makeRow(spot.provider, key, dice);
            paid += rowPaid;
        }
    }

    /// @dev A confirmation a little above what the account paid, now and then below it or far beyond the escrow; its counts go on
    /// from those before, or are absurd.
    function _rollConfirmation(address provider, uint256 key, Dice.Cup memory dice)
        internal
        view
        returns (Confirmed memory confirmed)
    {
        Pairs.Pair storage pair = _pairs[provider][clients[key]];
        confirmed.provider = provider;
        confirmed.key = key;
        confirmed.total = pair.paidToProvider + dice.roll(400);
        if (dice.oneIn(16)) confirmed.total = dice.roll(6000);
        if (dice.oneIn(8)) confirmed.total = dice.roll(pair.paidToProvider + 1);
        if (confirmed.total > Pairs.MAX_MONEY) confirmed.total = Pairs.MAX_MONEY;
        confirmed.rounds = dice.oneIn(4) ? 0 : pair.rounds + dice.roll(9);
        if (dice.oneIn(16)) confirmed.rounds = dice.roll(2 ** 64);
        if (dice.oneIn(32)) confirmed.rounds = 2 ** 32 - dice.roll(2);
        confirmed.tokens = pair.ktokens * 1000 + dice.roll(5000);
        if (dice.oneIn(16)) confirmed.tokens = dice.roll(2 ** 96);
        confirmed.transcript = bytes32(dice.seed);
    }

    function _signedRow(Confirmed memory confirmed) internal view returns (ClaimRow memory) {
        // Each fits: a total of at most 96 bits, rounds rolled below 2^64, tokens below 2^96.
        return _row(
            _clientKey(confirmed.key),
            address(DEOPENCHAT),
            confirmed.provider,
            uint96(confirmed.total),
            uint64(confirmed.rounds),
            uint96(confirmed.tokens),
            confirmed.transcript
        );
    }

    /// @dev What the ledger pays for a confirmation.
    function _settleConfirmation(Confirmed memory confirmed) internal returns (uint256 paid) {
        Pairs.Pair storage pair = _pairs[confirmed.provider][clients[confirmed.key]];
        paid = pair.showTotal(confirmed.total);
        if (paid > 0) pair.count(confirmed.rounds, confirmed.tokens);
    }

    function _makeRow(address provider, uint256 key, Dice.Cup memory dice)
        private
        returns (ClaimRow memory row, ClaimStatus status, uint256 paid)
    {
        bool strange = dice.oneIn(16);
        Confirmed memory confirmed = _rollConfirmation(provider, key, dice);
        if (strange) confirmed.provider = stranger;
        row = _signedRow(confirmed);
        if (dice.oneIn(16)) {
            row.r = 0;
            return (row, ClaimStatus.BadSignature, 0);
        }
        Pairs.Pair storage pair = _pairs[provider][clients[key]];
        if (strange || !pair.isOpen()) return (row, ClaimStatus.UnknownAccount, 0);
        if (confirmed.total <= pair.paidToProvider) return (row, ClaimStatus.Stale, 0);
        paid = _settleConfirmation(confirmed);
        status = pair.paidToProvider == confirmed.total ? ClaimStatus.Paid : ClaimStatus.Capped;
    }
}
