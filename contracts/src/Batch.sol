// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBatch} from "./interfaces/IBatch.sol";

/// @title Several calls in one transaction
abstract contract Batch is IBatch {
    /// @inheritdoc IBatch
    function batch(bytes[] calldata calls) external returns (bytes[] memory answers) {
        answers = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            bool succeeded;
            // solhint-disable-next-line avoid-low-level-calls, the code that it calls is its own
            (succeeded, answers[i]) = address(this).delegatecall(calls[i]);
            if (!succeeded) _bubble(answers[i]);
        }
    }

    function _bubble(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}
