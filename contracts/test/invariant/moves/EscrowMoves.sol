// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Dice} from "../Dice.sol";
import {People} from "../People.sol";
import {Offers} from "../ledger/Notices.sol";
import {Pairs} from "../ledger/Pairs.sol";

/// @notice Deposits and owners.
abstract contract EscrowMoves is People {
    using Dice for Dice.Cup;
    using Offers for Offers.Offer[];
    using Pairs for Pairs.Pair;

    enum Bind {
        None,
        ForProvider,
        ForAny,
        OfOtherClient,
        ForOtherOwner
    }

    function fetch(uint256 who, uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spot(where, what);
        _fetch(_ownerAt(spot, who), spot, dice.roll(1000), _rollBind(dice));
    }

    function depositFor(uint256 who, uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spot(where, what);
        Pairs.Pair storage pair = _pairAt(spot);
        address payer = _ownerAt(spot, who);
        address expected = dice.oneIn(8) ? stranger : pair.owner;
        uint256 amount = _rollDeposit(dice, pair.room());
        // 96 bits: what is rolled is at most one more than the room, and then cut off.
        bytes memory data =
            abi.encodeCall(DEOPENCHAT.depositFor, (spot.provider, spot.client, expected, uint96(amount)));
        if (amount > 0 && dice.oneIn(32)) return _sendWrongMoney(payer, amount, data);
        bool allowed = pair.isOpen() && expected == pair.owner && amount > 0 && amount <= pair.room();
        if (_send(payer, amount, data, allowed)) _deposit(spot, amount, payer, pair.owner, false);
    }

    function bindOwner(uint256 who, uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spot(where, what);
        Pairs.Pair storage pair = _pairAt(spot);
        address owner = _ownerAt(spot, who);
        Bind bind = _rollBind(dice);
        if (bind == Bind.None) bind = Bind.ForAny;
        if (dice.oneIn(2)) owner = owners[dice.roll(owners.length)];
        if (dice.oneIn(16)) owner = address(0);
        bytes memory data =
            abi.encodeCall(DEOPENCHAT.bindOwner, (spot.provider, spot.client, owner, _bindBytes(spot, owner, bind)));
        if (_send(stranger, 0, data, _binds(bind) && _mayBeBound(pair, owner))) {
            pair.bind(owner, _afterDelay());
        }
    }

    /// @dev Money that arrives without a purpose, as from a contract that destroys itself.
    function donate(uint256 amount) external {
        amount = amount % 1000;
        donated += amount;
        if (address(TOKEN) == address(0)) vm.deal(address(DEOPENCHAT), address(DEOPENCHAT).balance + amount);
        else TOKEN.mint(address(DEOPENCHAT), amount);
    }

    function _fetch(address owner, Spot memory spot, uint256 ktokens, Bind bind) internal {
        Pairs.Pair storage pair = _pairAt(spot);
        uint256 cost = _cost(spot.provider, ktokens);
        bytes memory data = abi.encodeCall(
            DEOPENCHAT.fetchTokens,
            (spot.provider, MODEL, uint64(ktokens), publicKeys[spot.key], _bindBytes(spot, owner, bind)) // rolled below 2^64
        );
        bool named = bind == Bind.None ? !pair.isOpen() || pair.owner == owner : _binds(bind) && pair.mayBind(owner);
        if (cost > 0 && ktokens % 32 == 0) return _sendWrongMoney(owner, cost, data);
        if (!_send(owner, cost, data, cost > 0 && named && cost <= pair.room())) return;
        _deposit(spot, cost, owner, owner, bind != Bind.None);
    }

    function _deposit(Spot memory spot, uint256 amount, address payer, address owner, bool bound) internal {
        Pairs.Pair storage pair = _pairAt(spot);
        if (!pair.isOpen()) ++openedAccounts[spot.provider];
        if (bound) pair.bind(owner, _afterDelay());
        else pair.owner = owner;
        pair.deposited += amount;
        spent[payer] += amount;
    }

    function _mayBeBound(Pairs.Pair storage pair, address owner) private view returns (bool) {
        return pair.isOpen() && owner != address(0) && pair.mayBind(owner);
    }

    /// @dev Zero if the model is not on the market.
    function _cost(address provider, uint256 ktokens) private view returns (uint256 cost) {
        (bool listed, uint256 price) = _offers[provider].tokenPrice();
        if (!listed) return 0;
        cost = ktokens * price / 1000;
        if (cost * 1000 < ktokens * price) ++cost;
    }

    /// @dev Now and then all that fits, or one more.
    function _rollDeposit(Dice.Cup memory dice, uint256 room) private pure returns (uint256) {
        if (dice.oneIn(64)) return room;
        if (dice.oneIn(64) && room < Pairs.MAX_MONEY) return room + 1;
        return dice.roll(1000);
    }

    function _rollBind(Dice.Cup memory dice) private pure returns (Bind) {
        uint256 draw = dice.roll(12);
        if (draw < 7) return Bind.None;
        if (draw < 9) return Bind.ForProvider;
        return draw == 9 ? Bind.ForAny : draw == 10 ? Bind.OfOtherClient : Bind.ForOtherOwner;
    }

    function _binds(Bind bind) private pure returns (bool) {
        return bind == Bind.ForProvider || bind == Bind.ForAny;
    }

    function _bindBytes(Spot memory spot, address owner, Bind bind) private view returns (bytes memory) {
        if (bind == Bind.None) return "";
        address provider = bind == Bind.ForAny ? address(0) : spot.provider;
        address named = bind == Bind.ForOtherOwner ? stranger : owner;
        return _bind(_clientKey(spot.key + (bind == Bind.OfOtherClient ? 1 : 0)), address(DEOPENCHAT), provider, named);
    }
}
