// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Messages} from "../../../src/libraries/Messages.sol";
import {Dice} from "../Dice.sol";
import {People} from "../People.sol";
import {Reigns} from "../ledger/Notices.sol";
import {Pairs} from "../ledger/Pairs.sol";

/// @notice Rounds that nobody confirmed.
abstract contract DisputeMoves is People {
    using Dice for Dice.Cup;
    using Pairs for Pairs.Pair;
    using Reigns for Reigns.Reign[];

    /// @notice What is wrong with the papers of a provisional claim.
    enum Fault {
        None,
        Caller,
        RequestSigner,
        OtherRequest,
        OtherSequence,
        Cost,
        Status
    }

    struct Opening {
        Fault fault;
        address caller;
        uint256 operator;
        uint256 total;
        bytes32 requestHash;
        InferenceRequest request;
        Receipt receipt;
    }

    uint64 private _sequence;
    mapping(address provider => InferenceRequest) private _lastRequests;
    mapping(address client => mapping(bytes32 request => bool)) private _asserted;

    function openProvisionalClaim(uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spotWhere(where, what, dice.oneIn(4) ? Pairs.isContended : Pairs.isOpen);
        Pairs.Pair storage pair = _pairAt(spot);
        Opening memory opening = _rollOpening(spot, dice);
        bool allowed = _mayOpen(spot, opening);
        uint256 bond = opening.total > pair.paidToProvider ? opening.total - pair.paidToProvider : 0;
        bytes memory data = _openingCall(spot, opening);
        if (bond > 0 && dice.oneIn(32)) return _sendWrongMoney(opening.caller, bond, data);
        if (!_send(opening.caller, bond, data, allowed)) return;
        spent[spot.provider] += bond;
        (pair.asserted, pair.bond, pair.request) = (opening.total, bond, opening.requestHash);
        pair.closesAt = _afterDelay();
        _asserted[spot.client][opening.requestHash] = true;
        _lastRequests[spot.provider] = opening.request;
    }

    /// @dev By the owner without a signature, or by anybody with the client's; now and then with another one, or about another
    /// request.
    function contest(uint256 where, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Spot memory spot = _spotWhere(where, what, Pairs.isAsserted);
        Pairs.Pair storage pair = _pairAt(spot);
        uint256 owed = dice.oneIn(4) ? 0 : dice.oneIn(4) ? Pairs.MAX_MONEY : pair.paidToProvider + dice.roll(400);
        if (owed > Pairs.MAX_MONEY) owed = 0;
        bytes32 request = dice.oneIn(8) ? bytes32(seed) : pair.request;
        uint256 signer = dice.oneIn(8) ? spot.key + 1 : spot.key;
        bool byOwner = pair.isOpen() && dice.oneIn(2);
        address caller = byOwner ? pair.owner : dice.oneIn(4) ? spot.provider : stranger;
        bool allowed = pair.asserted != 0 && request == pair.request && block.timestamp < pair.closesAt
            && (caller == pair.owner || signer == spot.key);
        bytes memory signature = byOwner ? bytes("") : _contestBytes(spot, signer, request, owed);
        // At most the largest uint96.
        bytes memory data =
            abi.encodeCall(DEOPENCHAT.contest, (spot.provider, spot.client, request, uint96(owed), signature));
        if (!_send(caller, 0, data, allowed)) return;
        (uint256 paid, uint256 lost) = pair.admit(owed);
        _decide(caller, spot, paid, pair.bond - lost);
    }

    function finishProvisionalClaim(uint256 who, uint256 where, uint256 what) external {
        Spot memory spot = _spotWhere(where, what, Pairs.isAsserted);
        _finishProvisionalClaim(who % 2 == 0 ? spot.provider : stranger, spot);
    }

    function dropProvisionalClaim(uint256 where, uint256 what, uint256 seed) external {
        Spot memory spot = _spotWhere(where, what, seed % 3 == 0 ? Pairs.isAsserted : Pairs.isCovered);
        address caller = seed % 4 == 0 ? _otherProvider(spot.provider, seed / 4) : spot.provider;
        Pairs.Pair storage pair = _pairs[caller][spot.client];
        bytes memory data = abi.encodeCall(DEOPENCHAT.dropProvisionalClaim, (spot.client));
        if (!_send(caller, 0, data, pair.isCovered())) return;
        received[caller] += pair.bond;
        pair.forgetAssertion();
    }

    function _finishProvisionalClaim(address caller, Spot memory spot) internal {
        Pairs.Pair storage pair = _pairAt(spot);
        bytes memory data = abi.encodeCall(DEOPENCHAT.finishProvisionalClaim, (spot.provider, spot.client));
        if (!_send(caller, 0, data, pair.asserted != 0 && block.timestamp >= pair.closesAt)) return;
        _decide(caller, spot, pair.showTotal(pair.asserted), pair.bond);
    }

    /// @dev As a call takes it.
    function _sent(InferenceRequest memory request) internal pure returns (Messages.InferenceRequest memory sent) {
        sent.provider = request.provider;
        sent.sequence = request.sequence;
        sent.contentHash = request.contentHash;
        sent.model = request.model;
        sent.requestPrice = request.requestPrice;
        sent.inputPrice = request.inputPrice;
        sent.outputPrice = request.outputPrice;
        sent.maxCost = request.maxCost;
        sent.authorized = request.authorized;
        sent.deadline = request.deadline;
    }

    function _decide(address caller, Spot memory spot, uint256 paid, uint256 bond) private {
        _earn(caller, spot.provider, paid);
        _pay(caller, spot.provider, bond);
        _pairAt(spot).forgetAssertion();
    }

    /// @dev A total up to what the request authorizes and the escrow holds, or just outside; a receipt of the operator, or of
    /// any that ever was; a request used before or not; papers that do not belong together.
    function _rollOpening(Spot memory spot, Dice.Cup memory dice) private returns (Opening memory opening) {
        Pairs.Pair storage pair = _pairAt(spot);
        uint256 draw = dice.roll(40);
        opening.fault = draw < 7 ? Fault(draw) : Fault.None;
        opening.caller = opening.fault == Fault.Caller ? _otherProvider(spot.provider, draw) : spot.provider;
        opening.operator = dice.oneIn(4) ? dice.roll(OPERATORS) : _reigns[spot.provider].present();
        uint256 escrow = pair.escrow();
        opening.total = pair.paidToProvider
            + (dice.oneIn(8) ? escrow + dice.roll(2) : dice.oneIn(16) ? 0 : dice.roll(escrow < 500 ? escrow + 1 : 500));
        if (opening.total > Pairs.MAX_MONEY) opening.total = Pairs.MAX_MONEY;
        opening.request = _rollRequest(spot, opening.total, dice);
        if (dice.oneIn(4) && _lastRequests[spot.provider].provider != address(0)) {
            opening.request = _lastRequests[spot.provider];
        }
        opening.requestHash = _requestHash(address(DEOPENCHAT), opening.request);
        opening.receipt = Receipt({
            client: spot.client,
            sequence: opening.request.sequence + (opening.fault == Fault.OtherSequence ? 1 : 0),
            requestHash: opening.fault == Fault.OtherRequest ? bytes32(dice.seed) : opening.requestHash,
            responseHash: bytes32(dice.seed),
            promptTokens: 1,
            completionTokens: 2,
            cost: opening.request.maxCost + (opening.fault == Fault.Cost ? 1 : 0),
            status: uint8(opening.fault == Fault.Status ? 3 : dice.roll(3)) // small numbers
        });
    }

    function _rollRequest(Spot memory spot, uint256 total, Dice.Cup memory dice)
        private
        returns (InferenceRequest memory request)
    {
        request.provider = spot.provider;
        request.sequence = ++_sequence;
        request.model = MODEL;
        request.maxCost = uint96(dice.roll(1000)); // below 2^96
        uint256 authorized = total;
        if (dice.oneIn(8) && total > 0) --authorized;
        if (dice.oneIn(2) && total < Pairs.MAX_MONEY - 100) authorized = total + dice.roll(100);
        request.authorized = uint96(authorized); // at most the largest uint96
        // The last second in which it can be asserted, one later, or long before.
        uint256 draw = dice.roll(16);
        request.deadline = uint64(draw < 2 ? block.timestamp - DELAY - draw : block.timestamp + 600); // a time of now
    }

    function _mayOpen(Spot memory spot, Opening memory opening) private view returns (bool) {
        Pairs.Pair storage pair = _pairAt(spot);
        if (opening.fault != Fault.None || opening.request.provider != opening.caller) return false;
        if (_asserted[spot.client][opening.requestHash] || pair.asserted != 0) return false;
        if (block.timestamp > opening.request.deadline + DELAY) return false;
        if (!_reigns[spot.provider].signs(opening.operator, DELAY)) return false;
        return pair.isOpen() && opening.total > pair.paidToProvider && opening.total <= opening.request.authorized
            && opening.total <= pair.paidToProvider + pair.escrow();
    }

    function _openingCall(Spot memory spot, Opening memory opening) private view returns (bytes memory) {
        uint256 key = _clientKey(spot.key + (opening.fault == Fault.RequestSigner ? 1 : 0));
        return abi.encodeCall(
            DEOPENCHAT.openProvisionalClaim,
            (
                _sent(opening.request),
                _short(_requestSignature(key, address(DEOPENCHAT), opening.request)),
                _sent(opening.receipt),
                _long(_receiptSignature(_operatorKey(opening.operator), address(DEOPENCHAT), opening.receipt)),
                uint96(opening.total) // at most the largest uint96
            )
        );
    }

    function _sent(Receipt memory receipt) private pure returns (Messages.Receipt memory sent) {
        sent.client = receipt.client;
        sent.sequence = receipt.sequence;
        sent.requestHash = receipt.requestHash;
        sent.responseHash = receipt.responseHash;
        sent.promptTokens = receipt.promptTokens;
        sent.completionTokens = receipt.completionTokens;
        sent.cost = receipt.cost;
        sent.status = receipt.status;
    }

    function _contestBytes(Spot memory spot, uint256 signer, bytes32 request, uint256 owed)
        private
        view
        returns (bytes memory)
    {
        // At most the largest uint96.
        return _long(_contestSignature(_clientKey(signer), address(DEOPENCHAT), spot.provider, request, uint96(owed)));
    }
}
