// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Deopenchat} from "../../src/Deopenchat.sol";
import {ClaimRow, ClaimStatus} from "../../src/interfaces/IClaims.sol";
import {Prices, ProviderDetails} from "../../src/interfaces/IRegistry.sol";
import {Receiver} from "../mocks/Receiver.sol";
import {StrangeToken} from "../mocks/StrangeToken.sol";
import {Signing} from "../support/Signing.sol";
import {Vm} from "../support/Vm.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Plays providers, owners, clients and strangers against one deployment and writes every move into a ledger that
/// knows the rules but not the contract. Whatever the ledger says must happen, must happen; whatever it forbids must fail.
abstract contract Handler is Signing {
    using Ledger for Ledger.Pair;

    uint256 internal constant PROVIDERS = 3;
    uint256 internal constant CLIENTS = 4;
    uint256 private constant OWNERS = 4;
    uint256 private constant PRICE = 3;
    bytes32 private constant MODEL = keccak256("model");
    uint64 private constant WINDOW = 7 days;

    Deopenchat internal immutable DEOPENCHAT;
    StrangeToken internal immutable TOKEN;
    uint64 internal immutable DELAY;

    address[] internal providers;
    address[] internal owners;
    address internal stranger = address(uint160(uint256(keccak256("stranger"))));
    uint256[] private _clientKeys;
    bytes[] private _publicKeys;
    address[] private _clients;
    uint256[] private _operatorKeys;

    mapping(address provider => mapping(address client => Ledger.Pair)) internal _pairs;
    mapping(address payee => uint256) internal creditOf;
    mapping(address person => uint256) internal received;
    mapping(address person => uint256) internal spent;
    mapping(address person => uint256) internal minted;
    uint256 internal donated;

    /// @dev `token` is zero for the native coin.
    constructor(Deopenchat deopenchat, StrangeToken token) {
        DEOPENCHAT = deopenchat;
        TOKEN = token;
        DELAY = deopenchat.withdrawalDelay();
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            // The first provider and the first two owners are wallets with code, which re-enter.
            providers.push(i == 0 ? address(new Receiver(deopenchat)) : _person("provider", i));
            _operatorKeys.push(0x0b00 + i);
            _enlist(providers[i], i);
        }
        for (uint256 i = 0; i < OWNERS; ++i) {
            owners.push(i < 2 ? address(new Receiver(deopenchat)) : _person("owner", i));
        }
        // One provider buys from another: it is paid as a provider and as an owner.
        owners.push(providers[1]);
        for (uint256 i = 0; i < CLIENTS; ++i) {
            _clientKeys.push(0xc000 + i);
            Vm.Wallet memory wallet = vm.createWallet(_clientKeys[i]);
            _clients.push(wallet.addr);
            _publicKeys.push(abi.encode(wallet.publicKeyX, wallet.publicKeyY));
        }
    }

    // The moves.

    function fetch(uint256 who, uint256 where, uint256 what, uint256 ktokens, bool withBind) external {
        ktokens = ktokens % 1000 + 1;
        (address owner, address provider) = (_owner(who), _provider(where));
        bytes memory data = _fetchCall(owner, provider, what, ktokens, withBind);
        Ledger.Pair storage pair = _pairs[provider][_client(what)];
        bool mayBind = withBind && pair.rounds == 0 && pair.displaced == address(0);
        bool allowed = !pair.open || pair.owner == owner || mayBind;
        if (!_send(owner, ktokens * PRICE, data, allowed)) return;
        if (pair.open && pair.owner != owner) _displace(pair);
        pair.open = true;
        pair.owner = owner;
        pair.deposited += ktokens * PRICE;
        spent[owner] += ktokens * PRICE;
    }

    function depositFor(uint256 who, uint256 where, uint256 what, uint96 amount, bool rightOwner) external {
        (address payer, address provider, address client) = (_owner(who), _provider(where), _client(what));
        amount = amount % 1000;
        Ledger.Pair storage pair = _pairs[provider][client];
        address expected = rightOwner ? pair.owner : stranger;
        bool allowed = pair.open && rightOwner && amount > 0;
        bytes memory data = abi.encodeCall(DEOPENCHAT.depositFor, (provider, client, expected, amount));
        if (!_send(payer, amount, data, allowed)) return;
        pair.deposited += amount;
        spent[payer] += amount;
    }

    /// @dev A batch of up to eight rows: fresh totals, old ones, for this provider or another, some with broken signatures.
    function claim(uint256 where, uint256 seed) external {
        address provider = _provider(where);
        ClaimRow[] memory rows = new ClaimRow[](seed % 9);
        ClaimStatus[] memory expected = new ClaimStatus[](rows.length);
        uint256 paid = 0;
        for (uint256 i = 0; i < rows.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 rowPaid;
            (rows[i], expected[i], rowPaid) = _makeRow(provider, seed);
            paid += rowPaid;
        }
        bytes memory data = abi.encodeCall(DEOPENCHAT.claim, (provider, rows));
        _arm(provider, data);
        (bool succeeded, bytes memory answer) = address(DEOPENCHAT).call(data);
        _arm(provider, "");
        vm.assertTrue(succeeded, "a claim always succeeds");
        ClaimStatus[] memory statuses = abi.decode(answer, (ClaimStatus[]));
        for (uint256 i = 0; i < rows.length; ++i) {
            vm.assertEq(uint256(statuses[i]), uint256(expected[i]), "status of a row");
        }
        received[provider] += paid;
    }

    function requestWithdrawal(uint256 who, uint256 where, uint256 what, uint96 amount, uint96 declared) external {
        (address caller, address provider, address client) = (_owner(who), _provider(where), _client(what));
        Ledger.Pair storage pair = _pairs[provider][client];
        amount = amount % 4 == 0 ? type(uint96).max : amount % 3000;
        declared = declared % 16 == 0 ? type(uint96).max : declared % 3000;
        bool allowed = pair.open && pair.owner == caller && pair.displaced == address(0) && amount > 0;
        bytes memory data = abi.encodeCall(DEOPENCHAT.requestWithdrawal, (provider, client, amount, declared));
        if (!_send(caller, 0, data, allowed)) return;
        pair.requestedAt = block.timestamp;
        pair.requested = amount;
        pair.declared = declared;
    }

    function cancelWithdrawal(uint256 who, uint256 where, uint256 what) external {
        (address caller, address provider, address client) = (_owner(who), _provider(where), _client(what));
        Ledger.Pair storage pair = _pairs[provider][client];
        bool allowed = pair.open && pair.owner == caller && pair.displaced == address(0) && pair.requestedAt != 0;
        if (_send(caller, 0, abi.encodeCall(DEOPENCHAT.cancelWithdrawal, (provider, client)), allowed)) {
            pair.forgetWithdrawal();
        }
    }

    function finishWithdrawal(uint256 who, uint256 where, uint256 what) external {
        (address provider, address client) = (_provider(where), _client(what));
        address caller = who % 3 == 0 ? provider : who % 3 == 1 ? _pairs[provider][client].owner : stranger;
        if (caller == address(0)) caller = stranger;
        _finish(caller, provider, client);
    }

    function release(uint256 where, uint256 what, uint96 settled, uint256 wrong) external {
        settled = settled % 3000;
        wrong = wrong % 8;
        (address provider, address client) = (_provider(where), _client(what));
        bytes memory data = _releaseCall(provider, client, settled, wrong, _operatorKeys[where % PROVIDERS]);
        Ledger.Pair storage pair = _pairs[provider][client];
        address caller = wrong == 3 || !pair.open ? stranger : pair.owner;
        bool allowed = pair.open && pair.displaced == address(0) && wrong > 3;
        if (!_send(caller, 0, data, allowed)) return;
        _pay(caller, provider, pair.showTotal(settled));
        _pay(caller, pair.owner, pair.payOwner(type(uint256).max));
        ++pair.nonce;
        pair.forgetWithdrawal();
    }

    function collectCredit(uint256 who) external {
        uint256 index = who % (PROVIDERS + owners.length);
        _collect(index < PROVIDERS ? providers[index] : owners[index - PROVIDERS]);
    }

    function changeOperator(uint256 where) external {
        uint256 index = where % PROVIDERS;
        _operatorKeys[index] = uint256(keccak256(abi.encode(_operatorKeys[index])));
        vm.prank(providers[index]);
        DEOPENCHAT.updateProvider(_details(index));
    }

    /// @dev Money that arrives without a purpose, as from a contract that destroys itself.
    function donate(uint96 amount) external {
        amount = amount % 1000;
        donated += amount;
        if (address(TOKEN) == address(0)) vm.deal(address(DEOPENCHAT), address(DEOPENCHAT).balance + amount);
        else TOKEN.mint(address(DEOPENCHAT), amount);
    }

    function waitSome(uint256 seconds_) external {
        uint256[5] memory spans = [uint256(1), DELAY - 1, DELAY, DELAY + WINDOW - 1, DELAY + WINDOW];
        vm.warp(block.timestamp + spans[seconds_ % 5]);
    }

    // The end: everybody leaves.

    function everybodyLeaves() external {
        for (uint256 round = 0; round < 2; ++round) {
            _forEachPair(_askForEverything);
            vm.warp(block.timestamp + DELAY);
            _forEachPair(_finishIfPending);
        }
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            _collect(providers[i]);
        }
        for (uint256 i = 0; i < owners.length; ++i) {
            _collect(owners[i]);
        }
    }

    function balanceOf(address person) internal view returns (uint256) {
        return address(TOKEN) == address(0) ? person.balance : TOKEN.balanceOf(person);
    }

    // Parts of the moves.

    function _fetchCall(address owner, address provider, uint256 what, uint256 ktokens, bool withBind)
        private
        view
        returns (bytes memory)
    {
        bytes memory bind = withBind ? _bind(_clientKey(what), address(DEOPENCHAT), provider, owner) : bytes("");
        bytes memory publicKey = _publicKeys[what % CLIENTS];
        return abi.encodeCall(DEOPENCHAT.fetchTokens, (provider, MODEL, uint64(ktokens), publicKey, bind));
    }

    /// @dev The old owner's money waits out the delay, whatever it had asked for before.
    function _displace(Ledger.Pair storage pair) private {
        uint256 escrow = pair.escrow();
        pair.forgetWithdrawal();
        if (escrow == 0) return;
        pair.requestedAt = block.timestamp;
        pair.requested = escrow;
        pair.displaced = pair.owner;
    }

    function _makeRow(address provider, uint256 seed)
        private
        returns (ClaimRow memory row, ClaimStatus status, uint256 paid)
    {
        bool strange = seed % 16 == 0;
        address named = strange ? stranger : provider;
        uint256 clientKey = _clientKey(seed >> 8);
        uint96 total = uint96((seed >> 16) % 4000);
        uint64 rounds = uint64(seed >> 64);
        if ((seed >> 12) % 4 != 0) rounds %= 5000;
        row = _row(clientKey, address(DEOPENCHAT), named, total, rounds, uint96(seed >> 128), bytes32(seed));
        if ((seed >> 4) % 16 == 0) {
            row.r = 0;
            return (row, ClaimStatus.BadSignature, 0);
        }
        Ledger.Pair storage pair = _pairs[provider][_client(seed >> 8)];
        if (strange || !pair.open) return (row, ClaimStatus.UnknownAccount, 0);
        if (total <= pair.paidToProvider) return (row, ClaimStatus.Stale, 0);
        paid = pair.showTotal(total);
        if (paid > 0) pair.countRounds(rounds);
        status = pair.paidToProvider == total ? ClaimStatus.Paid : ClaimStatus.Capped;
    }

    /// @dev `wrong` 0, 1, 2 break the nonce, the deadline, the signer.
    function _releaseCall(address provider, address client, uint96 settled, uint256 wrong, uint256 operatorKey)
        private
        view
        returns (bytes memory)
    {
        uint64 nonce = uint64(_pairs[provider][client].nonce + (wrong == 0 ? 1 : 0));
        uint64 deadline = uint64(block.timestamp + (wrong == 1 ? 601 : 600));
        uint256 key = wrong == 2 ? 0xbad : operatorKey;
        bytes memory signature =
            _short(_releaseSignature(key, address(DEOPENCHAT), provider, client, settled, nonce, deadline));
        return abi.encodeCall(DEOPENCHAT.release, (provider, client, settled, nonce, deadline, signature));
    }

    function _finish(address caller, address provider, address client) private {
        Ledger.Pair storage pair = _pairs[provider][client];
        bool mature = pair.requestedAt != 0 && block.timestamp >= pair.requestedAt + DELAY;
        bool lapsed = pair.displaced == address(0) && block.timestamp >= pair.requestedAt + DELAY + WINDOW;
        bytes memory data = abi.encodeCall(DEOPENCHAT.finishWithdrawal, (provider, client));
        if (!_send(caller, 0, data, mature && !lapsed)) return;
        _pay(caller, provider, pair.showTotal(pair.declared));
        address payee = pair.displaced == address(0) ? pair.owner : pair.displaced;
        _pay(caller, payee, pair.payOwner(pair.requested));
        pair.forgetWithdrawal();
    }

    function _collect(address payee) private {
        uint256 amount = creditOf[payee];
        if (_send(payee, 0, abi.encodeCall(DEOPENCHAT.collectCredit, ()), amount > 0)) {
            creditOf[payee] = 0;
            received[payee] += amount;
        }
    }

    function _askForEverything(address provider, address client) private {
        Ledger.Pair storage pair = _pairs[provider][client];
        if (!pair.open || pair.displaced != address(0)) return;
        bytes memory data = abi.encodeCall(DEOPENCHAT.requestWithdrawal, (provider, client, type(uint96).max, 0));
        _send(pair.owner, 0, data, true);
        pair.requestedAt = block.timestamp;
        pair.requested = type(uint96).max;
        pair.declared = 0;
    }

    function _finishIfPending(address provider, address client) private {
        if (_pairs[provider][client].requestedAt != 0) _finish(stranger, provider, client);
    }

    function _forEachPair(function(address, address) move) private {
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            for (uint256 j = 0; j < CLIENTS; ++j) {
                move(providers[i], _client(j));
            }
        }
    }

    /// @dev The caller of a function is sent its share, anybody else gets credit.
    function _pay(address caller, address payee, uint256 amount) private {
        if (caller == payee) received[payee] += amount;
        else creditOf[payee] += amount;
    }

    /// @dev Sends a call that must succeed exactly if it is allowed. A wallet with code sends the same again while it is paid.
    function _send(address caller, uint256 money, bytes memory data, bool allowed) private returns (bool) {
        uint256 value = 0;
        if (address(TOKEN) == address(0)) {
            // A payment in native coin is always a little too large, so that something returns.
            value = money == 0 ? 0 : money + 7;
            vm.deal(caller, caller.balance + value);
            minted[caller] += value;
        } else {
            TOKEN.mint(caller, money);
            minted[caller] += money;
        }
        _arm(caller, money == 0 ? data : bytes(""));
        vm.prank(caller);
        (bool succeeded,) = address(DEOPENCHAT).call{value: value}(data);
        _arm(caller, "");
        vm.assertEq(succeeded, allowed, "a call succeeds exactly if the rules allow it");
        return succeeded;
    }

    function _arm(address wallet, bytes memory data) private {
        if (wallet.code.length > 0) Receiver(payable(wallet)).replay(data);
    }

    function _enlist(address provider, uint256 index) private {
        vm.startPrank(provider);
        DEOPENCHAT.registerProvider(_details(index));
        DEOPENCHAT.listModel("model", 0, 1, Prices(0, uint96(PRICE * 1000), 0));
        vm.stopPrank();
    }

    function _details(uint256 index) private view returns (ProviderDetails memory) {
        return ProviderDetails("https://gateway.example", vm.addr(_operatorKeys[index]), bytes32(0), "");
    }

    function _person(string memory name, uint256 index) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(name, index)))));
    }

    function _owner(uint256 seed) private view returns (address) {
        return owners[seed % owners.length];
    }

    function _provider(uint256 seed) private view returns (address) {
        return providers[seed % PROVIDERS];
    }

    function _clientKey(uint256 seed) private view returns (uint256) {
        return _clientKeys[seed % CLIENTS];
    }

    function _client(uint256 seed) private view returns (address) {
        return _clients[seed % CLIENTS];
    }
}
