// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Deopenchat} from "../../src/Deopenchat.sol";
import {StrangeToken} from "../mocks/StrangeToken.sol";
import {Signing} from "../support/Signing.sol";
import {Handler} from "./Handler.sol";
import {Promises} from "./Promises.sol";

/// @notice One campaign for all promises; after it everybody exits.
abstract contract Campaign is Signing {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Promises private _promises;

    function _token() internal virtual returns (StrangeToken);

    function setUp() external {
        vm.warp(1_800_000_000);
        StrangeToken token = _token();
        _promises = new Promises(new Deopenchat(address(token), 24 hours), token);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_promises);
    }

    /// @dev Purchases and claims come more often than the rest, which without money has nothing to do.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[14] memory moves = [
            Handler.fetch.selector,
            Handler.fetch.selector,
            Handler.fetch.selector,
            Handler.depositFor.selector,
            Handler.claim.selector,
            Handler.claim.selector,
            Handler.requestWithdrawal.selector,
            Handler.cancelWithdrawal.selector,
            Handler.finishWithdrawal.selector,
            Handler.release.selector,
            Handler.collectCredit.selector,
            Handler.changeOperator.selector,
            Handler.donate.selector,
            Handler.waitSome.selector
        ];
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_promises), new bytes4[](moves.length));
        for (uint256 i = 0; i < moves.length; ++i) {
            targets[0].selectors[i] = moves[i];
        }
    }

    function invariant_everyPromiseHolds() external {
        _promises.check();
    }

    function afterInvariant() external {
        _promises.everybodyLeaves();
        _promises.check();
        _promises.checkEnd();
    }
}

contract NativePromisesTest is Campaign {
    function _token() internal pure override returns (StrangeToken) {
        return StrangeToken(address(0));
    }
}

/// @notice The same with a token that calls both sides of every transfer, which re-enter.
contract TokenPromisesTest is Campaign {
    function _token() internal override returns (StrangeToken token) {
        token = new StrangeToken();
        token.setHabit(StrangeToken.Habit.TellsBothSides);
    }
}
