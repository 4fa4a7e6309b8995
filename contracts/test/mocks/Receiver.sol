// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDeopenchat} from "../../src/interfaces/IDeopenchat.sol";

/// @notice A wallet with code: it acts on behalf of a test, may refuse money, and may call the contract again while it is
/// being paid.
contract Receiver {
    IDeopenchat private immutable DEOPENCHAT;

    bool public refuses;
    uint256 public replays;
    bool public lastSucceeded;
    bytes private _again;
    bool private _entered;

    error Refused();

    constructor(IDeopenchat deopenchat) {
        DEOPENCHAT = deopenchat;
    }

    receive() external payable {
        _onMoney();
    }

    /// @notice Called by tokens that tell both sides of a transfer.
    function onTokens() external {
        _onMoney();
    }

    function refuse(bool value) external {
        refuses = value;
    }

    /// @notice With money coming in, sends this call again; the empty one stops it.
    function replay(bytes calldata data) external {
        _again = data;
    }

    function act(address target, uint256 value, bytes calldata data) external payable returns (bytes memory) {
        (bool succeeded, bytes memory answer) = target.call{value: value}(data);
        if (!succeeded) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        return answer;
    }

    function _onMoney() private {
        if (refuses) revert Refused();
        if (_again.length == 0 || _entered) return;
        _entered = true;
        ++replays;
        // Whether it succeeds does not matter: what counts is where the money is afterwards.
        (lastSucceeded,) = address(DEOPENCHAT).call(_again);
        _entered = false;
    }
}
