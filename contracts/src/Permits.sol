// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {IPermitToken} from "./interfaces/IPermitToken.sol";
import {IPermits} from "./interfaces/IPermits.sol";

/// @title Approvals by signature
abstract contract Permits is Books, IPermits {
    /// @inheritdoc IPermits
    function permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        if (CURRENCY == address(0)) revert PermitRefused(CURRENCY, msg.sender, amount);
        // How the call ends tells nothing: somebody may have handed the permit in before, and a token without permit may accept
        // whatever it is called with. What counts is the approval.
        try IPermitToken(CURRENCY).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        if (IPermitToken(CURRENCY).allowance(msg.sender, address(this)) < amount) {
            revert PermitRefused(CURRENCY, msg.sender, amount);
        }
    }
}
