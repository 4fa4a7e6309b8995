// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {IDomain} from "./interfaces/IDomain.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IProvisionalClaims, ProvisionalClaimView} from "./interfaces/IProvisionalClaims.sol";
import {Messages} from "./libraries/Messages.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Provisional claims
/// @dev What the provider asserts beyond the claimed amount leaves the owner's reach in every outcome, so the owner gains
/// nothing by denying what it owes; what the provider asserts beyond what is admitted costs it as much of its bond, so it
/// gains nothing by asserting more.
abstract contract ProvisionalClaims is Books, IProvisionalClaims {
    /// @dev 0 complete, 1 cancelled by the client, 2 cut off by the backend.
    uint8 private constant MAX_STATUS = 2;

    /// @inheritdoc IProvisionalClaims
    function openProvisionalClaim(
        Messages.InferenceRequest calldata request,
        bytes calldata requestSignature,
        Messages.Receipt calldata receipt,
        bytes calldata receiptSignature,
        uint96 assertedTotal
    ) external payable {
        if (msg.sender != request.provider) {
            revert NotProvider(request.provider, msg.sender);
        }
        // Were something claimed while a token is pulled, the bond would be larger than what is held, never smaller.
        uint96 bond = _difference(assertedTotal, _accounts[msg.sender][receipt.client].claimed);
        uint256 excess = _take(bond);
        bytes32 requestHash = _checkRequest(request, receipt.client, requestSignature);
        _checkReceipt(request, requestHash, receipt, receiptSignature);
        _checkTotal(receipt.client, request.authorized, assertedTotal);
        _hold(receipt.client, requestHash, assertedTotal, bond);
        _push(msg.sender, excess);
    }

    /// @inheritdoc IProvisionalClaims
    function contest(address provider_, address client, bytes32 requestHash, uint96 owed, bytes calldata signature)
        external
    {
        Dispute memory dispute = _dispute(provider_, client);
        if (dispute.requestHash != requestHash) revert NoProvisionalClaim(provider_, client);
        if (block.timestamp >= dispute.closesAt) revert ChallengeWindowOver(dispute.closesAt, block.timestamp);
        if (msg.sender != _accounts[provider_][client].owner) {
            _checkSigner(client, Messages.contest(provider_, requestHash, owed), signature);
        }
        _decide(provider_, client, dispute, owed);
    }

    /// @inheritdoc IProvisionalClaims
    function finishProvisionalClaim(address provider_, address client) external {
        Dispute memory dispute = _dispute(provider_, client);
        if (block.timestamp < dispute.closesAt) revert ChallengeWindowOpen(dispute.closesAt, block.timestamp);
        Account storage account_ = _accounts[provider_][client];
        bool first = account_.claimed == 0;
        uint96 paid = _settle(account_, account_.assertedTotal);
        _close(provider_, client);
        emit ProvisionalClaimPaid(provider_, client, dispute.requestHash, paid, account_.claimed);
        _push(msg.sender, _payProvider(provider_, paid, first) + _due(provider_, dispute.bond));
    }

    /// @inheritdoc IProvisionalClaims
    function dropProvisionalClaim(address client) external {
        Dispute memory dispute = _dispute(msg.sender, client);
        Account storage account_ = _accounts[msg.sender][client];
        // Else a provider that sees a contest coming would save its bond.
        if (_locked(account_) != 0) revert EscrowLocked(_locked(account_), account_.escrow);
        _close(msg.sender, client);
        emit ProvisionalClaimDropped(msg.sender, client, dispute.requestHash);
        _push(msg.sender, dispute.bond);
    }

    /// @inheritdoc IProvisionalClaims
    function provisionalClaim(address provider_, address client) external view returns (ProvisionalClaimView memory) {
        Dispute memory dispute = _disputes[provider_][client];
        return ProvisionalClaimView({
            requestHash: dispute.requestHash,
            assertedTotal: _accounts[provider_][client].assertedTotal,
            bond: dispute.bond,
            closesAt: dispute.closesAt
        });
    }

    /// @inheritdoc IProvisionalClaims
    function burned() external view returns (uint256) {
        return _burned;
    }

    function _hold(address client, bytes32 requestHash, uint96 assertedTotal, uint96 bond) private {
        uint40 closesAt = _afterDelay();
        _accounts[msg.sender][client].assertedTotal = assertedTotal;
        _disputes[msg.sender][client] = Dispute(requestHash, bond, closesAt);
        _assertedRequests[client][requestHash] = true;
        emit ProvisionalClaimOpened(msg.sender, client, requestHash, assertedTotal, bond, closesAt);
    }

    /// @dev What was claimed meanwhile counts as admitted. What is disputed is at most what is held, which is at most the escrow
    /// (see `_locked`) and at most the bond: it was at the opening, and has only fallen since.
    function _decide(address provider_, address client, Dispute memory dispute, uint96 owed) private {
        Account storage account_ = _accounts[provider_][client];
        (uint96 asserted, uint96 claimed) = (account_.assertedTotal, account_.claimed);
        uint96 disputed = _difference(asserted, owed > claimed ? owed : claimed);
        uint96 paid = _settle(account_, asserted - disputed);
        _burn(provider_, account_, disputed);
        _close(provider_, client);
        emit ProvisionalClaimContested(provider_, client, dispute.requestHash, owed, paid, disputed, account_.claimed);
        _push(msg.sender, _payProvider(provider_, paid, claimed == 0) + _due(provider_, dispute.bond - disputed));
    }

    /// @dev Of the escrow, and as much of the bond, which was never part of any account.
    function _burn(address provider_, Account storage account_, uint96 amount) private {
        account_.escrow -= amount;
        _burned += 2 * uint256(amount);
        Record storage record = _records[provider_];
        account_.contested = _plus(account_.contested, amount);
        record.contested = _plus(record.contested, amount);
    }

    function _close(address provider_, address client) private {
        _accounts[provider_][client].assertedTotal = 0;
        delete _disputes[provider_][client];
    }

    function _dispute(address provider_, address client) private view returns (Dispute memory) {
        if (_accounts[provider_][client].assertedTotal == 0) revert NoProvisionalClaim(provider_, client);
        return _disputes[provider_][client];
    }

    function _checkRequest(Messages.InferenceRequest calldata request, address client, bytes calldata signature)
        private
        view
        returns (bytes32 requestHash)
    {
        bytes32 structHash = Messages.inferenceRequest(request);
        _checkSigner(client, structHash, signature);
        requestHash = _digest(structHash);
        if (_assertedRequests[client][requestHash]) revert RequestUsed(requestHash);
        uint256 latest = uint256(request.deadline) + _delay();
        if (block.timestamp > latest) revert RequestTooOld(latest, block.timestamp);
    }

    function _checkReceipt(
        Messages.InferenceRequest calldata request,
        bytes32 requestHash,
        Messages.Receipt calldata receipt,
        bytes calldata signature
    ) private view {
        if (
            receipt.requestHash != requestHash || receipt.sequence != request.sequence || receipt.cost > request.maxCost
                || receipt.status > MAX_STATUS
        ) revert ReceiptMismatch(requestHash);
        _checkReceiptSigner(Signatures.recover(_digest(Messages.receipt(receipt)), signature));
    }

    function _checkReceiptSigner(address signer) private view {
        Provider storage record = _providers[msg.sender];
        address operator = _receiptOperator(record);
        (address previous,) = _previousOperator(record);
        // Zero is what an unacceptable signature recovers to, and what a missing operator reads as.
        if (signer == address(0) || (signer != operator && signer != previous)) {
            revert IDomain.WrongSigner(operator, signer);
        }
    }

    function _checkTotal(address client, uint96 authorized, uint96 assertedTotal) private view {
        Account storage account_ = _accounts[msg.sender][client];
        if (account_.owner == address(0)) revert IEscrow.UnknownAccount(msg.sender, client);
        if (account_.assertedTotal != 0) {
            revert ProvisionalClaimOpen(msg.sender, client, _disputes[msg.sender][client].closesAt);
        }
        uint256 claimed = account_.claimed;
        uint256 maximum = claimed + account_.escrow;
        if (authorized < maximum) maximum = authorized;
        if (assertedTotal <= claimed || assertedTotal > maximum) {
            revert AssertedTotalOutOfRange(claimed, maximum, assertedTotal);
        }
    }

    function _difference(uint96 total, uint96 part) private pure returns (uint96) {
        return total > part ? total - part : 0;
    }
}
