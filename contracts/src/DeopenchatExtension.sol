// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountViews} from "./AccountViews.sol";
import {EarningsViews} from "./EarningsViews.sol";
import {Orders} from "./Orders.sol";
import {Permits} from "./Permits.sol";
import {Registry} from "./Registry.sol";
import {Books} from "./books/Books.sol";
import {IDeopenchat} from "./interfaces/IDeopenchat.sol";

/// @title The half of the code that is not called every day
/// @dev Runs by delegatecall on the storage of `Deopenchat`, which deploys it. Its own storage is never used.
contract DeopenchatExtension is Books, Registry, AccountViews, EarningsViews, Orders, Permits {
    constructor(address currency_, uint64 withdrawalDelay_) Books(currency_, withdrawalDelay_) {}

    fallback() external {
        revert IDeopenchat.UnknownFunction(msg.sig);
    }
}
