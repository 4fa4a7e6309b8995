// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../../../src/interfaces/IAccounts.sol";
import {ProvisionalClaimView} from "../../../src/interfaces/IProvisionalClaims.sol";
import {Offers} from "../ledger/Notices.sol";
import {Pairs} from "../ledger/Pairs.sol";
import {Looks} from "./Looks.sol";

/// @notice What is promised of every account.
abstract contract AccountPromises is Looks {
    using Offers for Offers.Offer[];
    using Pairs for Pairs.Pair;

    struct Seen {
        uint256 claimed;
        uint256 rounds;
    }

    mapping(address provider => mapping(address client => Seen)) private _seen;

    function _checkAccounts(address provider, Sums memory sums) internal {
        AccountView[] memory page = DEOPENCHAT.accounts(provider, 0, type(uint256).max);
        if (page.length != openedAccounts[provider]) {
            _broken("isolation: accounts are opened by who pays into them", openedAccounts[provider], page.length);
        }
        for (uint256 i = 0; i < page.length; ++i) {
            Pairs.Pair storage pair = _pairs[provider][page[i].client];
            _checkMoney(page[i], pair);
            _checkGrowth(page[i], _seen[provider][page[i].client]);
            _checkOwner(page[i], pair);
            sums.bonds += _checkAssertion(page[i], pair, provider);
            sums.escrow += page[i].escrow;
            sums.contested += page[i].contested;
            sums.deposited += pair.deposited;
            sums.left += pair.left();
        }
    }

    /// @dev What a gateway may serve against. Also where there is no account: no view reverts.
    function _checkTokensLeft(Spot memory spot) internal view {
        (bool listed, uint256 price) = _offers[spot.provider].tokenPrice();
        uint256 expected = listed ? type(uint256).max : 0;
        if (listed && price > 0) expected = _pairAt(spot).ownersPart() * 1_000_000 / price;
        uint256 left = DEOPENCHAT.tokensLeft(spot.provider, spot.client, MODEL);
        if (left != expected) _broken("tokens left are what the owner may spend", expected, left);
    }

    function _checkMoney(AccountView memory account, Pairs.Pair storage pair) private view {
        uint256 left = pair.escrow();
        uint256 paid = pair.paidToProvider;
        if (account.escrow != left) {
            _broken("isolation: the escrow of a pair moves only by its own rules", left, account.escrow);
        }
        if (account.claimed != paid) _broken("claimed is what the rules gave the provider", paid, account.claimed);
        if (account.claimed > pair.highestTotal) {
            _broken("claimed stays within what was confirmed, declared or released", pair.highestTotal, account.claimed);
        }
        if (account.rounds != pair.rounds) _broken("rounds are what claims counted", pair.rounds, account.rounds);
        if (account.ktokens != pair.ktokens) {
            _broken("rounds are what claims counted: thousands of tokens", pair.ktokens, account.ktokens);
        }
        if (account.flagged != pair.flagged) {
            _broken("records grow only by money paid: flagged by a client", pair.flagged, account.flagged);
        }
    }

    function _checkGrowth(AccountView memory account, Seen storage seen) private {
        (uint256 claimed, uint256 rounds) = (seen.claimed, seen.rounds);
        if (account.claimed < claimed) _broken("claimed never decreases", claimed, account.claimed);
        if (account.rounds < rounds) _broken("rounds never decrease", rounds, account.rounds);
        if (account.claimed > claimed) seen.claimed = account.claimed;
        if (account.rounds > rounds) seen.rounds = account.rounds;
    }

    function _checkOwner(AccountView memory account, Pairs.Pair storage pair) private view {
        if (account.owner != pair.owner) _broken("only owners get refunds: owner", pair.owner, account.owner);
        if (account.bound != pair.bound) _broken("only owners get refunds: for good", pair.bound);
        if (account.withdrawalBeneficiary != pair.displaced) {
            _broken("only owners get refunds: to whom", pair.displaced, account.withdrawalBeneficiary);
        }
        if (account.withdrawing != pair.requested) {
            _broken("only owners get refunds: pending", pair.requested, account.withdrawing);
        }
        if (account.declaredTotal != pair.declared) {
            _broken("only owners get refunds: declared", pair.declared, account.declaredTotal);
        }
        if (account.maturesAt != pair.maturesAt) {
            _broken("no refund before the delay is over", pair.maturesAt, account.maturesAt);
        }
        if (account.releaseNonce != pair.nonce) _broken("a release is used once", pair.nonce, account.releaseNonce);
    }

    function _checkAssertion(AccountView memory account, Pairs.Pair storage pair, address provider)
        private
        view
        returns (uint256 bond)
    {
        if (account.locked > account.escrow) {
            _broken("an open provisional claim never holds more than the escrow", account.escrow, account.locked);
        }
        if (account.locked != pair.held()) {
            _broken("an open provisional claim never holds more than the escrow: held", pair.held(), account.locked);
        }
        if (account.contested != pair.burned) {
            _broken("what is burned is lost by both sides alike: account", pair.burned, account.contested);
        }
        ProvisionalClaimView memory claim = DEOPENCHAT.provisionalClaim(provider, account.client);
        bond = claim.bond;
        if (bond < account.locked) {
            _broken("what is burned is lost by both sides alike: a bond covers what is held", account.locked, bond);
        }
        if (bond != pair.bond) _broken("a provisional claim stands as it was opened: bond", pair.bond, bond);
        if (claim.assertedTotal != pair.asserted) {
            _broken("a provisional claim stands as it was opened: total", pair.asserted, claim.assertedTotal);
        }
        if (claim.closesAt != pair.closesAt) {
            _broken("a provisional claim stands as it was opened: closes at", pair.closesAt, claim.closesAt);
        }
        if (claim.requestHash != pair.request) {
            _broken(
                "a provisional claim stands as it was opened: request",
                uint256(pair.request),
                uint256(claim.requestHash)
            );
        }
    }
}
