// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry} from "../interfaces/IRegistry.sol";

/// @title Checks of text that other people's screens and logs will show
library Text {
    /// @dev Printable ASCII, 0x20 to 0x7e: no control characters, no look-alikes from other scripts.
    function check(string memory field, string calldata text, uint256 minimum, uint256 maximum) internal pure {
        bytes calldata characters = bytes(text);
        uint256 length = characters.length;
        if (length < minimum || length > maximum) {
            revert IRegistry.TextLengthOutOfRange(field, minimum, maximum, length);
        }
        for (uint256 i = 0; i < length; ++i) {
            bytes1 character = characters[i];
            if (character < 0x20 || character > 0x7e) revert IRegistry.TextNotPrintable(field, i, character);
        }
    }
}
