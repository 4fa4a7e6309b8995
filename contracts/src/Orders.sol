// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {ClaimRow, IClaims} from "./interfaces/IClaims.sol";
import {IDeopenchat} from "./interfaces/IDeopenchat.sol";
import {IDomain} from "./interfaces/IDomain.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IOrders, OrderState, OrderTerms, OrderView} from "./interfaces/IOrders.sol";
import {IRegistry, Prices} from "./interfaces/IRegistry.sol";
import {IWithdrawals} from "./interfaces/IWithdrawals.sol";
import {Messages} from "./libraries/Messages.sol";
import {PublicKeys} from "./libraries/PublicKeys.sol";
import {Requirements} from "./libraries/Requirements.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Totals} from "./libraries/Totals.sol";

/// @title The open market
/// @dev Where the stake is follows from the state: with the order while it is Open, in the escrow of (provider, client) from the
/// lock on, with the owner (or its credit) once Returned. It comes back from an escrow to the order only while the account still
/// names the order, which it does until the owner took money out of it in any way; an account names one order at a time.
abstract contract Orders is Books, IOrders {
    uint256 private constant MAX_LOCK_TIME = 30 days;
    uint256 private constant MAX_SERVE_TIME = 30 days;

    /// @inheritdoc IOrders
    function postOrder(
        OrderTerms calldata terms,
        bytes calldata clientPublicKey,
        bytes calldata bind,
        bytes calldata memo
    ) external payable returns (uint256 orderId) {
        if (_runsAtOwnAddress()) revert IDeopenchat.CalledDirectly(address(this));
        _checkBounds(terms);
        uint256 excess = _take(terms.stake);
        address client = _clientOf(clientPublicKey, bind);
        orderId = _post(terms, client);
        emit OrderPosted(orderId, msg.sender, client, terms, memo);
        _push(msg.sender, excess);
    }

    /// @inheritdoc IOrders
    function returnOrder(uint256 orderId) external {
        Order storage order_ = _orderIn(OrderState.Open, orderId);
        (address owner, uint96 stake) = (order_.owner, order_.stake);
        if (msg.sender != owner && block.timestamp < order_.lockUntil) {
            revert OrderStillOpen(order_.lockUntil, block.timestamp);
        }
        order_.state = OrderState.Returned;
        emit OrderReturned(orderId, owner, stake);
        _push(msg.sender, _due(owner, stake));
    }

    /// @inheritdoc IOrders
    function lockOrder(uint256 orderId, OrderTerms calldata terms) external {
        Order storage order_ = _orderIn(OrderState.Open, orderId);
        if (block.timestamp >= order_.lockUntil) revert OrderLockOver(order_.lockUntil, block.timestamp);
        _checkTerms(orderId, order_, terms);
        if (order_.provider == msg.sender || !_wants(terms.providers, msg.sender)) {
            revert ProviderNotWanted(orderId, msg.sender);
        }
        _checkPrices(terms.model, terms.maxPrices);
        if (!Requirements.areMet(terms.criteria, _records[msg.sender])) revert CriteriaNotMet(orderId, msg.sender);
        order_.state = OrderState.Locked;
        order_.provider = msg.sender;
        order_.serveUntil = _after(terms.serveSeconds);
        _records[msg.sender].ordersLocked = _oneMore(_records[msg.sender].ordersLocked);
        _stake(orderId, order_);
        emit OrderLocked(orderId, msg.sender, order_.client, order_.stake, order_.serveUntil);
    }

    /// @inheritdoc IOrders
    function finishOrder(uint256 orderId, ClaimRow[] calldata rows) external {
        Order storage order_ = _orderIn(OrderState.Locked, orderId);
        if (order_.provider != msg.sender) revert NotOrderProvider(order_.provider, msg.sender);
        if (rows.length > 1) revert IClaims.TooManyRows(1, rows.length);
        Account storage account_ = _accounts[msg.sender][order_.client];
        uint256 earned = rows.length == 0 ? 0 : _claimLast(account_, order_.client, rows[0]);
        uint96 returned = _free(account_);
        _takeBack(account_, returned);
        order_.state = OrderState.Finished;
        if (account_.claimed != order_.claimedBefore) {
            _records[msg.sender].ordersFinished = _oneMore(_records[msg.sender].ordersFinished);
        }
        emit OrderFinished(orderId, msg.sender, returned);
        _push(msg.sender, earned + _due(order_.owner, returned));
    }

    /// @inheritdoc IOrders
    function challengeOrder(uint256 orderId, OrderTerms calldata terms) external {
        Order storage order_ = _orderIn(OrderState.Locked, orderId);
        if (order_.owner != msg.sender) revert NotOrderOwner(order_.owner, msg.sender);
        if (order_.answered) revert OrderHasAnswer(orderId);
        if (order_.silentFrom != 0) revert OrderAskedBefore(order_.silentFrom);
        _checkTerms(orderId, order_, terms);
        uint40 silentFrom = _after(terms.silenceSeconds);
        if (silentFrom >= order_.serveUntil) {
            revert OrderAskedTooLate(order_.serveUntil - 1 - terms.silenceSeconds, block.timestamp);
        }
        order_.silentFrom = silentFrom;
        emit OrderChallenged(orderId, order_.provider, silentFrom);
    }

    /// @inheritdoc IOrders
    function answerChallenge(uint256 orderId, Messages.InferenceRequest calldata request, bytes calldata signature)
        external
    {
        Order storage order_ = _orderIn(OrderState.Locked, orderId);
        if (order_.answered) revert OrderHasAnswer(orderId);
        if (request.provider != order_.provider) revert NotOrderProvider(order_.provider, request.provider);
        _checkSigner(order_.client, Messages.inferenceRequest(request), signature);
        order_.answered = true;
        order_.silentFrom = 0;
        emit OrderAnswered(orderId, request.provider);
    }

    /// @inheritdoc IOrders
    function reopenOrder(uint256 orderId) external {
        Order storage order_ = _orderIn(OrderState.Locked, orderId);
        // Two wallets of one provider would hand it to and fro ahead of its owner.
        if (order_.owner != msg.sender) revert NotOrderOwner(order_.owner, msg.sender);
        if (order_.answered) revert OrderHasAnswer(orderId);
        if (order_.silentFrom == 0 || block.timestamp < order_.silentFrom) {
            revert OrderNotSilent(order_.silentFrom, block.timestamp);
        }
        (address silent, uint96 stake) = (order_.provider, order_.stake);
        Account storage account_ = _accounts[silent][order_.client];
        uint96 untouched = _untouched(orderId, order_, account_);
        if (untouched < stake) revert StakeNotWhole(orderId, stake, untouched);
        _takeBack(account_, stake);
        order_.state = OrderState.Open;
        order_.serveUntil = 0;
        order_.silentFrom = 0;
        _records[silent].ordersAbandoned = _oneMore(_records[silent].ordersAbandoned);
        emit OrderReopened(orderId, silent, stake);
    }

    /// @inheritdoc IOrders
    function publish(uint256 orderId, uint256 index, bytes calldata data) external {
        Order storage order_ = _orders[orderId];
        bool locker = order_.state == OrderState.Locked && order_.provider == msg.sender;
        // An order that was never posted has the zero address for an owner, which calls nothing.
        if (!locker && order_.owner != msg.sender) revert NotPartyOfOrder(orderId, msg.sender);
        emit OrderData(orderId, msg.sender, index, data);
    }

    /// @inheritdoc IOrders
    function orderCount() external view returns (uint256) {
        return _orderCount;
    }

    /// @inheritdoc IOrders
    function order(uint256 orderId) external view returns (OrderView memory) {
        Order storage order_ = _orders[orderId];
        return OrderView({
            state: _stateOf(order_),
            owner: order_.owner,
            client: order_.client,
            termsHash: order_.termsHash,
            stake: order_.stake,
            lockUntil: order_.lockUntil,
            provider: order_.provider,
            serveUntil: order_.serveUntil,
            silentFrom: order_.silentFrom,
            answered: order_.answered
        });
    }

    function _checkBounds(OrderTerms calldata terms) private view {
        if (terms.stake == 0) revert IEscrow.ZeroAmount();
        _checkTime(block.timestamp + 1, block.timestamp + MAX_LOCK_TIME, terms.lockUntil);
        _checkTime(1, MAX_SERVE_TIME, terms.serveSeconds);
        _checkTime(1, terms.serveSeconds, terms.silenceSeconds);
    }

    function _checkTime(uint256 minimum, uint256 maximum, uint256 actual) private pure {
        if (actual < minimum || actual > maximum) revert OrderTimeOutOfRange(minimum, maximum, actual);
    }

    /// @dev The client of this public key, whose signature named the caller the owner of all of its accounts.
    function _clientOf(bytes calldata publicKey, bytes calldata bind) private returns (address client) {
        (uint256 x, uint256 y) = PublicKeys.read(publicKey);
        client = PublicKeys.toAddress(x, y);
        address signer = Signatures.recover(_digest(Messages.bind(address(0), msg.sender)), bind);
        if (signer != client) revert IEscrow.WrongBindSigner(client, signer);
        _remember(client, x, y);
    }

    function _post(OrderTerms calldata terms, address client) private returns (uint256 orderId) {
        orderId = ++_orderCount;
        Order storage order_ = _orders[orderId];
        order_.termsHash = keccak256(abi.encode(terms));
        order_.owner = msg.sender;
        order_.stake = terms.stake;
        order_.client = client;
        order_.lockUntil = uint40(terms.lockUntil); // at most 30 days from now, in seconds
        order_.state = OrderState.Open;
    }

    /// @dev Makes the stake escrow of (caller, client), and lets it return by itself after the time to serve. While the escrow of
    /// somebody who was displaced waits in the account, there is no room for that: the owner asks for its withdrawal itself.
    function _stake(uint256 orderId, Order storage order_) private {
        (address client, address owner) = (order_.client, order_.owner);
        Account storage account_ = _accounts[msg.sender][client];
        if (account_.orderId != 0) revert AccountHasOrder(account_.orderId);
        _bind(msg.sender, client, owner);
        _deposit(msg.sender, client, order_.stake);
        account_.orderId = uint40(orderId); // ids count orders: 2^40 of them cannot be paid for
        order_.claimedBefore = account_.claimed;
        if (account_.beneficiary != address(0)) return;
        account_.withdrawing = type(uint96).max;
        account_.declaredTotal = 0;
        account_.maturesAt = order_.serveUntil + _delay();
        emit IWithdrawals.WithdrawalRequested(
            msg.sender, client, owner, type(uint96).max, 0, account_.maturesAt, _lapse(account_)
        );
    }

    /// @dev Settles one confirmation like a row of a claim: what it pays, counts and tells is the same.
    /// @return rest what the provider is due after the fee
    function _claimLast(Account storage account_, address client, ClaimRow calldata row)
        private
        returns (uint256 rest)
    {
        _checkConfirmation(client, row);
        bool first = account_.claimed == 0;
        uint96 paid = _settle(account_, uint96(Totals.cumulativeCost(row.totals))); // 96 bits, see Totals
        if (paid == 0) return 0;
        (uint256 rounds, uint256 ktokens) = _count(account_, row.totals);
        uint256 totals = Totals.pack(account_.claimed, account_.rounds, Totals.tokens(row.totals));
        emit IClaims.Claimed(msg.sender, client, totals, row.transcript);
        _record(msg.sender, paid, rounds, ktokens, first ? 1 : 0);
        (rest,) = _takeFee(paid);
    }

    function _checkConfirmation(address client, ClaimRow calldata row) private view {
        // Three numbers of one word: 96, 64 and 96 bits.
        bytes32 structHash = Messages.confirmation(
            msg.sender,
            uint96(Totals.cumulativeCost(row.totals)),
            uint64(Totals.rounds(row.totals)),
            uint96(Totals.tokens(row.totals)),
            row.transcript
        );
        address signer = Signatures.recover(_digest(structHash), row.r, row.vs);
        if (signer != client) revert IDomain.WrongSigner(client, signer);
    }

    function _count(Account storage account_, uint256 totals) private returns (uint256 rounds, uint256 ktokens) {
        (rounds, ktokens) = (account_.rounds, account_.ktokens);
        account_.rounds = _counted(Totals.rounds(totals), account_.rounds);
        account_.ktokens = _counted(Totals.tokens(totals) / 1000, account_.ktokens);
        // Neither falls.
        unchecked {
            (rounds, ktokens) = (account_.rounds - rounds, account_.ktokens - ktokens);
        }
    }

    /// @dev A count that falls, or leaves its field, is not taken over.
    function _counted(uint256 declared, uint32 before) private pure returns (uint32) {
        return declared > before && declared <= type(uint32).max ? uint32(declared) : before; // fits, see the condition
    }

    /// @dev What the order may take back: nothing once the provider was paid or asserts a claim, or the owner took money out.
    function _untouched(uint256 orderId, Order storage order_, Account storage account_) private view returns (uint96) {
        bool moved = account_.orderId != orderId || account_.claimed != order_.claimedBefore || _locked(account_) != 0;
        return moved ? 0 : _free(account_);
    }

    /// @dev A withdrawal stays pending for other money of the owner. What is held never comes back to it.
    function _takeBack(Account storage account_, uint96 amount) private {
        account_.escrow -= amount;
        account_.orderId = 0;
        if (account_.beneficiary == address(0) && _unlocked(account_) == 0) _clearWithdrawal(account_);
    }

    function _orderIn(OrderState expected, uint256 orderId) private view returns (Order storage order_) {
        order_ = _orders[orderId];
        OrderState actual = _stateOf(order_);
        if (actual != expected) revert WrongOrderState(orderId, expected, actual);
    }

    function _stateOf(Order storage order_) private view returns (OrderState) {
        OrderState state = order_.state;
        return state == OrderState.Locked && block.timestamp >= order_.serveUntil ? OrderState.Expired : state;
    }

    function _checkTerms(uint256 orderId, Order storage order_, OrderTerms calldata terms) private view {
        bytes32 actual = keccak256(abi.encode(terms));
        if (actual != order_.termsHash) revert WrongOrderTerms(orderId, order_.termsHash, actual);
    }

    function _wants(address[] calldata wanted, address provider_) private pure returns (bool) {
        for (uint256 i = 0; i < wanted.length; ++i) {
            if (wanted[i] == provider_) return true;
        }
        return wanted.length == 0;
    }

    /// @dev Only a registered provider ever listed a model.
    function _checkPrices(bytes32 model, Prices calldata maximum) private view {
        (bool listed, Prices memory actual) = _offer(_listings[msg.sender][model]);
        if (!listed) revert IRegistry.ModelNotListed(msg.sender, model);
        if (!_noneAbove(actual, maximum)) revert PriceAboveOrder(maximum, actual);
    }

    /// @dev Unix seconds: of now and of a uint32, far below 40 bits.
    function _after(uint32 time) private view returns (uint40) {
        return uint40(block.timestamp + time);
    }

    /// @dev Counters stop at what their field holds.
    function _oneMore(uint32 count) private pure returns (uint32) {
        return count == type(uint32).max ? count : count + 1;
    }
}
