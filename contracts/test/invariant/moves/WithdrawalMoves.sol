// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Receiver} from "../../mocks/Receiver.sol";
import {Dice} from "../Dice.sol";
import {People} from "../People.sol";
import {Reigns} from "../ledger/Notices.sol";
import {Pairs} from "../ledger/Pairs.sol";

/// @notice Ways for owners, and for everybody with credit, to get money out.
abstract contract WithdrawalMoves is People {
    using Dice for Dice.Cup;
    using Pairs for Pairs.Pair;
    using Reigns for Reigns.Reign[];

    /// @notice What is wrong with a release.
    enum Flaw {
        None,
        Nonce,
        Late,
        TooFar,
        Caller
    }

    function requestWithdrawal(uint256 who, uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spot(where, what);
        uint256 amount = dice.oneIn(4) ? type(uint96).max : dice.roll(3000);
        uint256 declared = dice.oneIn(2) ? 0 : _pairAt(spot).paidToProvider + dice.roll(300);
        if (declared > Pairs.MAX_MONEY || dice.oneIn(32)) declared = Pairs.MAX_MONEY;
        _requestWithdrawal(_ownerAt(spot, who), spot, amount, declared);
    }

    function cancelWithdrawal(uint256 who, uint256 where, uint256 what) external {
        Spot memory spot = _spotWhere(where, what, Pairs.isAsked);
        address caller = _ownerAt(spot, who);
        Pairs.Pair storage pair = _pairAt(spot);
        bool allowed = pair.owner == caller && pair.displaced == address(0) && pair.maturesAt != 0;
        bytes memory data = abi.encodeCall(DEOPENCHAT.cancelWithdrawal, (spot.provider, spot.client));
        if (_send(caller, 0, data, allowed)) pair.forgetWithdrawal();
    }

    function finishWithdrawal(uint256 who, uint256 where, uint256 what) external {
        Spot memory spot = _spotWhere(where, what, who % 4 == 0 ? Pairs.isAsked : Pairs.isRipe);
        address owner = _pairAt(spot).owner;
        _finishWithdrawal(who % 3 == 0 ? spot.provider : who % 3 == 1 && owner != address(0) ? owner : stranger, spot);
    }

    /// @dev Mostly signed by the newest operator, whose signature holds at once; else by any.
    function release(uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spot(where, what);
        Pairs.Pair storage pair = _pairAt(spot);
        uint256 settled = pair.paidToProvider + dice.roll(400);
        if (settled > Pairs.MAX_MONEY || dice.oneIn(8)) settled = dice.roll(400);
        uint256 draw = dice.roll(12);
        Flaw flaw = draw < 4 ? Flaw(draw + 1) : Flaw.None;
        uint256 newest = _reigns[spot.provider].newest();
        uint256 operator = dice.oneIn(4) ? dice.roll(OPERATORS) : newest;
        address caller = flaw == Flaw.Caller || !pair.isOpen() ? stranger : pair.owner;
        bool allowed = pair.isOpen() && pair.displaced == address(0) && operator == newest && flaw == Flaw.None;
        if (!_send(caller, 0, _releaseCall(spot, settled, flaw, operator), allowed)) return;
        _earn(caller, spot.provider, pair.showTotal(settled));
        _pay(caller, pair.owner, pair.payOwner(type(uint256).max));
        ++pair.nonce;
        pair.order = 0;
        pair.forgetWithdrawal();
    }

    /// @dev The first who has credit, if there is anybody; now and then just anybody.
    function collectCredit(uint256 who) external {
        uint256 index = who % people.length;
        for (uint256 i = 0; i < people.length && who % 8 != 0 && creditOf[people[index]] == 0; ++i) {
            index = (index + 1) % people.length;
        }
        _collect(people[index]);
    }

    /// @dev A wallet that refuses money stops nobody but itself.
    function sulk(uint256 where, uint256 what) external {
        sulking = owners[1];
        Receiver(payable(sulking)).refuse(true);
        Spot memory spot = _spotWhere(where, what, Pairs.isRipe);
        _collect(sulking);
        _finishWithdrawal(sulking, spot);
        _finishWithdrawal(stranger, spot);
        Receiver(payable(sulking)).refuse(false);
        sulking = address(0);
    }

    function _requestWithdrawal(address caller, Spot memory spot, uint256 amount, uint256 declared) internal {
        Pairs.Pair storage pair = _pairAt(spot);
        // Both are at most the largest uint96.
        bytes memory data = abi.encodeCall(
            DEOPENCHAT.requestWithdrawal, (spot.provider, spot.client, uint96(amount), uint96(declared))
        );
        bool allowed = pair.owner == caller && pair.displaced == address(0) && amount > 0;
        if (!_send(caller, 0, data, allowed)) return;
        pair.ask(amount, declared, _afterDelay());
        borders.push(block.timestamp + DELAY + WINDOW);
    }

    function _finishWithdrawal(address caller, Spot memory spot) internal {
        Pairs.Pair storage pair = _pairAt(spot);
        bytes memory data = abi.encodeCall(DEOPENCHAT.finishWithdrawal, (spot.provider, spot.client));
        if (!_send(caller, 0, data, _mayFinish(pair))) return;
        _earn(caller, spot.provider, pair.showTotal(pair.declared));
        bool own = pair.displaced == address(0);
        _pay(caller, own ? pair.owner : pair.displaced, pair.payOwner(pair.requested));
        if (own) pair.order = 0;
        pair.forgetWithdrawal();
    }

    function _collect(address payee) internal {
        uint256 amount = creditOf[payee];
        if (_send(payee, 0, abi.encodeCall(DEOPENCHAT.collectCredit, ()), amount > 0)) {
            creditOf[payee] -= amount;
            received[payee] += amount;
        }
    }

    /// @dev A displaced owner has no second chance: its withdrawal never lapses.
    function _mayFinish(Pairs.Pair storage pair) private view returns (bool) {
        if (pair.maturesAt == 0 || block.timestamp < pair.maturesAt) return false;
        return pair.displaced != address(0) || block.timestamp < pair.maturesAt + WINDOW;
    }

    function _releaseCall(Spot memory spot, uint256 settled, Flaw flaw, uint256 operator)
        private
        view
        returns (bytes memory)
    {
        // A nonce counts releases, a deadline is a time of now: both fit into 64 bits, and a total into 96.
        uint64 nonce = uint64(_pairAt(spot).nonce + (flaw == Flaw.Nonce ? 1 : 0));
        uint64 deadline = uint64(block.timestamp + 600);
        if (flaw == Flaw.Late) deadline = uint64(block.timestamp - 1);
        if (flaw == Flaw.TooFar) ++deadline;
        bytes memory signature = _short(
            _releaseSignature(
                _operatorKey(operator),
                address(DEOPENCHAT),
                spot.provider,
                spot.client,
                uint96(settled),
                nonce,
                deadline
            )
        );
        return
            abi.encodeCall(
                DEOPENCHAT.release, (spot.provider, spot.client, uint96(settled), nonce, deadline, signature)
            );
    }
}
