// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimRow} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IOrders, OrderState, OrderView} from "../src/interfaces/IOrders.sol";
import {IProvisionalClaims} from "../src/interfaces/IProvisionalClaims.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

/// @notice What thieves try with several orders, keys and wallets.
contract OrderMoneyTest is OrderFixture {
    function test_theStakeOfALaterOrderLeavesOnceWhicheverOrderIsFinished() external {
        uint256 first = _postAndLock();
        _release(0);
        uint256 second = _post();
        _lock(second);
        _finishOrder(first);
        vm.assertEq(deopenchat.credit(owner), STAKE, "by the first order");
        _silence(second);
        _refusesToReopen(second, 0);
        _finishOrder(second);
        vm.assertEq(deopenchat.credit(owner), STAKE, "nothing by the second one");
        vm.assertEq(address(deopenchat).balance, STAKE, "balance");
    }

    function test_twoOwnersOfOneClientKeyGetTheirOwnStakes() external {
        uint256 first = _post();
        uint256 second = _postAs(otherOwner, CLIENT_KEY, _terms());
        _lock(first);
        vm.expectRevert(abi.encodeWithSelector(IOrders.AccountHasOrder.selector, first));
        _lock(second);
        _finishOrder(first);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, owner, 0));
        _lock(second);
        _lockAs(otherProvider, second, _terms());
        vm.assertEq(deopenchat.account(otherProvider, client).owner, otherOwner, "another provider, another account");
        vm.prank(otherProvider);
        deopenchat.finishOrder(second, new ClaimRow[](0));
        vm.assertEq(deopenchat.credit(owner), STAKE, "owner");
        vm.assertEq(deopenchat.credit(otherOwner), STAKE, "other owner");
    }

    /// @dev The squatter's withdrawal touches no stake; the owner's own one does, and counts although the other came first.
    function test_theStakeIsTakenOutOnceAfterASquatterLeft() external {
        uint256 orderId = _post();
        _fetch(stranger, provider, CLIENT_KEY, 3);
        _lock(orderId);
        _silence(orderId);
        vm.warp(START + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        _withdraw(STAKE);
        _deposit(STAKE);
        _refusesToReopen(orderId, 0);
        vm.assertEq(deopenchat.credit(stranger), 3, "squatter");
        vm.assertEq(owner.balance, 1e30 - STAKE, "owner");
        _assertMoney(STAKE, 0);
    }

    /// @dev A squatter is displaced by every lock anew; each time its unit stays its own.
    function test_aSquatterWithOneUnitStopsNoProvider() external {
        uint256 orderId = _post();
        _fetch(stranger, provider, CLIENT_KEY, 3);
        _fetch(stranger, otherProvider, CLIENT_KEY, 3);
        _lock(orderId);
        _silence(orderId);
        _reopen(orderId);
        _lockAs(otherProvider, orderId, _terms());
        vm.warp(block.timestamp + DELAY);
        vm.startPrank(stranger);
        deopenchat.finishWithdrawal(provider, client);
        deopenchat.finishWithdrawal(otherProvider, client);
        vm.stopPrank();
        vm.assertEq(stranger.balance, 1e30, "squatter");
        vm.assertEq(deopenchat.account(otherProvider, client).escrow, STAKE, "escrow");
        vm.assertEq(address(deopenchat).balance, STAKE, "balance");
    }

    function test_theSilentProviderAssertsNothingOfAStakeThatIsGone() external {
        uint256 orderId = _postAndLock();
        Opening memory opening = _opening(SEQUENCE, 1);
        _silence(orderId);
        _reopen(orderId);
        vm.expectRevert(abi.encodeWithSelector(IProvisionalClaims.AssertedTotalOutOfRange.selector, 0, 0, 1));
        _submit(opening);
    }

    /// @dev What the client confirmed to it stays a debt: the next stake that comes to it pays.
    function test_theSilentProviderIsPaidOldDebtsWhenTheOrderComesBackToIt() external {
        uint256 orderId = _reopened();
        _lockAs(otherProvider, orderId, _terms());
        _silence(orderId);
        _reopen(orderId);
        _lock(orderId);
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        _assertMoney(STAKE - 100, 100);
        _silence(orderId);
        _refusesToReopen(orderId, 0);
    }

    function test_aPaymentBetweenTwoLocksIsNoneSinceTheLock() external {
        uint256 orderId = _reopened();
        _deposit(10);
        _claim(_confirmation(CLIENT_KEY, provider, 10));
        _lockAs(otherProvider, orderId, _terms());
        _silence(orderId);
        _reopen(orderId);
        _lock(orderId);
        _silence(orderId);
        _reopen(orderId);
        _assertMoney(0, 10);
        _return(orderId);
        vm.assertEq(owner.balance, 1e30 - 10, "owner");
    }

    function test_lockedAndFinishedInOneBatchTheStakeReturns() external {
        uint256 orderId = _post();
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(deopenchat.lockOrder, (orderId, _terms()));
        calls[1] = abi.encodeCall(deopenchat.finishOrder, (orderId, new ClaimRow[](0)));
        vm.prank(provider);
        deopenchat.batch(calls);
        _assertState(orderId, OrderState.Finished);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function test_aBatchBringsNoStake() external {
        _post();
        bytes[] memory calls = new bytes[](1);
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        calls[0] = abi.encodeCall(deopenchat.postOrder, (_terms(), publicKey, _orderBind(CLIENT_KEY, owner), MEMO));
        vm.expectRevert(abi.encodeWithSelector(ICurrency.InsufficientValue.selector, STAKE, 0));
        vm.prank(owner);
        deopenchat.batch(calls);
    }

    function _refusesToReopen(uint256 orderId, uint256 actual) private {
        vm.expectRevert(abi.encodeWithSelector(IOrders.StakeNotWhole.selector, orderId, STAKE, actual));
        _reopen(orderId);
    }
}

/// @notice Orders of one client key in any hands, with a squatter around: no unit is in two places, none is lost.
contract OrderSumsTest is OrderFixture {
    uint256 private constant MOVES = 24;
    uint256 private constant ORDERS = 3;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < ORDERS; ++i) {
            _post();
        }
    }

    function testFuzz_everyBaseUnitHasOnePlaceUntilEverybodyLeaves(uint256 seed) external {
        for (uint256 i = 0; i < MOVES; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _move(seed % 18, (seed >> 8) % 4 == 0 ? otherProvider : provider, (seed >> 16) % 200);
            _assertSum();
        }
        _everybodyLeaves();
        vm.assertEq(address(deopenchat).balance, deopenchat.burned(), "only what was burned stays");
    }

    /// @dev Some moves are refused: then nothing changes, whoever wanted it.
    function _move(uint256 kind, address by, uint256 number) private {
        if (kind < 4) _moveOrder(kind, by, uint96(number));
        else if (kind < 9) _askOfOrder(kind, _orderIn(OrderState.Locked, number));
        else if (kind < 13) _moveAccount(kind, by, uint96(number));
        else if (kind < 16) _moveClaim(kind, by, uint96(number));
        else vm.warp(block.timestamp + [SILENCE_SECONDS, 8 hours, DELAY][number % 3]);
    }

    function _moveOrder(uint256 kind, address by, uint96 number) private {
        if (kind == 0) {
            _try(owner, 0, abi.encodeCall(deopenchat.returnOrder, (_orderIn(OrderState.Open, number))));
        } else if (kind < 3) {
            _try(by, 0, abi.encodeCall(deopenchat.lockOrder, (_orderIn(OrderState.Open, number), _terms())));
        } else {
            uint256 orderId = _orderIn(OrderState.Locked, number);
            by = deopenchat.order(orderId).provider;
            ClaimRow[] memory rows = number % 2 == 0 ? new ClaimRow[](0) : _rows(_confirmation(CLIENT_KEY, by, number));
            _try(by, 0, abi.encodeCall(deopenchat.finishOrder, (orderId, rows)));
        }
    }

    function _askOfOrder(uint256 kind, uint256 orderId) private {
        if (kind == 4) {
            InferenceRequest memory request = _request(deopenchat.order(orderId).provider);
            bytes memory signature = _long(_requestSignature(CLIENT_KEY, address(deopenchat), request));
            _try(stranger, 0, abi.encodeCall(deopenchat.answerChallenge, (orderId, _sent(request), signature)));
        } else {
            _try(owner, 0, abi.encodeCall(deopenchat.challengeOrder, (orderId, _terms())));
            if (kind > 6) vm.warp(block.timestamp + SILENCE_SECONDS);
            _try(owner, 0, abi.encodeCall(deopenchat.reopenOrder, (orderId)));
        }
    }

    /// @dev One in this state, if there is any.
    function _orderIn(OrderState state, uint256 number) private view returns (uint256 orderId) {
        for (uint256 i = 0; i < ORDERS; ++i) {
            orderId = (number + i) % ORDERS + 1;
            if (deopenchat.order(orderId).state == state) return orderId;
        }
    }

    function _moveAccount(uint256 kind, address by, uint96 number) private {
        AccountView memory account = deopenchat.account(by, client);
        if (kind == 9) {
            bytes memory publicKey = _publicKey(CLIENT_KEY);
            address caller = number % 2 == 0 ? owner : stranger;
            _try(caller, 30, abi.encodeCall(deopenchat.fetchTokens, (by, MODEL, 10, publicKey, "")));
        } else if (kind == 10) {
            _try(account.owner, 0, abi.encodeCall(deopenchat.requestWithdrawal, (by, client, number, number / 2)));
        } else if (kind == 11) {
            if (account.maturesAt > block.timestamp && account.maturesAt <= block.timestamp + DELAY) {
                vm.warp(account.maturesAt);
            }
            _try(stranger, 0, abi.encodeCall(deopenchat.finishWithdrawal, (by, client)));
        } else {
            (uint64 nonce, uint64 deadline) = (account.releaseNonce, uint64(block.timestamp));
            bytes memory signature =
                _long(_releaseSignature(OPERATOR_KEY, address(deopenchat), by, client, number, nonce, deadline));
            bytes memory call_ = abi.encodeCall(deopenchat.release, (by, client, number, nonce, deadline, signature));
            _try(account.owner, 0, call_);
        }
    }

    /// @dev Provisional claims are those of the first provider.
    function _moveClaim(uint256 kind, address by, uint96 number) private {
        bytes32 requestHash = deopenchat.provisionalClaim(provider, client).requestHash;
        if (kind == 13) {
            _try(stranger, 0, abi.encodeCall(deopenchat.claim, (by, _rows(_confirmation(CLIENT_KEY, by, number)))));
        } else if (requestHash == 0) {
            Opening memory opening = _opening(uint64(block.timestamp), _account().claimed + number);
            _try(provider, opening.bond, _encoded(opening));
        } else if (kind == 14) {
            _try(_account().owner, 0, abi.encodeCall(deopenchat.contest, (provider, client, requestHash, number, "")));
        } else {
            _try(stranger, 0, abi.encodeCall(deopenchat.finishProvisionalClaim, (provider, client)));
            if (number % 4 == 0) _try(provider, 0, abi.encodeCall(deopenchat.dropProvisionalClaim, (client)));
        }
    }

    function _try(address caller, uint256 value, bytes memory data) private returns (bool accepted) {
        vm.prank(caller);
        (accepted,) = address(deopenchat).call{value: value}(data);
    }

    function _assertSum() private view {
        uint256 sum = deopenchat.burned() + deopenchat.provisionalClaim(provider, client).bond;
        for (uint256 orderId = 1; orderId <= deopenchat.orderCount(); ++orderId) {
            OrderView memory view_ = deopenchat.order(orderId);
            if (view_.state == OrderState.Open) sum += view_.stake;
        }
        sum += _account().escrow + deopenchat.account(otherProvider, client).escrow;
        sum += deopenchat.credit(provider) + deopenchat.credit(otherProvider);
        sum += deopenchat.credit(owner) + deopenchat.credit(stranger);
        vm.assertEq(address(deopenchat).balance, sum, "sum");
    }

    function _everybodyLeaves() private {
        vm.warp(block.timestamp + 30 days);
        if (deopenchat.provisionalClaim(provider, client).bond != 0) {
            deopenchat.finishProvisionalClaim(provider, client);
        }
        for (uint256 orderId = 1; orderId <= deopenchat.orderCount(); ++orderId) {
            if (deopenchat.order(orderId).state == OrderState.Open) deopenchat.returnOrder(orderId);
        }
        _leave(provider);
        _leave(otherProvider);
        address[4] memory people = [provider, otherProvider, owner, stranger];
        for (uint256 i = 0; i < people.length; ++i) {
            if (deopenchat.credit(people[i]) == 0) continue;
            vm.prank(people[i]);
            deopenchat.collectCredit();
        }
    }

    function _leave(address provider_) private {
        AccountView memory account = deopenchat.account(provider_, client);
        if (account.withdrawalBeneficiary != address(0)) deopenchat.finishWithdrawal(provider_, client);
        if (account.owner == address(0)) return;
        vm.prank(account.owner);
        deopenchat.requestWithdrawal(provider_, client, type(uint96).max, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider_, client);
    }
}
