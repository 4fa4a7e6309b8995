// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Claims} from "./Claims.sol";
import {Currency} from "./Currency.sol";
import {Escrow} from "./Escrow.sol";
import {Withdrawals} from "./Withdrawals.sol";
import {IDeopenchat} from "./interfaces/IDeopenchat.sol";

/// @title Deopenchat: payment channels for inference
/// @notice No owner, no upgrade, no pause: nobody has a path to anybody else's escrow.
contract Deopenchat is IDeopenchat, Escrow, Claims {
    /// @param currency_ ERC-20 to settle in, or zero for the chain's native coin
    /// @param withdrawalDelay_ seconds from the request of a withdrawal to its finish, 1 second to 30 days; a public
    /// deployment wants 24 hours, the low bound is for local chains and tests
    constructor(address currency_, uint64 withdrawalDelay_) Currency(currency_) Withdrawals(withdrawalDelay_) {}
}
