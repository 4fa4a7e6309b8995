// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDeopenchat} from "../../src/interfaces/IDeopenchat.sol";
import {Prices, ProviderDetails} from "../../src/interfaces/IRegistry.sol";
import {Receiver} from "../mocks/Receiver.sol";
import {StrangeToken} from "../mocks/StrangeToken.sol";
import {Signing} from "../support/Signing.sol";
import {Vm} from "../support/Vm.sol";
import {Dice} from "./Dice.sol";
import {Ledger} from "./Ledger.sol";
import {Offers, Rates, Reigns} from "./ledger/Notices.sol";
import {Pairs} from "./ledger/Pairs.sol";
import {Standings} from "./ledger/Standings.sol";

/// @notice Who takes part, which account a move is about, and how a call is sent.
abstract contract People is Signing, Standings {
    using Dice for Dice.Cup;
    using Offers for Offers.Offer[];
    using Pairs for Pairs.Pair;
    using Rates for Rates.Rate[];
    using Reigns for Reigns.Reign[];

    /// @notice The account of a provider and a client; `key` is the number of the client's key.
    struct Spot {
        address provider;
        address client;
        uint256 key;
    }

    uint256 internal constant PROVIDERS = 3;
    uint256 internal constant CLIENTS = 4;
    uint256 internal constant OPERATORS = 6;
    bytes32 internal constant MODEL = keccak256("model");

    IDeopenchat internal immutable DEOPENCHAT;
    StrangeToken internal immutable TOKEN;

    address[] internal providers;
    address[] internal owners;
    address[] internal treasuries;
    address[] internal people; // all of them, once each
    address[] internal clients;
    address[] internal operators;
    address internal stranger = address(uint160(uint256(keccak256("stranger"))));
    bytes[] internal publicKeys;
    uint256[] private _clientKeys;
    uint256[] private _operatorKeys;

    Spot internal focus;
    uint256[] internal borders; // times at which some rule changes
    address internal sulking; // an owner that refuses money for a while
    uint256 private _calls;

    /// @dev `token` is zero for the native coin.
    constructor(IDeopenchat deopenchat, StrangeToken token) Ledger(deopenchat.withdrawalDelay()) {
        DEOPENCHAT = deopenchat;
        TOKEN = token;
        for (uint256 i = 0; i < OPERATORS; ++i) {
            _operatorKeys.push(0x0b00 + i);
            operators.push(vm.addr(_operatorKeys[i]));
        }
        // The first provider and the first two owners are wallets with code, which re-enter.
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            providers.push(i == 0 ? address(new Receiver(deopenchat)) : _person("provider", i));
            _enlist(providers[i], i);
        }
        for (uint256 i = 0; i < CLIENTS; ++i) {
            owners.push(i < 2 ? address(new Receiver(deopenchat)) : _person("owner", i));
            _makeClient(0xc000 + i);
        }
        // One provider buys from others, and from itself: it is paid as a provider and as an owner.
        owners.push(providers[1]);
        treasury = deopenchat.fee().treasury;
        treasuries.push(treasury);
        treasuries.push(_person("treasury", 1));
        _addPeople(providers, PROVIDERS);
        _addPeople(owners, CLIENTS); // the last owner is a provider
        _addPeople(treasuries, treasuries.length);
        _rates.push(Rates.Rate(block.timestamp, 0));
        focus = Spot(providers[0], clients[0], 0);
    }

    function balanceOf(address person) internal view returns (uint256) {
        return address(TOKEN) == address(0) ? person.balance : TOKEN.balanceOf(person);
    }

    /// @dev Many moves are about the same account as the one before, so that they meet.
    function _spot(uint256 where, uint256 what) internal returns (Spot memory) {
        uint256 draw = uint256(keccak256(abi.encode(where, what)));
        if (draw % 8 < 3) return focus;
        if (draw % 8 < 6) return _spotWhere(where, what, Pairs.isOpen);
        return _turnTo(draw / 8);
    }

    /// @dev An account of which something holds, else the one before; now and then just any.
    function _spotWhere(uint256 where, uint256 what, function(Pairs.Pair storage) view returns (bool) holds)
        internal
        returns (Spot memory)
    {
        uint256 start = uint256(keccak256(abi.encode(what, where)));
        uint256 tries = start % 16 == 0 ? 0 : PROVIDERS * CLIENTS;
        for (uint256 i = start / 16; i < start / 16 + tries; ++i) {
            if (holds(_pairs[_provider(i)][clients[i / PROVIDERS % CLIENTS]])) return _turnTo(i);
        }
        return tries == 0 ? _turnTo(start / 16) : focus;
    }

    function _pairAt(Spot memory spot) internal view returns (Pairs.Pair storage) {
        return _pairs[spot.provider][spot.client];
    }

    /// @dev Every client key belongs to one owner, who mostly acts; then the present owner of the account, then anybody. A new
    /// account is as often squatted as not.
    function _ownerAt(Spot memory spot, uint256 who) internal view returns (address) {
        uint256 draw = uint256(keccak256(abi.encode(who))) % 8;
        if (draw < 4) return owners[spot.key];
        address present = _pairAt(spot).owner;
        return draw < 7 && present != address(0) ? present : owners[who % owners.length];
    }

    function _provider(uint256 seed) internal view returns (address) {
        return providers[seed % PROVIDERS];
    }

    function _otherProvider(address provider, uint256 seed) internal view returns (address) {
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            if (providers[i] == provider) return providers[(i + 1 + seed % (PROVIDERS - 1)) % PROVIDERS];
        }
        return providers[0];
    }

    function _clientKey(uint256 key) internal view returns (uint256) {
        return _clientKeys[key % CLIENTS];
    }

    function _operatorKey(uint256 operator) internal view returns (uint256) {
        return _operatorKeys[operator];
    }

    function _afterDelay() internal returns (uint256 time) {
        time = block.timestamp + DELAY;
        borders.push(time);
    }

    /// @dev Sends a call that must succeed exactly if it is allowed; only who refuses its money stops itself. A wallet with code calls again while it is paid: the same if
    /// that brings no money, else for its credit. A token tells the payer before it moves: who takes money out meanwhile
    /// spoils its own deposit.
    function _send(address caller, uint256 money, bytes memory data, bool allowed) internal returns (bool succeeded) {
        bool greedy = money != 0 && caller.code.length > 0 && ++_calls % 4 == 0;
        uint256 prey = greedy ? creditOf[caller] : 0;
        if (address(TOKEN) != address(0) && prey > 0) allowed = false;
        _arm(caller, money == 0 ? data : greedy ? abi.encodeCall(DEOPENCHAT.collectCredit, ()) : bytes(""));
        succeeded = _call(caller, _fund(caller, money), data);
        _arm(caller, "");
        if (!succeeded && caller == sulking) return false;
        vm.assertEq(succeeded, allowed, "a call succeeds exactly if the rules allow it");
        if (!succeeded || prey == 0) return succeeded;
        creditOf[caller] -= prey;
        received[caller] += prey;
    }

    /// @dev Too little native coin, or some where a token is pulled: nothing may come of it.
    function _sendWrongMoney(address caller, uint256 money, bytes memory data) internal {
        uint256 value = 1;
        if (address(TOKEN) != address(0)) {
            vm.deal(caller, 1);
            TOKEN.mint(caller, money);
            minted[caller] += money;
        } else {
            value = money - 1;
            vm.deal(caller, caller.balance + value);
            minted[caller] += value;
        }
        vm.assertTrue(!_call(caller, value, data), "no call succeeds with the wrong money");
    }

    function _arm(address wallet, bytes memory data) internal {
        if (wallet.code.length > 0) Receiver(payable(wallet)).replay(data);
    }

    function _details(uint256 operator) internal view returns (ProviderDetails memory) {
        return ProviderDetails("https://gateway.example", operators[operator], bytes32(0), "");
    }

    /// @dev Mints what a call may cost to its sender. A payment in native coin is always a little too large, so that something
    /// returns.
    function _fund(address caller, uint256 money) private returns (uint256 value) {
        if (money == 0) return 0;
        if (address(TOKEN) != address(0)) {
            TOKEN.mint(caller, money);
            minted[caller] += money;
        } else {
            value = money + 7;
            vm.deal(caller, caller.balance + value);
            minted[caller] += value;
        }
    }

    function _call(address caller, uint256 value, bytes memory data) private returns (bool succeeded) {
        vm.prank(caller);
        (succeeded,) = address(DEOPENCHAT).call{value: value}(data);
    }

    function _turnTo(uint256 index) private returns (Spot memory) {
        uint256 key = index / PROVIDERS % CLIENTS;
        focus = Spot(_provider(index), clients[key], key);
        return focus;
    }

    function _enlist(address provider, uint256 operator) private {
        vm.startPrank(provider);
        DEOPENCHAT.registerProvider(_details(operator));
        DEOPENCHAT.listModel("model", 0, 1, Prices(0, 3000, 0));
        vm.stopPrank();
        _reigns[provider].begin(operator);
        _offers[provider].ask([uint256(0), 3000, 0], DELAY);
        heartbeatAt[provider] = block.timestamp;
    }

    function _addPeople(address[] storage some, uint256 count) private {
        for (uint256 i = 0; i < count; ++i) {
            people.push(some[i]);
        }
    }

    function _makeClient(uint256 key) private {
        Vm.Wallet memory wallet = vm.createWallet(key);
        _clientKeys.push(key);
        clients.push(wallet.addr);
        publicKeys.push(abi.encode(wallet.publicKeyX, wallet.publicKeyY));
    }

    function _person(string memory name, uint256 index) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(name, index)))));
    }
}
