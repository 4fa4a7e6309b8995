// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccounts} from "./IAccounts.sol";
import {IBatch} from "./IBatch.sol";
import {IClaims} from "./IClaims.sol";
import {ICurrency} from "./ICurrency.sol";
import {IDelay} from "./IDelay.sol";
import {IDomain} from "./IDomain.sol";
import {IEarnings} from "./IEarnings.sol";
import {IEscrow} from "./IEscrow.sol";
import {IOrders} from "./IOrders.sol";
import {IPermits} from "./IPermits.sol";
import {IPrefunds} from "./IPrefunds.sol";
import {IProvisionalClaims} from "./IProvisionalClaims.sol";
import {IRegistry} from "./IRegistry.sol";
import {IReputation} from "./IReputation.sol";
import {ITranscripts} from "./ITranscripts.sol";
import {ITreasury} from "./ITreasury.sol";
import {IWithdrawals} from "./IWithdrawals.sol";

/// @title Everything that one address offers
/// @dev The bytecode does not fit into one contract: `Deopenchat` keeps what moves money every day and forwards the rest to
/// `extension()`, whose code runs on the storage, the address and the events of the one contract that users know.
interface IDeopenchat is
    IDomain,
    ICurrency,
    IDelay,
    IRegistry,
    IAccounts,
    IEscrow,
    IClaims,
    IWithdrawals,
    IProvisionalClaims,
    IPrefunds,
    IOrders,
    IEarnings,
    ITreasury,
    IReputation,
    ITranscripts,
    IPermits,
    IBatch
{
    /// @notice The contract has no such function.
    error UnknownFunction(bytes4 selector);
    /// @notice The extension's code was called by itself, with money: use the contract that it belongs to.
    error CalledDirectly(address extension);

    /// @notice Code that the rest of the functions live in, deployed by and for this contract; fixed.
    function extension() external view returns (address);
}
