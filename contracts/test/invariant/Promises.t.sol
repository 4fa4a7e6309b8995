// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {StrangeToken} from "../mocks/StrangeToken.sol";
import {Deploying} from "../support/Deploying.sol";
import {Promises} from "./Promises.sol";
import {ClaimMoves} from "./moves/ClaimMoves.sol";
import {DisputeMoves} from "./moves/DisputeMoves.sol";
import {EscrowMoves} from "./moves/EscrowMoves.sol";
import {OrderMoves} from "./moves/OrderMoves.sol";
import {PrefundMoves} from "./moves/PrefundMoves.sol";
import {RegistryMoves} from "./moves/RegistryMoves.sol";
import {ReputationMoves} from "./moves/ReputationMoves.sol";
import {TimeMoves} from "./moves/TimeMoves.sol";
import {TreasuryMoves} from "./moves/TreasuryMoves.sol";
import {WithdrawalMoves} from "./moves/WithdrawalMoves.sol";

/// @notice One campaign for all promises; after it everybody exits.
abstract contract Campaign is Deploying {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Promises private _promises;
    bytes4[] private _moves;

    function _token() internal virtual returns (StrangeToken);

    function setUp() external {
        vm.warp(1_800_000_000);
        StrangeToken token = _token();
        _promises = new Promises(_deploy(address(token), 24 hours, address(0xfee)), token);
        _playMoney();
        _playMarket();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_promises);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_promises), _moves);
    }

    function invariant_everyPromiseHolds() external {
        _promises.check();
    }

    function afterInvariant() external {
        _promises.everybodyLeaves();
        _promises.checkEnd();
    }

    /// @dev The moves on which others wait come more often.
    function _playMoney() private {
        _play(5, EscrowMoves.fetch.selector);
        _play(2, EscrowMoves.depositFor.selector);
        _play(2, EscrowMoves.bindOwner.selector);
        _play(1, EscrowMoves.donate.selector);
        _play(5, ClaimMoves.claim.selector);
        _play(3, WithdrawalMoves.requestWithdrawal.selector);
        _play(1, WithdrawalMoves.cancelWithdrawal.selector);
        _play(4, WithdrawalMoves.finishWithdrawal.selector);
        _play(2, WithdrawalMoves.release.selector);
        _play(2, WithdrawalMoves.collectCredit.selector);
        _play(1, WithdrawalMoves.sulk.selector);
        _play(1, PrefundMoves.prefund.selector);
        _play(1, PrefundMoves.withdrawPrefund.selector);
        _play(1, PrefundMoves.allowClient.selector);
        _play(1, PrefundMoves.allowProviders.selector);
        _play(3, PrefundMoves.topUp.selector);
        _play(2, PrefundMoves.topUpAndClaim.selector);
        _play(5, DisputeMoves.openProvisionalClaim.selector);
        _play(4, DisputeMoves.contest.selector);
        _play(2, DisputeMoves.finishProvisionalClaim.selector);
        _play(1, DisputeMoves.dropProvisionalClaim.selector);
    }

    function _playMarket() private {
        _play(3, OrderMoves.postOrder.selector);
        _play(4, OrderMoves.lockOrder.selector);
        _play(3, OrderMoves.challengeOrder.selector);
        _play(1, OrderMoves.answerChallenge.selector);
        _play(3, OrderMoves.reopenOrder.selector);
        _play(2, OrderMoves.finishOrder.selector);
        _play(1, OrderMoves.returnOrder.selector);
        _play(1, OrderMoves.publish.selector);
        _play(2, ReputationMoves.flag.selector);
        _play(2, ReputationMoves.compare.selector);
        _play(2, RegistryMoves.listModel.selector);
        _play(1, RegistryMoves.unlistModel.selector);
        _play(2, RegistryMoves.nameOperator.selector);
        _play(1, RegistryMoves.heartbeat.selector);
        _play(2, TreasuryMoves.setFee.selector);
        _play(1, TreasuryMoves.proposeTreasury.selector);
        _play(1, TreasuryMoves.acceptTreasury.selector);
        _play(1, TimeMoves.waitSome.selector);
        _play(6, TimeMoves.waitForBorder.selector);
    }

    function _play(uint256 often, bytes4 move) private {
        for (; often > 0; --often) {
            _moves.push(move);
        }
    }
}

/// @dev The moves draw from hashes of what they are given: a dictionary of values seen before would only cost time.
/// forge-config: default.invariant.dictionary-weight = 0
/// forge-config: default.invariant.include-storage = false
/// forge-config: default.invariant.include-push-bytes = false
contract NativePromisesTest is Campaign {
    function _token() internal pure override returns (StrangeToken) {
        return StrangeToken(address(0));
    }
}

/// @notice The same with a token that calls both sides of every transfer, which re-enter.
/// forge-config: default.invariant.dictionary-weight = 0
/// forge-config: default.invariant.include-storage = false
/// forge-config: default.invariant.include-push-bytes = false
contract TokenPromisesTest is Campaign {
    function _token() internal override returns (StrangeToken token) {
        token = new StrangeToken();
        token.setHabit(StrangeToken.Habit.TellsBothSides);
    }
}
