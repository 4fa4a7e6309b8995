// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
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

    function _fetchTokens() private {
        vm.prank(owner);
        deopenchat.fetchTokens(provider, MODEL, 100, publicKey, "");
    }

    function _failed(address from, address to, uint256 amount) private view returns (bytes memory) {
        return abi.encodeWithSelector(ICurrency.TokenTransferFailed.selector, address(token), from, to, amount);
    }
}
