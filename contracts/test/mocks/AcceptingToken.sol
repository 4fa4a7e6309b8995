// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TestToken} from "./TestToken.sol";

/// @notice A test token that lets every call of a function that it does not have pass, like a wrapped native coin.
contract AcceptingToken is TestToken {
    fallback() external {}
}
