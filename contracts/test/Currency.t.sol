// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {TopUpRow} from "../src/interfaces/IPrefunds.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {StrangeToken} from "./mocks/StrangeToken.sol";
import {TestToken} from "./mocks/TestToken.sol";
import {Fixture} from "./support/Fixture.sol";

/// @notice Every flow of money of a deployment that settles in an ordinary ERC-20.
contract TokenCurrencyTest is Fixture {
    TestToken private token;

    function _currency() internal override returns (address) {
        token = new TestToken();
        return address(token);
    }

    function setUp() public override {
        super.setUp();
        token.mint(owner, 1000);
        vm.prank(owner);
        token.approve(address(deopenchat), type(uint256).max);
    }

    function test_refusesNativeCoin() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.UnexpectedValue.selector, 1));
        deopenchat.fetchTokens{value: 1}(provider, MODEL, 1, publicKey, "");
        _fetchTokens(1);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.UnexpectedValue.selector, 1));
        deopenchat.depositFor{value: 1}(provider, client, owner, 1);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.UnexpectedValue.selector, 1));
        deopenchat.prefund{value: 1}(1);
        vm.stopPrank();
    }

    function test_refusesWithoutAllowance() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        token.mint(stranger, 3);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICurrency.TokenTransferFailed.selector, address(token), stranger, address(deopenchat), 3
            )
        );
        vm.prank(stranger);
        deopenchat.fetchTokens(provider, MODEL, 1, publicKey, "");
    }

    function test_pullsExactlyTheCost() external {
        _fetchTokens(10);
        vm.assertEq(token.balanceOf(owner), 970, "owner");
        vm.assertEq(token.balanceOf(address(deopenchat)), 30, "balance");
        _assertMoney(30, 0);
    }

    function test_movesTokensAllTheWay() external {
        _fetchTokens(100);
        vm.prank(owner);
        deopenchat.depositFor(provider, client, owner, 1);
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        vm.assertEq(token.balanceOf(provider), 100, "claimed");
        vm.startPrank(owner);
        deopenchat.requestWithdrawal(provider, client, 50, 110);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(token.balanceOf(owner), 1000 - 301 + 50, "withdrawn");
        uint64 deadline = uint64(block.timestamp);
        bytes memory signature =
            _long(_releaseSignature(OPERATOR_KEY, address(deopenchat), provider, client, 120, 0, deadline));
        deopenchat.release(provider, client, 120, 0, deadline, signature);
        vm.stopPrank();
        vm.prank(provider);
        deopenchat.collectCredit();
        vm.assertEq(token.balanceOf(provider), 120, "provider");
        vm.assertEq(token.balanceOf(owner), 880, "owner");
        vm.assertEq(token.balanceOf(address(deopenchat)), 0, "nothing stays");
    }

    function test_movesPrefundedTokensAllTheWay() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.startPrank(owner);
        deopenchat.prefund(100);
        vm.assertEq(token.balanceOf(owner), 900, "pulled exactly");
        deopenchat.allowClient(publicKey, 60, uint64(block.timestamp) + 1 days);
        (address[] memory providers, uint96[] memory limits) = (new address[](1), new uint96[](1));
        (providers[0], limits[0]) = (provider, 70);
        deopenchat.allowProviders(client, providers, limits);
        TopUpRow[] memory rows = new TopUpRow[](1);
        rows[0] = _topUpRow(CLIENT_KEY, address(deopenchat), owner, provider, 60, uint64(block.timestamp));
        deopenchat.topUp(rows);
        _assertMoney(60, 0);
        _claim(_confirmation(CLIENT_KEY, provider, 50));
        vm.assertEq(token.balanceOf(provider), 50, "provider");
        deopenchat.withdrawPrefund(40);
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.stopPrank();
        vm.assertEq(token.balanceOf(owner), 950, "owner");
        vm.assertEq(token.balanceOf(address(deopenchat)), 0, "nothing stays");
    }

    function test_pullsForEachCallOfABatch() external {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(deopenchat.prefund, (100));
        calls[1] = abi.encodeCall(deopenchat.prefund, (20));
        vm.prank(owner);
        deopenchat.batch(calls);
        vm.assertEq(deopenchat.prefundOf(owner), 120, "balance");
        vm.assertEq(token.balanceOf(owner), 880, "owner");
    }

    function _fetchTokens(uint64 ktokens) private {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.startPrank(owner);
        deopenchat.fetchTokens(provider, MODEL, ktokens, publicKey, "");
        vm.stopPrank();
    }
}

/// @notice Tokens that do not behave.
contract StrangeCurrencyTest is Fixture {
    StrangeToken private token;
    bytes private publicKey;

    function _currency() internal override returns (address) {
        token = new StrangeToken();
        return address(token);
    }

    function setUp() public override {
        super.setUp();
        token.mint(owner, 1000);
        publicKey = _publicKey(CLIENT_KEY);
    }

    function test_acceptsATokenThatAnswersNothing() external {
        token.setHabit(StrangeToken.Habit.NoAnswer);
        _fetchTokens();
        _claim(_confirmation(CLIENT_KEY, provider, 10));
        vm.assertEq(token.balanceOf(provider), 10, "provider");
    }

    function test_refusesWhateverIsNotSuccess() external {
        StrangeToken.Habit[4] memory habits = [
            StrangeToken.Habit.AnswersFalse,
            StrangeToken.Habit.AnswersTwo,
            StrangeToken.Habit.AnswersShort,
            StrangeToken.Habit.Reverts
        ];
        for (uint256 i = 0; i < habits.length; ++i) {
            token.setHabit(habits[i]);
            vm.expectRevert(_failed(owner, address(deopenchat), 300));
            vm.prank(owner);
            deopenchat.fetchTokens(provider, MODEL, 100, publicKey, "");
        }
        token.setHabit(StrangeToken.Habit.None);
        _fetchTokens();
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 10);
        for (uint256 i = 0; i < habits.length; ++i) {
            token.setHabit(habits[i]);
            vm.expectRevert(_failed(address(deopenchat), provider, 10));
            deopenchat.claim(provider, _rows(row));
        }
        _assertMoney(300, 0);
    }

    function test_refusesATokenThatTakesAFee() external {
        token.setHabit(StrangeToken.Habit.TakesFee);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.WrongTokenAmount.selector, 300, 299));
        vm.prank(owner);
        deopenchat.fetchTokens(provider, MODEL, 100, publicKey, "");
    }

    function test_refusesATokenThatOnlyClaimsToHaveMoved() external {
        token.setHabit(StrangeToken.Habit.MovesNothing);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.WrongTokenAmount.selector, 300, 0));
        vm.prank(owner);
        deopenchat.fetchTokens(provider, MODEL, 100, publicKey, "");
    }

    function test_refusesAPrefundThatIsNotExactlyPulled() external {
        vm.startPrank(owner);
        token.setHabit(StrangeToken.Habit.TakesFee);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.WrongTokenAmount.selector, 300, 299));
        deopenchat.prefund(300);
        token.setHabit(StrangeToken.Habit.MovesNothing);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.WrongTokenAmount.selector, 300, 0));
        deopenchat.prefund(300);
        token.setHabit(StrangeToken.Habit.AnswersFalse);
        vm.expectRevert(_failed(owner, address(deopenchat), 300));
        deopenchat.prefund(300);
        vm.stopPrank();
        vm.assertEq(deopenchat.prefundOf(owner), 0, "balance");
    }

    function test_keepsAPrefundThatTheTokenDoesNotPayOut() external {
        vm.startPrank(owner);
        deopenchat.prefund(300);
        token.setHabit(StrangeToken.Habit.AnswersFalse);
        vm.expectRevert(_failed(address(deopenchat), owner, 100));
        deopenchat.withdrawPrefund(100);
        vm.stopPrank();
        vm.assertEq(deopenchat.prefundOf(owner), 300, "balance");
    }

    /// @dev The payer takes prefunded money back while more of it is being pulled: the balance then rises by too little.
    function test_refusesAPrefundWhoseTokenPaysOutMeanwhile() external {
        Receiver payer = _payerWithPrefund(50);
        payer.replay(abi.encodeCall(deopenchat.withdrawPrefund, (50)));
        vm.expectRevert(abi.encodeWithSelector(ICurrency.WrongTokenAmount.selector, 60, 10));
        payer.act(address(deopenchat), 0, abi.encodeCall(deopenchat.prefund, (60)));
        vm.assertEq(deopenchat.prefundOf(address(payer)), 50, "balance");
    }

    /// @dev The payer prefunds again while it is being pulled from: the balance then rises by too much.
    function test_refusesAPrefundWithinAPrefund() external {
        Receiver payer = _payerWithPrefund(50);
        bytes memory call_ = abi.encodeCall(deopenchat.prefund, (60));
        payer.replay(call_);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.WrongTokenAmount.selector, 60, 120));
        payer.act(address(deopenchat), 0, call_);
    }

    /// @dev No money comes or goes by a top-up: it moves what was there before, and the pull adds to what it leaves.
    function test_aTopUpWhileAPrefundIsPulledCountsOnce() external {
        Receiver payer = _payerWithPrefund(50);
        TopUpRow[] memory rows = new TopUpRow[](1);
        rows[0] = _topUpRow(CLIENT_KEY, address(deopenchat), address(payer), provider, 80, uint64(block.timestamp));
        payer.replay(abi.encodeCall(deopenchat.topUp, (rows)));
        payer.act(address(deopenchat), 0, abi.encodeCall(deopenchat.prefund, (60)));
        vm.assertTrue(payer.lastSucceeded(), "entered again");
        _assertMoney(50, 0);
        vm.assertEq(deopenchat.prefundOf(address(payer)), 60, "balance");
        vm.assertEq(token.balanceOf(address(deopenchat)), 110, "tokens");
    }

    function test_paysAPrefundOnceToWhoReenters() external {
        Receiver payee = _payerWithPrefund(50);
        _payerWithPrefund(50);
        payee.replay(abi.encodeCall(deopenchat.withdrawPrefund, (50)));
        uint256 before = token.balanceOf(address(payee));
        payee.act(address(deopenchat), 0, abi.encodeCall(deopenchat.withdrawPrefund, (50)));
        vm.assertEq(payee.replays(), 1, "entered again");
        vm.assertTrue(!payee.lastSucceeded(), "with nothing left");
        vm.assertEq(token.balanceOf(address(payee)) - before, 50, "paid");
        vm.assertEq(token.balanceOf(address(deopenchat)), 50, "what others have");
    }

    /// @dev The payer collects credit while its deposit is being pulled: the balance then rises by too little.
    function test_refusesADepositWhoseTokenPaysOutMeanwhile() external {
        Receiver payer = _payerWithCredit(30);
        token.setHabit(StrangeToken.Habit.TellsBothSides);
        payer.replay(abi.encodeCall(deopenchat.collectCredit, ()));
        bytes memory call_ = abi.encodeCall(deopenchat.depositFor, (provider, client, owner, 50));
        vm.expectRevert(abi.encodeWithSelector(ICurrency.WrongTokenAmount.selector, 50, 20));
        payer.act(address(deopenchat), 0, call_);
        vm.assertEq(deopenchat.credit(address(payer)), 30, "credit");
    }

    /// @dev The payer deposits again while its deposit is being pulled: the balance then rises by too much.
    function test_refusesADepositWithinADeposit() external {
        Receiver payer = _payerWithCredit(30);
        token.setHabit(StrangeToken.Habit.TellsBothSides);
        bytes memory call_ = abi.encodeCall(deopenchat.depositFor, (provider, client, owner, 50));
        payer.replay(call_);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.WrongTokenAmount.selector, 50, 100));
        payer.act(address(deopenchat), 0, call_);
    }

    function test_paysOnceWhoReenters() external {
        Receiver payee = _payerWithCredit(30);
        token.setHabit(StrangeToken.Habit.TellsBothSides);
        payee.replay(abi.encodeCall(deopenchat.collectCredit, ()));
        uint256 before = token.balanceOf(address(payee));
        payee.act(address(deopenchat), 0, abi.encodeCall(deopenchat.collectCredit, ()));
        vm.assertEq(payee.replays(), 1, "entered again");
        vm.assertEq(token.balanceOf(address(payee)) - before, 30, "paid");
    }

    function _payerWithCredit(uint96 amount) private returns (Receiver payer) {
        _fetchTokens();
        payer = new Receiver(deopenchat);
        token.mint(address(payer), 1000 + amount);
        bytes memory otherKey = _publicKey(OTHER_CLIENT_KEY);
        vm.startPrank(address(payer));
        deopenchat.fetchTokens(provider, MODEL, uint64(amount / 3), otherKey, "");
        deopenchat.requestWithdrawal(provider, otherClient, amount, 0);
        vm.stopPrank();
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, otherClient);
        vm.assertEq(deopenchat.credit(address(payer)), amount, "credit");
    }

    /// @dev Its client key may move all of it to the provider. From now on the token tells both sides of a transfer.
    function _payerWithPrefund(uint96 amount) private returns (Receiver payer) {
        payer = new Receiver(deopenchat);
        token.mint(address(payer), 1000 + amount);
        (address[] memory providers, uint96[] memory limits) = (new address[](1), new uint96[](1));
        (providers[0], limits[0]) = (provider, type(uint96).max);
        vm.startPrank(address(payer));
        deopenchat.prefund(amount);
        deopenchat.allowClient(publicKey, type(uint96).max, type(uint64).max);
        deopenchat.allowProviders(client, providers, limits);
        vm.stopPrank();
        token.setHabit(StrangeToken.Habit.TellsBothSides);
    }

    function _fetchTokens() private {
        vm.prank(owner);
        deopenchat.fetchTokens(provider, MODEL, 100, publicKey, "");
    }

    function _failed(address from, address to, uint256 amount) private view returns (bytes memory) {
        return abi.encodeWithSelector(ICurrency.TokenTransferFailed.selector, address(token), from, to, amount);
    }
}
