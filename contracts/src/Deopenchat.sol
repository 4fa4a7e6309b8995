// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Batch} from "./Batch.sol";
import {Claims} from "./Claims.sol";
import {Credits} from "./Credits.sol";
import {DeopenchatExtension} from "./DeopenchatExtension.sol";
import {Escrow} from "./Escrow.sol";
import {Identity} from "./Identity.sol";
import {Prefunds} from "./Prefunds.sol";
import {ProvisionalClaims} from "./ProvisionalClaims.sol";
import {Reputation} from "./Reputation.sol";
import {Transcripts} from "./Transcripts.sol";
import {Treasury} from "./Treasury.sol";
import {Withdrawals} from "./Withdrawals.sol";
import {Books} from "./books/Books.sol";

/// @title Deopenchat: payment channels for inference
/// @notice No owner, no upgrade, no pause: nobody has a path to anybody else's escrow. `IDeopenchat` tells everything that this
/// address offers; what is not here lives in the extension, whose code is deployed by the constructor and fixed for ever.
contract Deopenchat is
    Books,
    Identity,
    Credits,
    Escrow,
    Claims,
    Withdrawals,
    ProvisionalClaims,
    Prefunds,
    Treasury,
    Reputation,
    Transcripts,
    Batch
{
    address private immutable EXTENSION;

    /// @param currency_ ERC-20 to settle in, or zero for the chain's native coin
    /// @param withdrawalDelay_ seconds from the request of a withdrawal to its finish, 1 second to 30 days; a public
    /// deployment wants 24 hours, the low bound is for local chains and tests
    /// @param treasury who may set and collect the protocol's fee, which starts at zero; the zero address: never a fee
    constructor(address currency_, uint64 withdrawalDelay_, address treasury) Books(currency_, withdrawalDelay_) {
        EXTENSION = address(new DeopenchatExtension(currency_, withdrawalDelay_));
        _fee.treasury = treasury;
    }

    /// @dev The extension's code, with the storage, the address, the caller and the money of this call.
    fallback() external payable {
        address extension_ = EXTENSION;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let succeeded := delegatecall(gas(), extension_, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(succeeded) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }

    /// @notice Code that the rest of the functions live in.
    function extension() external view returns (address) {
        return EXTENSION;
    }
}
