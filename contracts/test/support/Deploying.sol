// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDeopenchat} from "../../src/interfaces/IDeopenchat.sol";
import {Signing} from "./Signing.sol";

/// @notice Deploys the contract from its compiled code: tests are compiled by another pipeline, which does not import it.
abstract contract Deploying is Signing {
    function _deploy(address currency, uint64 delay, address treasury) internal returns (IDeopenchat deployed) {
        bytes memory code =
            bytes.concat(vm.getCode("src/Deopenchat.sol:Deopenchat"), abi.encode(currency, delay, treasury));
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
            if iszero(deployed) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }
}
