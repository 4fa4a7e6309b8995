// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IWithdrawals} from "./interfaces/IWithdrawals.sol";
import {Messages} from "./libraries/Messages.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Withdrawals with delay, and releases
abstract contract Withdrawals is Books, IWithdrawals {
    uint64 private constant MAX_RELEASE_TIME = 10 minutes;

    /// @inheritdoc IWithdrawals
    function requestWithdrawal(address provider_, address client, uint96 amount, uint96 declaredTotal) external {
        if (amount == 0) revert IEscrow.ZeroAmount();
        Account storage account_ = _owned(provider_, client);
        _refuseIfDisplaced(account_);
        account_.withdrawing = amount;
        account_.declaredTotal = declaredTotal;
        account_.maturesAt = _afterDelay();
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
        bool first = account_.claimed == 0;
        uint96 providerPaid = _settle(account_, account_.declaredTotal);
        (uint96 paid, uint96 unlocked) = (account_.withdrawing, _unlocked(account_));
        // What is held never comes back to an owner: it is paid or burned.
        if (paid > unlocked) paid = unlocked;
        account_.escrow -= paid;
        if (account_.beneficiary == address(0)) account_.orderId = 0;
        _clearWithdrawal(account_);
        emit WithdrawalFinished(provider_, client, beneficiary, providerPaid, paid, account_.claimed);
        _push(msg.sender, _payProvider(provider_, providerPaid, first) + _due(beneficiary, paid));
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
        bool first = account_.claimed == 0;
        uint96 providerPaid = _settle(account_, settledTotal);
        uint96 paid = _unlocked(account_);
        account_.escrow -= paid;
        ++account_.releaseNonce;
        account_.orderId = 0;
        _clearWithdrawal(account_);
        emit Released(provider_, client, msg.sender, providerPaid, paid, account_.claimed, nonce);
        _push(msg.sender, _payProvider(provider_, providerPaid, first) + paid);
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
        address operator = _releaseOperator(_providers[provider_]);
        address signer = Signatures.recover(_digest(structHash), signature);
        // An account exists only with a registered provider, whose operator is never zero.
        if (signer != operator) revert WrongReleaseSigner(operator, signer);
    }
}
