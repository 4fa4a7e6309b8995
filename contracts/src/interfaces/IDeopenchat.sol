// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaims} from "./IClaims.sol";
import {ICurrency} from "./ICurrency.sol";
import {IDomain} from "./IDomain.sol";
import {IEscrow} from "./IEscrow.sol";
import {IRegistry} from "./IRegistry.sol";
import {IWithdrawals} from "./IWithdrawals.sol";

/// @title Deopenchat: payment channels for inference
/// @notice Everything that the deployed contract offers.
interface IDeopenchat is IDomain, ICurrency, IRegistry, IWithdrawals, IEscrow, IClaims {}
