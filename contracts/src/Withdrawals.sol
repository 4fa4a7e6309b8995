// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accounts} from "./Accounts.sol";
import {Currency} from "./Currency.sol";
import {Domain} from "./Domain.sol";
import {Registry} from "./Registry.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IWithdrawals} from "./interfaces/IWithdrawals.sol";
import {Messages} from "./libraries/Messages.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Withdrawals with delay, and releases
abstract contract Withdrawals is Domain, Currency, Registry, Accounts, IWithdrawals {
    uint64 private constant MIN_WITHDRAWAL_DELAY = 1 seconds;
    uint64 private constant MAX_WITHDRAWAL_DELAY = 30 days;
    uint64 private constant FINISH_WINDOW = 7 days;
    uint64 private constant MAX_RELEASE_TIME = 10 minutes;

    uint64 private immutable WITHDRAWAL_DELAY;

    constructor(uint64 delay) {
        if (delay < MIN_WITHDRAWAL_DELAY || delay > MAX_WITHDRAWAL_DELAY) {
            revert WithdrawalDelayOutOfRange(MIN_WITHDRAWAL_DELAY, MAX_WITHDRAWAL_DELAY, delay);
        }
        WITHDRAWAL_DELAY = delay;
    }

    /// @inheritdoc IWithdrawals
    function requestWithdrawal(address provider_, address client, uint96 amount, uint96 declaredTotal) external {
        if (amount == 0) revert IEscrow.ZeroAmount();
        Account storage account_ = _owned(provider_, client);
        _refuseIfDisplaced(account_);
        account_.withdrawing = amount;
        account_.declaredTotal = declaredTotal;
        account_.maturesAt = _maturity();
        emit WithdrawalRequested(
            provider_, client, msg.sender, amount, declaredTotal, account_.maturesAt, _lapse(account_)
        );
    }

    /// @inheritdoc IWithdrawals
    function cancelWithdrawal(address provider_, address client) external {
        Account storage account_ = _owned(provider_, client);
        _refuseIfDisplaced(account_);
        if (account_.maturesAt == 0) revert NoWithdrawal(provider_, client);
        _clearWithdrawal(account_);
        emit WithdrawalCancelled(provider_, client, msg.sender);
    }

    /// @inheritdoc IWithdrawals
    function finishWithdrawal(address provider_, address client) external {
        Account storage account_ = _accounts[provider_][client];
        address beneficiary = _mature(account_, provider_, client);
        uint96 providerPaid = _settle(account_, account_.declaredTotal);
        (uint96 paid, uint96 escrow) = (account_.withdrawing, account_.escrow);
        if (paid > escrow) paid = escrow;
        account_.escrow = escrow - paid;
        _clearWithdrawal(account_);
        emit WithdrawalFinished(provider_, client, beneficiary, providerPaid, paid, account_.claimed);
        _payBoth(provider_, providerPaid, beneficiary, paid);
    }

    /// @inheritdoc IWithdrawals
    function release(
        address provider_,
        address client,
        uint96 settledTotal,
        uint64 nonce,
        uint64 deadline,
        bytes calldata signature
    ) external {
        Account storage account_ = _owned(provider_, client);
        _refuseIfDisplaced(account_);
        if (nonce != account_.releaseNonce) revert WrongReleaseNonce(account_.releaseNonce, nonce);
        _checkDeadline(deadline);
        _checkOperator(provider_, Messages.release(provider_, client, settledTotal, nonce, deadline), signature);
        uint96 providerPaid = _settle(account_, settledTotal);
        uint96 paid = account_.escrow;
        account_.escrow = 0;
        account_.releaseNonce = nonce + 1;
        _clearWithdrawal(account_);
        emit Released(provider_, client, msg.sender, providerPaid, paid, account_.claimed, nonce);
        _payBoth(provider_, providerPaid, msg.sender, paid);
    }

    /// @inheritdoc IWithdrawals
    function withdrawalDelay() external view returns (uint64) {
        return WITHDRAWAL_DELAY;
    }

    function _maturity() internal view returns (uint64) {
        // Seconds fit into 64 bits, with any delay added.
        return uint64(block.timestamp) + WITHDRAWAL_DELAY;
    }

    /// @dev When the pending withdrawal lapses. That of a displaced owner never does: it could not ask again.
    function _lapse(Account storage account_) internal view returns (uint64) {
        if (account_.maturesAt == 0) return 0;
        return account_.beneficiary == address(0) ? account_.maturesAt + FINISH_WINDOW : type(uint64).max;
    }

    function _owned(address provider_, address client) private view returns (Account storage account_) {
        account_ = _accounts[provider_][client];
        if (account_.owner == address(0)) revert IEscrow.UnknownAccount(provider_, client);
        if (account_.owner != msg.sender) revert NotOwner(account_.owner, msg.sender);
    }

    function _refuseIfDisplaced(Account storage account_) private view {
        if (account_.beneficiary != address(0)) {
            revert IEscrow.DisplacedWithdrawalPending(account_.beneficiary, account_.maturesAt);
        }
    }

    function _mature(Account storage account_, address provider_, address client)
        private
        view
        returns (address beneficiary)
    {
        if (account_.maturesAt == 0) revert NoWithdrawal(provider_, client);
        if (block.timestamp < account_.maturesAt) revert WithdrawalNotMature(account_.maturesAt, block.timestamp);
        if (block.timestamp >= _lapse(account_)) revert WithdrawalLapsed(_lapse(account_), block.timestamp);
        return account_.beneficiary == address(0) ? account_.owner : account_.beneficiary;
    }

    function _checkDeadline(uint64 deadline) private view {
        if (deadline < block.timestamp) revert ReleaseExpired(deadline, block.timestamp);
        if (deadline > block.timestamp + MAX_RELEASE_TIME) {
            revert ReleaseDeadlineTooFar(block.timestamp + MAX_RELEASE_TIME, deadline);
        }
    }

    function _checkOperator(address provider_, bytes32 structHash, bytes calldata signature) private view {
        address operator = _operator(provider_);
        address signer = Signatures.recover(_digest(structHash), signature);
        // An account exists only with a registered provider, whose operator is never zero.
        if (signer != operator) revert WrongReleaseSigner(operator, signer);
    }

    /// @dev The last step: the caller's own share is sent, the other one becomes credit.
    function _payBoth(address provider_, uint96 providerPaid, address payee, uint96 paid) private {
        _push(msg.sender, _due(provider_, providerPaid) + _due(payee, paid));
    }
}
