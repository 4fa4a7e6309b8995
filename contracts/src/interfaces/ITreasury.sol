// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The fee as the views give it.
/// @param treasury who may collect and set it; zero: there is no fee and never will be
/// @param proposedTreasury who may take the treasury's place
/// @param basisPoints of what providers earn, in force now
/// @param nextBasisPoints in force from `nextFrom` on
/// @param nextFrom unix seconds; zero if nothing was announced
/// @param maximumBasisPoints never more than this
struct FeeView {
    address treasury;
    address proposedTreasury;
    uint16 basisPoints;
    uint16 nextBasisPoints;
    uint64 nextFrom;
    uint16 maximumBasisPoints;
}

/// @title The protocol's fee
/// @dev Taken from what a provider earns, rounded up; noted as credit of the treasury, who collects it like anybody else.
interface ITreasury {
    /// @notice Only the treasury may do this.
    error NotTreasury(address treasury, address caller);
    /// @notice Only the address that the treasury proposed may do this.
    error NotProposedTreasury(address proposed, address caller);
    /// @notice The fee would be above its constant cap.
    error FeeTooHigh(uint256 maximum, uint256 actual);

    /// @notice The fee changed or will change.
    /// @param from unix seconds; now for a lower one, one withdrawal delay away for a higher one
    event FeeSet(uint16 basisPoints, uint64 from);
    /// @notice The treasury named who may take its place.
    event TreasuryProposed(address indexed treasury, address indexed proposed);
    /// @notice The proposed address took the place. Credit of the old one stays the old one's.
    event TreasuryChanged(address indexed treasury);

    /// @notice The fee and who sets it.
    function fee() external view returns (FeeView memory);

    /// @notice Sets the fee: a lower one holds at once, a higher one after the notice of one withdrawal delay. An announcement
    /// that was not in force yet is replaced. Treasury only.
    function setFee(uint16 basisPoints) external;

    /// @notice Names who may take the treasury's place, or nobody with zero. Treasury only.
    function proposeTreasury(address proposed) external;

    /// @notice Takes the treasury's place. Proposed address only.
    function acceptTreasury() external;
}
