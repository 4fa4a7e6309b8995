// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the books must say of one account: plain numbers that only grow, one rule per event.
library Pairs {
    uint256 internal constant MAX_MONEY = 2 ** 96 - 1;

    struct Pair {
        address owner; // 0: the account was never opened
        bool bound; // the client's signature named the owner
        uint256 deposited;
        uint256 paidToProvider;
        uint256 paidToOwners;
        uint256 burned;
        uint256 backToOrders;
        uint256 rounds; // that claims counted
        uint256 ktokens;
        uint256 highestTotal; // ever confirmed, declared, released, asserted or admitted
        uint256 flagged;
        uint256 nonce;
        uint256 maturesAt; // 0: no withdrawal is pending
        uint256 requested;
        uint256 declared;
        address displaced; // 0: the pending withdrawal is the owner's
        uint256 asserted; // 0: no provisional claim is open
        uint256 bond;
        uint256 closesAt;
        bytes32 request;
        uint256 order; // whose stake lies here, until the owner takes money out itself
    }

    function isOpen(Pair storage pair) internal view returns (bool) {
        return pair.owner != address(0);
    }

    function hasPaid(Pair storage pair) internal view returns (bool) {
        return pair.paidToProvider > 0;
    }

    function isAsked(Pair storage pair) internal view returns (bool) {
        return pair.maturesAt != 0;
    }

    function isRipe(Pair storage pair) internal view returns (bool) {
        return pair.maturesAt != 0 && pair.maturesAt <= block.timestamp;
    }

    function isContended(Pair storage pair) internal view returns (bool) {
        return pair.displaced != address(0);
    }

    function isAsserted(Pair storage pair) internal view returns (bool) {
        return pair.asserted != 0;
    }

    function escrow(Pair storage pair) internal view returns (uint256) {
        return pair.deposited - left(pair);
    }

    /// @notice Whether a provisional claim is open that holds nothing any more.
    function isCovered(Pair storage pair) internal view returns (bool) {
        return pair.asserted != 0 && held(pair) == 0;
    }

    /// @notice What left the account in whatever way.
    function left(Pair storage pair) internal view returns (uint256) {
        return pair.paidToProvider + pair.paidToOwners + pair.burned + pair.backToOrders;
    }

    /// @notice What an open provisional claim holds.
    function held(Pair storage pair) internal view returns (uint256) {
        return _excess(pair.asserted, pair.paidToProvider);
    }

    /// @notice What the present owner may have: nothing that is held, nothing that waits for a displaced one.
    function ownersPart(Pair storage pair) internal view returns (uint256) {
        return _excess(escrow(pair), held(pair) + (pair.displaced == address(0) ? 0 : pair.requested));
    }

    /// @notice What may still be deposited: all that the provider could ever be paid fits into 96 bits.
    function room(Pair storage pair) internal view returns (uint256) {
        return MAX_MONEY - escrow(pair) - pair.paidToProvider;
    }

    /// @notice Whether the client's signature may make this one the owner.
    function mayBind(Pair storage pair, address owner) internal view returns (bool) {
        if (!isOpen(pair) || pair.owner == owner) return true;
        return !pair.bound && pair.rounds == 0;
    }

    /// @notice The old owner's money, if any, waits for it, whatever it had asked for before.
    function bind(Pair storage pair, address owner, uint256 maturesAt) internal {
        if (isOpen(pair) && pair.owner != owner) {
            (uint256 rest, address before) = (escrow(pair), pair.owner);
            forgetWithdrawal(pair);
            if (rest > 0) (pair.displaced, pair.requested, pair.maturesAt) = (before, rest, maturesAt);
        }
        (pair.owner, pair.bound) = (owner, true);
    }

    /// @notice The provider shows a total: it gets the difference, as far as the money reaches.
    function showTotal(Pair storage pair, uint256 total) internal returns (uint256 paid) {
        if (total > pair.highestTotal) pair.highestTotal = total;
        paid = _smaller(_excess(total, pair.paidToProvider), escrow(pair));
        pair.paidToProvider += paid;
    }

    /// @notice A row that paid counts what it declares, unless that falls or leaves 32 bits.
    function count(Pair storage pair, uint256 rounds, uint256 tokens) internal {
        uint256 ktokens = tokens / 1000;
        if (rounds > pair.rounds && rounds < 2 ** 32) pair.rounds = rounds;
        if (ktokens > pair.ktokens && ktokens < 2 ** 32) pair.ktokens = ktokens;
    }

    /// @notice A withdrawal pays what no provisional claim holds, as far as it reaches.
    function payOwner(Pair storage pair, uint256 wanted) internal returns (uint256 paid) {
        paid = _smaller(wanted, escrow(pair) - held(pair));
        pair.paidToOwners += paid;
    }

    function ask(Pair storage pair, uint256 amount, uint256 declared, uint256 maturesAt) internal {
        (pair.requested, pair.declared, pair.maturesAt) = (amount, declared, maturesAt);
    }

    function forgetWithdrawal(Pair storage pair) internal {
        (pair.maturesAt, pair.requested, pair.declared, pair.displaced) = (0, 0, 0, address(0));
    }

    /// @notice The client admits a total: what the provider asserted beyond is lost, whatever was confirmed meanwhile counts.
    function admit(Pair storage pair, uint256 owed) internal returns (uint256 paid, uint256 lost) {
        uint256 admitted = _smaller(owed, pair.asserted);
        paid = showTotal(pair, admitted);
        lost = _excess(pair.asserted, pair.paidToProvider);
        pair.burned += lost;
    }

    function forgetAssertion(Pair storage pair) internal {
        (pair.asserted, pair.bond, pair.closesAt, pair.request) = (0, 0, 0, 0);
    }

    function _excess(uint256 whole, uint256 part) private pure returns (uint256) {
        return whole > part ? whole - part : 0;
    }

    function _smaller(uint256 one, uint256 other) private pure returns (uint256) {
        return one < other ? one : other;
    }
}
