// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accounts} from "./Accounts.sol";
import {Allowances} from "./Allowances.sol";
import {Currency} from "./Currency.sol";
import {Delay} from "./Delay.sol";
import {Disputes} from "./Disputes.sol";
import {Domain} from "./Domain.sol";
import {Earnings} from "./Earnings.sol";
import {Opinions} from "./Opinions.sol";
import {OrderBook} from "./OrderBook.sol";
import {Providers} from "./Providers.sol";

/// @title Everything that is stored
/// @dev Both halves of the code inherit this first and store nothing of their own, so they agree on every slot; `npm run check`
/// compares the layouts.
abstract contract Books is
    Domain,
    Delay,
    Currency,
    Providers,
    Accounts,
    Earnings,
    Disputes,
    Allowances,
    OrderBook,
    Opinions
{
    constructor(address currency_, uint64 withdrawalDelay_) Currency(currency_) Delay(withdrawalDelay_) {}

    /// @dev What of an account's payment the provider is due after the fee: noted as credit, or returned for the caller's one
    /// push at the end if the provider is the caller.
    /// @param first the account had never paid before
    function _payProvider(address provider_, uint96 paid, bool first) internal returns (uint256 push) {
        return _due(provider_, _earn(provider_, paid, first));
    }
}
