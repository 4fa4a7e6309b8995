// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow, ClaimStatus} from "../../../src/interfaces/IClaims.sol";
import {TopUpRow, TopUpStatus} from "../../../src/interfaces/IPrefunds.sol";
import {Dice} from "../Dice.sol";
import {Pairs} from "../ledger/Pairs.sol";
import {Purses} from "../ledger/Purses.sol";
import {ClaimMoves} from "./ClaimMoves.sol";

/// @notice Prefunded money and the client keys that move it.
abstract contract PrefundMoves is ClaimMoves {
    using Dice for Dice.Cup;
    using Pairs for Pairs.Pair;
    using Purses for Purses.Key;
    using Purses for Purses.Limit;

    mapping(address owner => uint256) internal prefunded;
    mapping(address owner => mapping(address client => Purses.Key)) internal _keys;
    mapping(address owner => mapping(address client => mapping(address provider => Purses.Limit))) internal _limits;

    function prefund(uint256 who, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        address owner = owners[who % owners.length];
        uint256 room = Pairs.MAX_MONEY - prefunded[owner];
        uint256 amount = dice.roll(2000);
        if (dice.oneIn(64)) amount = room;
        if (dice.oneIn(64) && room < Pairs.MAX_MONEY) amount = room + 1;
        if (amount > 0 && dice.oneIn(32)) _sendWrongMoney(owner, amount, _prefundCall(amount));
        else _prefund(owner, amount);
    }

    function withdrawPrefund(uint256 who, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        address owner = owners[who % owners.length];
        uint256 balance = prefunded[owner];
        uint256 amount = dice.oneIn(8) ? balance : dice.oneIn(8) ? balance + 1 : dice.roll(300);
        if (amount > Pairs.MAX_MONEY) amount = 0;
        _withdrawPrefund(owner, amount);
    }

    /// @dev Also for no time, for ever, and nothing at all.
    function allowClient(uint256 who, uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spot(where, what);
        uint256 perDay = dice.oneIn(16) ? 0 : dice.oneIn(8) ? Pairs.MAX_MONEY : dice.roll(1500);
        uint256 expiresAt = dice.oneIn(8) ? type(uint64).max : block.timestamp + dice.roll(40 days);
        _allowClient(_ownerAt(spot, who), spot.key, perDay, expiresAt);
    }

    /// @dev Sometimes for somebody who is no provider, or with lists of different lengths.
    function allowProviders(uint256 who, uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spot(where, what);
        address[] memory wanted = new address[](2);
        uint96[] memory limits = new uint96[](dice.oneIn(16) ? 1 : 2);
        (wanted[0], wanted[1]) = (spot.provider, dice.oneIn(16) ? stranger : _otherProvider(spot.provider, seed));
        for (uint256 i = 0; i < limits.length; ++i) {
            limits[i] = uint96(dice.oneIn(8) ? 0 : dice.oneIn(8) ? Pairs.MAX_MONEY : dice.roll(3000)); // at most the largest
        }
        _allowProviders(_ownerAt(spot, who), spot.key, wanted, limits);
    }

    function topUp(uint256 where, uint256 what, uint256 seed) external {
        Spot memory spot = _spot(where, what);
        (TopUpRow[] memory rows, TopUpStatus[] memory expected) = _makeTopUps(spot, Dice.Cup(seed));
        (bool succeeded, bytes memory answer) = address(DEOPENCHAT).call(abi.encodeCall(DEOPENCHAT.topUp, (rows)));
        vm.assertTrue(succeeded, "a top-up always succeeds");
        _checkTopUps(answer, expected);
    }

    /// @dev As a gateway sends it: first the money, then what it pays for.
    function topUpAndClaim(uint256 where, uint256 what, uint256 seed) external {
        Spot memory spot = _spot(where, what);
        Dice.Cup memory dice = Dice.Cup(seed);
        (TopUpRow[] memory topUps, TopUpStatus[] memory expectedTopUps) = _makeTopUps(spot, dice);
        (ClaimRow[] memory rows, ClaimStatus[] memory expected, uint256 paid) = _makeRows(spot, dice);
        bytes[] memory answers = _sendBoth(spot.provider, topUps, rows);
        _checkTopUps(answers[0], expectedTopUps);
        _checkStatuses(answers[1], expected);
        _settleRows(spot.provider, paid);
    }

    function _prefund(address owner, uint256 amount) internal {
        uint256 room = Pairs.MAX_MONEY - prefunded[owner];
        if (!_send(owner, amount, _prefundCall(amount), amount > 0 && amount <= room)) return;
        prefunded[owner] += amount;
        spent[owner] += amount;
    }

    function _allowClient(address owner, uint256 key, uint256 perDay, uint256 expiresAt) internal {
        // Both fit: at most the largest uint96, and the largest uint64.
        bytes memory data = abi.encodeCall(DEOPENCHAT.allowClient, (publicKeys[key], uint96(perDay), uint64(expiresAt)));
        if (!_send(owner, 0, data, true)) return;
        uint256 kept = expiresAt < 2 ** 40 ? expiresAt : 2 ** 40 - 1;
        _keys[owner][clients[key]].allow(perDay, kept);
        borders.push(kept);
    }

    function _allowProviders(address owner, uint256 key, address[] memory wanted, uint96[] memory limits) internal {
        bool allowed = wanted.length == limits.length;
        for (uint256 i = 0; i < wanted.length; ++i) {
            if (wanted[i] == stranger) allowed = false;
        }
        bytes memory data = abi.encodeCall(DEOPENCHAT.allowProviders, (clients[key], wanted, limits));
        if (!_send(owner, 0, data, allowed)) return;
        for (uint256 i = 0; i < wanted.length; ++i) {
            _limits[owner][clients[key]][wanted[i]].allow(limits[i]);
        }
    }

    /// @dev A wallet with code takes the same amount once more while it is paid.
    function _withdrawPrefund(address owner, uint256 amount) internal {
        bytes memory data = abi.encodeCall(DEOPENCHAT.withdrawPrefund, (uint96(amount))); // at most the largest uint96
        if (!_send(owner, 0, data, amount > 0 && amount <= prefunded[owner])) return;
        for (uint256 times = owner.code.length > 0 ? 2 : 1; times > 0 && amount <= prefunded[owner]; --times) {
            prefunded[owner] -= amount;
            received[owner] += amount;
        }
    }

    function _prefundCall(uint256 amount) private view returns (bytes memory) {
        return abi.encodeCall(DEOPENCHAT.prefund, (uint96(amount))); // at most the largest uint96
    }

    function _sendBoth(address provider, TopUpRow[] memory topUps, ClaimRow[] memory rows)
        private
        returns (bytes[] memory)
    {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(DEOPENCHAT.topUp, (topUps));
        calls[1] = abi.encodeCall(DEOPENCHAT.claim, (provider, rows));
        bytes memory data = abi.encodeCall(DEOPENCHAT.batch, (calls));
        _arm(provider, data);
        (bool succeeded, bytes memory answer) = address(DEOPENCHAT).call(data);
        _arm(provider, "");
        vm.assertTrue(succeeded, "a top-up that moves nothing stops no claim");
        return abi.decode(answer, (bytes[]));
    }

    function _checkTopUps(bytes memory answer, TopUpStatus[] memory expected) private pure {
        TopUpStatus[] memory statuses = abi.decode(answer, (TopUpStatus[]));
        vm.assertEq(statuses.length, expected.length, "a status for each top-up");
        for (uint256 i = 0; i < expected.length; ++i) {
            vm.assertEq(uint256(statuses[i]), uint256(expected[i]), "status of a top-up");
        }
    }

    /// @dev Up to three rows; the first is about the spot and its client's own owner.
    function _makeTopUps(Spot memory spot, Dice.Cup memory dice)
        private
        returns (TopUpRow[] memory rows, TopUpStatus[] memory expected)
    {
        rows = new TopUpRow[](dice.roll(4));
        expected = new TopUpStatus[](rows.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            uint256 key = i == 0 ? spot.key : dice.roll(CLIENTS);
            Spot memory target = Spot(i == 0 ? spot.provider : _provider(dice.roll(PROVIDERS)), clients[key], key);
            address owner = owners[dice.oneIn(8) ? dice.roll(owners.length) : key];
            (rows[i], expected[i]) = _makeTopUp(target, owner, dice);
        }
    }

    function _makeTopUp(Spot memory spot, address owner, Dice.Cup memory dice)
        private
        returns (TopUpRow memory row, TopUpStatus status)
    {
        uint256 total = _limits[owner][spot.client][spot.provider].moved + dice.roll(500);
        if (total > Pairs.MAX_MONEY || dice.oneIn(8)) total = dice.roll(1000);
        if (dice.oneIn(32)) total = Pairs.MAX_MONEY;
        uint256 deadline = dice.oneIn(16) ? block.timestamp - 1 : block.timestamp + dice.roll(2) * 3600;
        // A total of at most 96 bits and a time of now.
        row =
            _topUpRow(_clientKey(spot.key), address(DEOPENCHAT), owner, spot.provider, uint96(total), uint64(deadline));
        if (dice.oneIn(16)) {
            row.r = 0;
            return (row, TopUpStatus.BadSignature);
        }
        if (dice.oneIn(16)) {
            // Over other values than were signed: somebody else's signature, whom nobody allows anything.
            ++row.deadline;
            return (row, TopUpStatus.NotAllowed);
        }
        status = _settleTopUp(spot, owner, total, deadline);
    }

    function _settleTopUp(Spot memory spot, address owner, uint256 total, uint256 deadline)
        private
        returns (TopUpStatus)
    {
        Purses.Key storage key = _keys[owner][spot.client];
        Purses.Limit storage limit = _limits[owner][spot.client][spot.provider];
        if (key.perDay == 0 || limit.limit == 0) return TopUpStatus.NotAllowed;
        if (deadline < block.timestamp || key.expiresAt <= block.timestamp) return TopUpStatus.Expired;
        if (total <= limit.moved) return TopUpStatus.Stale;
        Pairs.Pair storage pair = _pairAt(spot);
        if (!pair.mayBind(owner)) return TopUpStatus.WrongOwner;
        uint256 asked = total - limit.moved;
        uint256 amount = _least([asked, key.leftToday(), limit.left(), prefunded[owner], pair.room()]);
        if (amount == 0) return TopUpStatus.Capped;
        key.move(limit, amount);
        prefunded[owner] -= amount;
        if (!pair.isOpen()) ++openedAccounts[spot.provider];
        pair.bind(owner, _afterDelay());
        pair.deposited += amount;
        return amount == asked ? TopUpStatus.Moved : TopUpStatus.Capped;
    }

    function _least(uint256[5] memory amounts) private pure returns (uint256 least) {
        least = amounts[0];
        for (uint256 i = 1; i < amounts.length; ++i) {
            if (amounts[i] < least) least = amounts[i];
        }
    }
}
