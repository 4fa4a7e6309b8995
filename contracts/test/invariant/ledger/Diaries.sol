// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Offers, Rates, Reigns} from "./Notices.sol";

/// @notice What holds after a notice, and who decides it.
abstract contract Diaries {
    uint256 internal constant MAX_FEE = 500; // basis points

    mapping(address provider => Offers.Offer[]) internal _offers;
    mapping(address provider => Reigns.Reign[]) internal _reigns;
    mapping(address provider => uint256) internal heartbeatAt;
    Rates.Rate[] internal _rates;
    address internal treasury;
    address internal proposedTreasury;
}
