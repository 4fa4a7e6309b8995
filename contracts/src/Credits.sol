// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {ICurrency} from "./interfaces/ICurrency.sol";

/// @title Money that payees collect themselves
abstract contract Credits is Books, ICurrency {
    receive() external payable {
        revert PlainTransferRefused(msg.sender, msg.value);
    }

    /// @inheritdoc ICurrency
    function collectCredit() external returns (uint256 amount) {
        amount = _credit[msg.sender];
        if (amount == 0) revert NoCredit(msg.sender);
        delete _credit[msg.sender];
        emit CreditCollected(msg.sender, amount);
        _push(msg.sender, amount);
    }

    /// @inheritdoc ICurrency
    function currency() external view returns (address) {
        return CURRENCY;
    }

    /// @inheritdoc ICurrency
    function credit(address payee) external view returns (uint256) {
        return _credit[payee];
    }
}
