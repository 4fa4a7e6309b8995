// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {People} from "../People.sol";
import {Rates} from "../ledger/Notices.sol";

/// @notice The fee and who sets it.
abstract contract TreasuryMoves is People {
    using Rates for Rates.Rate[];

    function setFee(uint256 who, uint256 basisPoints) external {
        address caller = _treasurer(who);
        basisPoints = basisPoints % 8 == 0 ? MAX_FEE + basisPoints / 8 % 2 : basisPoints % 600;
        bytes memory data = abi.encodeCall(DEOPENCHAT.setFee, (uint16(basisPoints))); // below 2^16
        if (!_send(caller, 0, data, caller == treasury && basisPoints <= MAX_FEE)) return;
        _rates.set(basisPoints, DELAY);
        borders.push(block.timestamp + DELAY);
    }

    function proposeTreasury(uint256 who, uint256 whom) external {
        address caller = _treasurer(who);
        address proposed = whom % 4 == 0 ? address(0) : treasuries[whom % treasuries.length];
        if (_send(caller, 0, abi.encodeCall(DEOPENCHAT.proposeTreasury, (proposed)), caller == treasury)) {
            proposedTreasury = proposed;
        }
    }

    function acceptTreasury(uint256 who) external {
        address caller = who % 4 == 0 ? stranger : treasuries[who % treasuries.length];
        bool allowed = caller == proposedTreasury;
        if (!_send(caller, 0, abi.encodeCall(DEOPENCHAT.acceptTreasury, ()), allowed)) return;
        treasury = caller;
        proposedTreasury = address(0);
    }

    function _treasurer(uint256 seed) private view returns (address) {
        return seed % 8 == 0 ? providers[0] : seed % 8 == 1 ? treasuries[seed / 8 % treasuries.length] : treasury;
    }
}
