// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../interfaces/IEscrow.sol";
import {Delay} from "./Delay.sol";

/// @title Storage of accounts, shared by what moves their money
abstract contract Accounts is Delay {
    /// @dev One account, the escrow of a (provider, client) pair.
    ///   slot 0: escrow u96 | claimed u96 | rounds u32 | ktokens u32   the only one that a claim touches
    ///   slot 1: owner u160 | assertedTotal u96                        the latter: of the open provisional claim, zero if none
    ///   slot 2: withdrawing u96 | declaredTotal u96 | maturesAt u64   the pending withdrawal; maturesAt 0: none
    ///   slot 3: beneficiary u160 | releaseNonce u48 | bound bool | orderId u40   beneficiary: displaced owner of that withdrawal;
    ///           orderId: the order whose stake the escrow holds, zero once the owner took money out by itself
    ///   slot 4: flagged u96 | contested u96
    struct Account {
        uint96 escrow;
        uint96 claimed;
        uint32 rounds;
        uint32 ktokens;
        address owner;
        uint96 assertedTotal;
        uint96 withdrawing;
        uint96 declaredTotal;
        uint64 maturesAt;
        address beneficiary;
        uint48 releaseNonce;
        bool bound;
        uint40 orderId;
        uint96 flagged;
        uint96 contested;
    }

    struct PublicKey {
        bytes32 x;
        bytes32 y;
    }

    uint64 private constant FINISH_WINDOW = 7 days;

    mapping(address provider => mapping(address client => Account)) internal _accounts;
    mapping(address provider => address[] clients) internal _clients;
    mapping(address client => PublicKey) internal _publicKeys;

    /// @dev Pays the provider out of the escrow what `total` exceeds the claimed amount by, as far as the escrow reaches.
    function _settle(Account storage account_, uint96 total) internal returns (uint96 paid) {
        (uint96 escrow, uint96 claimed) = (account_.escrow, account_.claimed);
        if (total <= claimed) return 0;
        // total > claimed; paid <= escrow; claimed + paid <= total, which is a uint96.
        unchecked {
            paid = total - claimed;
            if (paid > escrow) paid = escrow;
            (account_.escrow, account_.claimed) = (escrow - paid, claimed + paid);
        }
    }

    /// @dev The part of the escrow that an open provisional claim holds. Never more than the escrow: it was there when the claim
    /// was opened, since then payments lowered both alike, and nothing else may touch it.
    function _locked(Account storage account_) internal view returns (uint96) {
        (uint96 asserted, uint96 claimed) = (account_.assertedTotal, account_.claimed);
        return asserted > claimed ? asserted - claimed : 0;
    }

    /// @dev What an owner may take out: the escrow that no provisional claim holds.
    function _unlocked(Account storage account_) internal view returns (uint96) {
        return account_.escrow - _locked(account_);
    }

    /// @dev What of that is the present owner's: a displaced one's escrow waits for it.
    function _free(Account storage account_) internal view returns (uint96) {
        uint96 unlocked = _unlocked(account_);
        uint96 leaving = account_.beneficiary == address(0) ? 0 : account_.withdrawing;
        return unlocked > leaving ? unlocked - leaving : 0;
    }

    function _deposit(address provider_, address client, uint96 amount) internal {
        Account storage account_ = _accounts[provider_][client];
        uint256 escrow = uint256(account_.escrow) + amount;
        // Total of all that was ever paid in and not taken out: what a provisional claim asserts stays a uint96, too.
        if (escrow + account_.claimed > type(uint96).max) revert IEscrow.EscrowOverflow(account_.escrow, amount);
        account_.escrow = uint96(escrow); // fits, see the line above
        emit IEscrow.Deposited(provider_, client, account_.owner, amount, uint96(escrow));
    }

    function _isNew(address provider_, address client) internal view returns (bool) {
        return _accounts[provider_][client].owner == address(0);
    }

    /// @dev Opens an account of a client whose public key is known.
    function _open(address provider_, address client, address owner) internal {
        _accounts[provider_][client].owner = owner;
        _clients[provider_].push(client);
        PublicKey storage key = _publicKeys[client];
        emit IEscrow.AccountOpened(provider_, client, owner, key.x, key.y);
    }

    /// @dev A point with x = 0 is on no y of this curve, so a stored key never reads as missing.
    function _remember(address client, uint256 x, uint256 y) internal {
        if (_publicKeys[client].x == 0) _publicKeys[client] = PublicKey(bytes32(x), bytes32(y));
    }

    /// @dev Whether a signature of the client may make `owner` the owner of this account.
    function _mayBind(Account storage account_, address owner) internal view returns (bool) {
        return account_.owner == address(0) || account_.owner == owner || (account_.rounds == 0 && !account_.bound);
    }

    /// @dev Makes `owner`, whom the client named by its signature, the owner for good: opens the account, or displaces who
    /// squats it. The client decides until a claim with its signature counted a round; what an owner alone can settle, by a
    /// withdrawal with a declared total, proves no consent of the client. The displaced owner gets its escrow back like any
    /// other owner, after the delay and with claims open: were it paid at once, two colluding owners could take escrow away
    /// from under confirmed rounds. One who displaces is bound, so at most one owner is ever displaced.
    function _bind(address provider_, address client, address owner) internal {
        Account storage account_ = _accounts[provider_][client];
        address displaced = account_.owner;
        if (displaced == address(0)) {
            _open(provider_, client, owner);
        } else if (displaced != owner) {
            if (account_.rounds != 0 || account_.bound) revert IEscrow.OwnerIsFinal(displaced, account_.rounds);
            _displace(account_, provider_, client, owner);
        }
        if (account_.bound) return;
        account_.bound = true;
        emit IEscrow.OwnerBound(provider_, client, owner);
    }

    function _displace(Account storage account_, address provider_, address client, address owner) private {
        address displaced = account_.owner;
        uint96 escrow = account_.escrow;
        _clearWithdrawal(account_);
        account_.owner = owner;
        if (escrow != 0) {
            account_.withdrawing = escrow;
            account_.maturesAt = _afterDelay();
            account_.beneficiary = displaced;
        }
        emit IEscrow.OwnerDisplaced(provider_, client, owner, displaced, escrow, account_.maturesAt);
    }

    /// @dev Forgets the pending withdrawal.
    function _clearWithdrawal(Account storage account_) internal {
        account_.withdrawing = 0;
        account_.declaredTotal = 0;
        account_.maturesAt = 0;
        account_.beneficiary = address(0);
    }

    /// @dev When the pending withdrawal lapses. That of a displaced owner never does: it could not ask again.
    function _lapse(Account storage account_) internal view returns (uint64) {
        if (account_.maturesAt == 0) return 0;
        return account_.beneficiary == address(0) ? account_.maturesAt + FINISH_WINDOW : type(uint64).max;
    }
}
