// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../interfaces/ICurrency.sol";

/// @title The settlement currency and the credit of those who are not paid directly
/// @dev There is no reentrancy lock, because nothing needs one: money comes in before a function reads or writes its state,
/// and goes out after its last write. A token that calls back while it is pulled therefore meets settled books, and whatever
/// moves meanwhile makes the balance differ from what the pull expects.
abstract contract Currency {
    address internal immutable CURRENCY;

    mapping(address payee => uint256 amount) internal _credit;

    constructor(address currency_) {
        if (currency_ != address(0) && currency_.code.length == 0) revert ICurrency.NotAToken(currency_);
        CURRENCY = currency_;
    }

    /// @dev Takes exactly `amount` from the caller. First thing that touches money in a function. Native coin has arrived with
    /// the call: what is returned is the excess, which the function sends back as its very last step.
    function _take(uint256 amount) internal returns (uint256 excess) {
        if (CURRENCY == address(0)) {
            if (msg.value < amount) revert ICurrency.InsufficientValue(amount, msg.value);
            return msg.value - amount;
        }
        if (msg.value != 0) revert ICurrency.UnexpectedValue(msg.value);
        uint256 before = _tokenBalance();
        _callToken(
            abi.encodeWithSignature("transferFrom(address,address,uint256)", msg.sender, address(this), amount),
            msg.sender,
            address(this),
            amount
        );
        uint256 afterwards = _tokenBalance();
        // A balance that fell counts as nothing received.
        uint256 received = afterwards > before ? afterwards - before : 0;
        if (received != amount) revert ICurrency.WrongTokenAmount(amount, received);
    }

    /// @dev Sends money. The last step of a function, and only to its caller or, in a claim, to the provider.
    function _push(address receiver, uint256 amount) internal {
        if (amount == 0) return;
        if (CURRENCY == address(0)) {
            bool accepted;
            // No return data is copied: a receiver cannot make the caller pay for reading it.
            assembly ("memory-safe") {
                accepted := call(gas(), receiver, amount, 0, 0, 0, 0)
            }
            if (!accepted) revert ICurrency.PaymentRefused(receiver, amount);
        } else {
            _callToken(
                abi.encodeWithSignature("transfer(address,uint256)", receiver, amount), address(this), receiver, amount
            );
        }
    }

    /// @dev Notes that `payee` is due `amount`. If it is the caller, nothing is noted and the amount is returned, for the
    /// caller's one push at the end.
    function _due(address payee, uint256 amount) internal returns (uint256 push) {
        if (amount == 0) return 0;
        if (payee == msg.sender) return amount;
        _note(payee, amount);
    }

    /// @dev Notes that `payee` may collect `amount`.
    function _note(address payee, uint256 amount) internal {
        _credit[payee] += amount;
        emit ICurrency.Credited(payee, amount);
    }

    /// @dev Success is no revert and either no answer (old tokens) or exactly `true`.
    function _callToken(bytes memory data, address from, address to, uint256 amount) private {
        address token = CURRENCY;
        bool succeeded;
        assembly ("memory-safe") {
            mstore(0, 0)
            succeeded := call(gas(), token, 0, add(data, 32), mload(data), 0, 32)
            succeeded := and(succeeded, or(iszero(returndatasize()), and(gt(returndatasize(), 31), eq(mload(0), 1))))
        }
        if (!succeeded) revert ICurrency.TokenTransferFailed(token, from, to, amount);
    }

    function _tokenBalance() private view returns (uint256 balance) {
        (, bytes memory answer) = CURRENCY.staticcall(abi.encodeWithSignature("balanceOf(address)", address(this)));
        return abi.decode(answer, (uint256));
    }
}
