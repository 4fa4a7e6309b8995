// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Messages} from "../libraries/Messages.sol";
import {ClaimRow} from "./IClaims.sol";
import {Prices} from "./IRegistry.sol";

/// @notice What a provider's record must show to lock an order. Shares are basis points, compared as products, so a share of
/// nothing is met; what was contested at a provider that was never paid exceeds every share below 10,000.
/// @param minMoney base units that it was paid
/// @param minRounds confirmed rounds that it claimed
/// @param minClients accounts that paid it
/// @param minFinishedShare orders finished and paid for, of those locked
/// @param minPreferredShare value preferred, of that compared
/// @param maxFlaggedShare value flagged and contested, of that paid; 10,000 or more allows any
struct Criteria {
    uint96 minMoney;
    uint64 minRounds;
    uint64 minClients;
    uint16 minFinishedShare;
    uint16 minPreferredShare;
    uint16 maxFlaggedShare;
}

/// @notice What a client asks the open market for. Only the hash is stored: whoever acts on the order hands the terms in
/// again, as `OrderPosted` told them.
/// @param model keccak-256 of the model's name
/// @param stake base units, the most that it may cost
/// @param maxPrices the most that the provider may charge now
/// @param lockUntil unix seconds, at most 30 days ahead: when nobody has locked it by then, anyone may return the stake
/// @param serveSeconds time to serve after the lock, at most 30 days; then a withdrawal of what is left begins by itself
/// @param silenceSeconds how long a provider may stay silent when it is asked whether it serves, at most `serveSeconds`; if as
/// long, it cannot be asked
/// @param criteria on the provider's record
/// @param providers who may lock it; empty: any provider
struct OrderTerms {
    bytes32 model;
    uint96 stake;
    Prices maxPrices;
    uint64 lockUntil;
    uint32 serveSeconds;
    uint32 silenceSeconds;
    Criteria criteria;
    address[] providers;
}

/// @notice Open: to be locked. Locked: the stake is escrow of the pair. Finished: the provider settled it early. Expired: its
/// time to serve is over, the account goes on as an ordinary one. Returned: the stake went back.
enum OrderState {
    None,
    Open,
    Locked,
    Finished,
    Expired,
    Returned
}

/// @notice An order as the views give it.
/// @param provider who locked it, or did so last and stayed silent; zero if nobody ever did
/// @param serveUntil unix seconds, once locked
/// @param silentFrom unix seconds from when it can be reopened unless the provider answers; zero if nobody asked
/// @param answered the provider proved that the client sent it a request
struct OrderView {
    OrderState state;
    address owner;
    address client;
    bytes32 termsHash;
    uint96 stake;
    uint64 lockUntil;
    address provider;
    uint64 serveUntil;
    uint64 silentFrom;
    bool answered;
}

/// @title The open market
/// @dev An order that is locked becomes an ordinary account of (provider, client): requests, receipts, confirmations, claims
/// and provisional claims are the usual ones, and the owner has every right of an owner. The account names the order whose stake
/// it holds until the owner takes money out of it, by a withdrawal, a release or the order's end: only so long can the stake go
/// back to the order, and only so long does no other order of the same client fit into the account.
interface IOrders {
    /// @notice No such order, or it is in another state.
    error WrongOrderState(uint256 orderId, OrderState expected, OrderState actual);
    /// @notice The terms are not those that were posted.
    error WrongOrderTerms(uint256 orderId, bytes32 expected, bytes32 actual);
    /// @notice A time lies outside of its bounds.
    error OrderTimeOutOfRange(uint256 minimum, uint256 maximum, uint256 actual);
    /// @notice The time to lock the order is over.
    error OrderLockOver(uint256 lockUntil, uint256 currentTime);
    /// @notice The time to lock the order is not over: only its owner may take it back.
    error OrderStillOpen(uint256 lockUntil, uint256 currentTime);
    /// @notice The order is for other providers, or the caller stayed silent on it before.
    error ProviderNotWanted(uint256 orderId, address provider);
    /// @notice The provider asks for more than the order pays.
    error PriceAboveOrder(Prices maximum, Prices actual);
    /// @notice The provider's record does not meet the criteria.
    error CriteriaNotMet(uint256 orderId, address provider);
    /// @notice Only the order's owner may do this.
    error NotOrderOwner(address owner, address caller);
    /// @notice Only the provider that locked the order may do this, or be the one of the request.
    error NotOrderProvider(address provider, address actual);
    /// @notice Only the order's owner and the provider that locked it may do this.
    error NotPartyOfOrder(uint256 orderId, address caller);
    /// @notice The provider has answered: the order stays with it.
    error OrderHasAnswer(uint256 orderId);
    /// @notice Nobody asked whether the provider serves, or its time to answer is not over.
    error OrderNotSilent(uint256 silentFrom, uint256 currentTime);
    /// @notice The time to answer would not end within the time to serve.
    error OrderAskedTooLate(uint256 latest, uint256 currentTime);
    /// @notice The owner asked before.
    error OrderAskedBefore(uint256 silentFrom);
    /// @notice The account of this provider and client holds the stake of another order.
    error AccountHasOrder(uint256 orderId);
    /// @notice The stake no longer lies untouched in the account. The provider was paid or asserts a provisional claim, or the
    /// owner took money out by itself: then `actual` is zero. Otherwise it is what contests left of the stake.
    error StakeNotWhole(uint256 orderId, uint256 expected, uint256 actual);

    /// @notice A client asks the open market. `memo` is the client's own, for example the keys it used, sealed to itself.
    event OrderPosted(
        uint256 indexed orderId, address indexed owner, address indexed client, OrderTerms terms, bytes memo
    );
    /// @notice A provider locked it: the stake is escrow of the pair now.
    event OrderLocked(
        uint256 indexed orderId, address indexed provider, address indexed client, uint96 stake, uint64 serveUntil
    );
    /// @notice The provider settled it in time; `returned` went back to the owner.
    event OrderFinished(uint256 indexed orderId, address indexed provider, uint96 returned);
    /// @notice The owner asked whether the provider serves.
    event OrderChallenged(uint256 indexed orderId, address indexed provider, uint64 silentFrom);
    /// @notice The provider proved that the client sent it a request.
    event OrderAnswered(uint256 indexed orderId, address indexed provider);
    /// @notice The provider stayed silent: another one may lock the order.
    event OrderReopened(uint256 indexed orderId, address indexed provider, uint96 stake);
    /// @notice The stake went back to the owner.
    event OrderReturned(uint256 indexed orderId, address indexed owner, uint96 stake);
    /// @notice A party published data, sealed to the other one: the request, or a chunk of the answer.
    event OrderData(uint256 indexed orderId, address indexed sender, uint256 index, bytes data);

    /// @notice Number of orders ever posted; the first one has the id 1.
    function orderCount() external view returns (uint256);

    /// @notice One order.
    function order(uint256 orderId) external view returns (OrderView memory);

    /// @notice Posts an order with its stake; native coin sent too much returns.
    /// @param terms with a stake, and times within their bounds
    /// @param clientPublicKey `x || y` of a fresh client key, 64 bytes
    /// @param bind the client's signature of `Bind(provider = 0, owner = caller)`, 65 bytes `r || s || v` or 64 of EIP-2098
    /// @param memo at will, kept as an event only
    function postOrder(
        OrderTerms calldata terms,
        bytes calldata clientPublicKey,
        bytes calldata bind,
        bytes calldata memo
    ) external payable returns (uint256 orderId);

    /// @notice Takes an order nobody has locked back, in full. The owner at any time, anyone when its time is over.
    function returnOrder(uint256 orderId) external;

    /// @notice Locks an open order. The caller is a registered provider that lists the model, at no more than the order's
    /// prices, and meets the criteria; neither the last one that stayed silent on it nor one whose account with this client holds
    /// another order. The stake becomes escrow of the pair. A withdrawal of everything, which replaces one that the owner had asked
    /// for, matures one withdrawal delay after the time to serve. A squatter of the account is displaced; as long as its escrow
    /// waits there, no withdrawal of the owner can, and the owner asks for it afterwards.
    function lockOrder(uint256 orderId, OrderTerms calldata terms) external;

    /// @notice Settles a locked order before its time is over: claims the last confirmation, returns the rest of the account
    /// to the owner at once (as credit), except for what a provisional claim or a displaced owner's withdrawal holds.
    /// Counts as finished in the provider's record if it was paid since the lock. Provider only.
    /// @param rows none, or the client's last confirmation
    function finishOrder(uint256 orderId, ClaimRow[] calldata rows) external;

    /// @notice Asks whether the provider serves. Owner only, once for each lock, and early enough for the time to answer to end
    /// within the time to serve.
    function challengeOrder(uint256 orderId, OrderTerms calldata terms) external;

    /// @notice Answers with any request that the client signed for this provider, for good. Anyone may hand it in, asked or not,
    /// as long as the order is locked: also late, if nobody has opened the order again.
    function answerChallenge(uint256 orderId, Messages.InferenceRequest calldata request, bytes calldata signature)
        external;

    /// @notice Opens the order again, for other providers, when the one that locked it was asked, did not answer, was paid nothing
    /// since the lock and asserts nothing. Owner only. Only within the time to serve: from its end on the account is an ordinary
    /// one, which an owner leaves with the withdrawal delay. Takes the stake out of the account and nothing else: a pending
    /// withdrawal ends only if nothing else is there.
    function reopenOrder(uint256 orderId) external;

    /// @notice Publishes sealed data of an order as an event. Its owner, or the provider that locked it.
    /// @param index counted by the sender
    function publish(uint256 orderId, uint256 index, bytes calldata data) external;
}
