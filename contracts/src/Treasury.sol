// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {FeeView, ITreasury} from "./interfaces/ITreasury.sol";

/// @title The fee and who sets it
/// @dev Zero never calls: a deployment without a treasury never gets one, nor a fee.
abstract contract Treasury is Books, ITreasury {
    /// @inheritdoc ITreasury
    function fee() external view returns (FeeView memory view_) {
        view_.treasury = _fee.treasury;
        view_.proposedTreasury = _fee.proposedTreasury;
        view_.basisPoints = _feeBasisPoints();
        view_.maximumBasisPoints = MAX_FEE_BASIS_POINTS;
        if (_fee.nextFrom > block.timestamp) {
            view_.nextBasisPoints = _fee.nextBasisPoints;
            view_.nextFrom = _fee.nextFrom;
        }
    }

    /// @inheritdoc ITreasury
    function setFee(uint16 basisPoints) external {
        _checkTreasury();
        if (basisPoints > MAX_FEE_BASIS_POINTS) revert FeeTooHigh(MAX_FEE_BASIS_POINTS, basisPoints);
        uint16 present = _feeBasisPoints();
        if (basisPoints > present) _writeFee(present, basisPoints, _afterDelay());
        else _writeFee(basisPoints, 0, 0);
        emit FeeSet(basisPoints, _fee.nextFrom == 0 ? uint64(block.timestamp) : _fee.nextFrom);
    }

    /// @inheritdoc ITreasury
    function proposeTreasury(address proposed) external {
        _checkTreasury();
        _fee.proposedTreasury = proposed;
        emit TreasuryProposed(msg.sender, proposed);
    }

    /// @inheritdoc ITreasury
    function acceptTreasury() external {
        if (msg.sender != _fee.proposedTreasury) revert NotProposedTreasury(_fee.proposedTreasury, msg.sender);
        _fee.treasury = msg.sender;
        _fee.proposedTreasury = address(0);
        emit TreasuryChanged(msg.sender);
    }

    function _checkTreasury() private view {
        if (msg.sender != _fee.treasury) revert NotTreasury(_fee.treasury, msg.sender);
    }

    function _writeFee(uint16 basisPoints, uint16 nextBasisPoints, uint40 nextFrom) private {
        _fee.basisPoints = basisPoints;
        _fee.nextBasisPoints = nextBasisPoints;
        _fee.nextFrom = nextFrom;
    }
}
