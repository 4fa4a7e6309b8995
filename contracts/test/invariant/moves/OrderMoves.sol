// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../../../src/interfaces/IClaims.sol";
import {Criteria, OrderTerms} from "../../../src/interfaces/IOrders.sol";
import {Prices} from "../../../src/interfaces/IRegistry.sol";
import {Dice} from "../Dice.sol";
import {Jobs} from "../ledger/Jobs.sol";
import {Offers} from "../ledger/Notices.sol";
import {Pairs} from "../ledger/Pairs.sol";
import {ClaimMoves} from "./ClaimMoves.sol";
import {DisputeMoves} from "./DisputeMoves.sol";

/// @notice The open market.
abstract contract OrderMoves is ClaimMoves, DisputeMoves {
    using Dice for Dice.Cup;
    using Jobs for Jobs.Job;
    using Offers for Offers.Offer[];
    using Pairs for Pairs.Pair;

    struct Service {
        uint256 locked;
        uint256 finished;
        uint256 abandoned;
    }

    /// @notice Where the stakes went.
    struct Stakes {
        uint256 posted;
        uint256 inEscrow; // less what was taken back from there
        uint256 returned;
    }

    uint256 private constant MAX_TIME = 30 days; // to lock and to serve

    Jobs.Job[] internal _jobs; // the first one is the order with the number 1
    Stakes internal stakes;
    mapping(address provider => Service) internal _services;

    function postOrder(uint256 who, uint256 what, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        Jobs.Job memory job;
        job.client = what % CLIENTS;
        job.owner = owners[dice.oneIn(4) ? who % owners.length : job.client];
        job.stake = dice.oneIn(32) ? 0 : dice.roll(1000) + 1;
        job.lockUntil = block.timestamp + (dice.oneIn(16) ? dice.roll(2) * (MAX_TIME + 1) : dice.roll(10 days) + 1);
        job.serveSeconds = dice.oneIn(16) ? dice.roll(2) * (MAX_TIME + 1) : dice.roll(12 days) + 1;
        job.silenceSeconds =
            dice.oneIn(16) ? dice.roll(2) * (job.serveSeconds + 1) : dice.roll(job.serveSeconds / 8 + 1) + 1;
        job.seed = seed;
        uint256 signer = dice.oneIn(16) ? job.client + 1 : job.client;
        bytes memory data = _postCall(job, signer);
        if (job.stake > 0 && dice.oneIn(32)) return _sendWrongMoney(job.owner, job.stake, data);
        if (!_send(job.owner, job.stake, data, signer == job.client && _mayPost(job))) return;
        spent[job.owner] += job.stake;
        stakes.posted += job.stake;
        _jobs.push(job);
        borders.push(job.lockUntil);
    }

    function returnOrder(uint256 who, uint256 which) external {
        (bool any, uint256 index) = _index(which, Jobs.isOpen);
        if (!any) return;
        _returnOrder(who % 2 == 0 ? _jobs[index].owner : stranger, index);
    }

    /// @dev A second provider comes too late. Some owners ask at once.
    function lockOrder(uint256 where, uint256 which, uint256 seed) external {
        (bool any, uint256 index) = _index(which, Jobs.isOpen);
        if (!any) return;
        address provider = _provider(where);
        bool wrongTerms = seed % 16 == 0;
        bytes memory data = _lockCall(index, wrongTerms);
        if (!_send(provider, 0, data, !wrongTerms && _mayLock(provider, _jobs[index]))) return;
        _lock(provider, index);
        _send(_otherProvider(provider, seed), 0, data, false);
        if (seed % 3 == 0) _challenge(_jobs[index].owner, index, false);
    }

    /// @dev Without a row, with the client's last confirmation, with one that somebody else signed, with two.
    function finishOrder(uint256 who, uint256 which, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        (bool any, uint256 index) = _index(which, Jobs.isServed);
        if (!any) return;
        Jobs.Job storage job = _jobs[index];
        address caller = job.provider == address(0) || who % 8 == 0 ? _provider(who) : job.provider;
        ClaimRow[] memory rows = new ClaimRow[](dice.oneIn(3) ? 0 : dice.oneIn(16) ? 2 : 1);
        Confirmed memory confirmed = _rollConfirmation(caller, job.client, dice);
        if (dice.oneIn(8)) confirmed.key = (job.client + 1) % CLIENTS;
        for (uint256 i = 0; i < rows.length; ++i) {
            rows[i] = _signedRow(confirmed);
        }
        bool allowed = job.isServed() && caller == job.provider && rows.length < 2
            && (rows.length == 0 || confirmed.key == job.client);
        if (!_send(caller, 0, abi.encodeCall(DEOPENCHAT.finishOrder, (index + 1, rows)), allowed)) return;
        if (rows.length == 1) _settleRows(caller, _settleConfirmation(confirmed));
        _settleEarly(caller, job);
    }

    function challengeOrder(uint256 who, uint256 which, uint256 seed) external {
        (bool any, uint256 index) = _index(which, Jobs.isServed);
        if (!any) return;
        _challenge(who % 4 == 0 ? owners[who / 4 % owners.length] : _jobs[index].owner, index, seed % 16 == 0);
    }

    /// @dev Any request that the client ever signed for this provider will do.
    function answerChallenge(uint256 which, uint256 seed) external {
        Dice.Cup memory dice = Dice.Cup(seed);
        (bool any, uint256 index) = _index(which, Jobs.isServed);
        if (!any) return;
        Jobs.Job storage job = _jobs[index];
        InferenceRequest memory request;
        request.provider = dice.oneIn(8) || job.provider == address(0) ? _provider(seed) : job.provider;
        uint256 signer = dice.oneIn(8) ? job.client + 1 : job.client;
        bytes memory signature = _long(_requestSignature(_clientKey(signer), address(DEOPENCHAT), request));
        bytes memory data = abi.encodeCall(DEOPENCHAT.answerChallenge, (index + 1, _sent(request), signature));
        bool allowed = job.isServed() && !job.answered && request.provider == job.provider && signer == job.client;
        if (!_send(stranger, 0, data, allowed)) return;
        job.answered = true;
        job.silentFrom = 0;
    }

    /// @dev Mostly after the time to answer, which may be awaited for it.
    function reopenOrder(uint256 which, uint256 seed) external {
        (bool any, uint256 index) = _index(which, Jobs.isAsked);
        if (!any) return;
        Jobs.Job storage job = _jobs[index];
        if (seed % 2 == 0 && job.silentFrom > block.timestamp) vm.warp(job.silentFrom);
        address caller = seed / 2 % 4 == 0 ? stranger : job.owner;
        bytes memory data = abi.encodeCall(DEOPENCHAT.reopenOrder, (index + 1));
        if (!_send(caller, 0, data, caller == job.owner && _mayReopen(job, index))) return;
        Pairs.Pair storage pair = _pairs[job.provider][clients[job.client]];
        pair.backToOrders += job.stake;
        stakes.inEscrow -= job.stake;
        _leaveAccount(pair);
        job.reopen();
        ++_services[job.provider].abandoned;
    }

    function publish(uint256 who, uint256 which) external {
        (bool any, uint256 index) = _index(which, Jobs.isServed);
        if (!any) return;
        Jobs.Job storage job = _jobs[index];
        address caller = who % 3 == 0 ? job.owner : who % 3 == 1 ? _provider(who) : stranger;
        bool locker = job.place == Jobs.Place.InEscrow && caller == job.provider;
        _send(caller, 0, abi.encodeCall(DEOPENCHAT.publish, (index + 1, 0, "sealed")), caller == job.owner || locker);
    }

    function _challenge(address caller, uint256 index, bool wrongTerms) private {
        Jobs.Job storage job = _jobs[index];
        OrderTerms memory terms = _terms(job);
        if (wrongTerms) ++terms.stake;
        bool allowed = job.isServed() && caller == job.owner && !job.answered && job.silentFrom == 0 && !wrongTerms
            && block.timestamp + job.silenceSeconds < job.serveUntil;
        if (!_send(caller, 0, abi.encodeCall(DEOPENCHAT.challengeOrder, (index + 1, terms)), allowed)) return;
        job.silentFrom = block.timestamp + job.silenceSeconds;
        borders.push(job.silentFrom);
    }

    function _returnOrder(address caller, uint256 index) internal {
        Jobs.Job storage job = _jobs[index];
        bool allowed = job.isOpen() && (caller == job.owner || block.timestamp >= job.lockUntil);
        if (!_send(caller, 0, abi.encodeCall(DEOPENCHAT.returnOrder, (index + 1)), allowed)) return;
        job.place = Jobs.Place.BackWithOwner;
        stakes.returned += job.stake;
        _pay(caller, job.owner, job.stake);
    }

    /// @dev What an order says, from what the ledger keeps of it.
    function _terms(Jobs.Job memory job) internal view returns (OrderTerms memory terms) {
        Dice.Cup memory dice = Dice.Cup(job.seed ^ 1);
        terms.model = MODEL;
        // Rolled below these widths.
        terms.stake = uint96(job.stake);
        terms.lockUntil = uint64(job.lockUntil);
        terms.serveSeconds = uint32(job.serveSeconds);
        terms.silenceSeconds = uint32(job.silenceSeconds);
        terms.maxPrices = dice.oneIn(3) ? Prices(3000, 3000, 3000) : Prices(6000, 6000, 6000);
        terms.criteria = _rollCriteria(dice);
        if (dice.oneIn(4)) {
            terms.providers = new address[](2);
            terms.providers[0] = stranger;
            terms.providers[1] = _provider(dice.roll(PROVIDERS));
        }
    }

    /// @dev An order of which something holds, the latest first; now and then just any.
    function _index(uint256 which, function(Jobs.Job storage) view returns (bool) holds)
        private
        view
        returns (bool any, uint256 index)
    {
        uint256 count = _jobs.length;
        if (count == 0) return (false, 0);
        uint256 draw = uint256(keccak256(abi.encode(which)));
        for (uint256 i = count; i > 0 && draw % 16 != 0; --i) {
            if (holds(_jobs[i - 1])) return (true, i - 1);
        }
        return (true, draw / 16 % count);
    }

    function _mayPost(Jobs.Job memory job) private view returns (bool) {
        return job.stake > 0 && job.lockUntil > block.timestamp && job.lockUntil <= block.timestamp + MAX_TIME
            && job.serveSeconds > 0 && job.serveSeconds <= MAX_TIME && job.silenceSeconds > 0
            && job.silenceSeconds <= job.serveSeconds;
    }

    function _mayLock(address provider, Jobs.Job storage job) private view returns (bool) {
        Pairs.Pair storage pair = _pairs[provider][clients[job.client]];
        if (!job.isOpen() || block.timestamp >= job.lockUntil || provider == job.provider) return false;
        if (pair.order != 0 || !pair.mayBind(job.owner) || job.stake > pair.room()) return false;
        OrderTerms memory terms = _terms(job);
        if (terms.providers.length > 0 && terms.providers[1] != provider) return false;
        Offers.Offer memory offer = _offers[provider].inForce();
        if (!offer.listed || offer.prices[0] > terms.maxPrices.requestPrice) return false;
        if (offer.prices[1] > terms.maxPrices.inputPrice || offer.prices[2] > terms.maxPrices.outputPrice) {
            return false;
        }
        return _meets(provider, terms.criteria);
    }

    /// @dev Mostly none, else one kind at a time.
    function _rollCriteria(Dice.Cup memory dice) private pure returns (Criteria memory criteria) {
        uint256 draw = dice.roll(18);
        criteria.maxFlaggedShare = 10_000;
        if (draw == 0) criteria.minMoney = 300;
        if (draw == 1) criteria.minRounds = 5;
        if (draw == 2) criteria.minClients = 2;
        if (draw == 3) criteria.minFinishedShare = 5000;
        if (draw == 4) criteria.minPreferredShare = 5000;
        if (draw == 5) criteria.maxFlaggedShare = 1000;
    }

    /// @dev A share of nothing is met.
    function _meets(address provider, Criteria memory criteria) private view returns (bool) {
        Standing memory standing = _standing(provider, providers, clients);
        Service storage service = _services[provider];
        if (standing.money < criteria.minMoney || standing.rounds < criteria.minRounds) return false;
        if (standing.clients < criteria.minClients) return false;
        if (service.finished * 10_000 < service.locked * criteria.minFinishedShare) return false;
        if (standing.preferred * 10_000 < standing.compared * criteria.minPreferredShare) return false;
        return criteria.maxFlaggedShare >= 10_000
            || (standing.flagged + standing.contested) * 10_000 <= standing.money * criteria.maxFlaggedShare;
    }

    /// @dev The stake becomes escrow of the account, and all of that is asked back for the time after the service; only where a
    /// displaced owner waits there is no room for another withdrawal.
    function _lock(address provider, uint256 index) private {
        Jobs.Job storage job = _jobs[index];
        address client = clients[job.client];
        Pairs.Pair storage pair = _pairs[provider][client];
        if (!pair.isOpen()) ++openedAccounts[provider];
        pair.bind(job.owner, _afterDelay());
        pair.deposited += job.stake;
        stakes.inEscrow += job.stake;
        pair.order = index + 1;
        job.lock(provider, pair.paidToProvider);
        borders.push(job.serveUntil);
        borders.push(job.serveUntil + DELAY);
        if (pair.displaced == address(0)) pair.ask(type(uint96).max, 0, job.serveUntil + DELAY);
        ++_services[provider].locked;
    }

    function _settleEarly(address caller, Jobs.Job storage job) private {
        Pairs.Pair storage pair = _pairs[caller][clients[job.client]];
        uint256 rest = pair.ownersPart();
        pair.paidToOwners += rest;
        _leaveAccount(pair);
        job.place = Jobs.Place.SettledEarly;
        if (pair.paidToProvider != job.paidBefore) ++_services[caller].finished;
        _pay(caller, job.owner, rest);
    }

    /// @dev With the last of the owner's money goes its withdrawal.
    function _leaveAccount(Pairs.Pair storage pair) private {
        pair.order = 0;
        if (pair.displaced == address(0) && pair.ownersPart() == 0) pair.forgetWithdrawal();
    }

    /// @dev The stake must lie there as it was laid: nothing paid since, nothing asserted, nothing taken out.
    function _mayReopen(Jobs.Job storage job, uint256 index) private view returns (bool) {
        if (!job.isSilent()) return false;
        Pairs.Pair storage pair = _pairs[job.provider][clients[job.client]];
        return pair.order == index + 1 && pair.paidToProvider == job.paidBefore && pair.held() == 0
            && pair.ownersPart() >= job.stake;
    }

    function _lockCall(uint256 index, bool wrongTerms) private view returns (bytes memory) {
        OrderTerms memory terms = _terms(_jobs[index]);
        if (wrongTerms) ++terms.maxPrices.inputPrice;
        return abi.encodeCall(DEOPENCHAT.lockOrder, (index + 1, terms));
    }

    function _postCall(Jobs.Job memory job, uint256 signer) private view returns (bytes memory) {
        bytes memory bind = _long(_bindSignature(_clientKey(signer), address(DEOPENCHAT), address(0), job.owner));
        return abi.encodeCall(DEOPENCHAT.postOrder, (_terms(job), publicKeys[job.client], bind, "memo"));
    }
}
