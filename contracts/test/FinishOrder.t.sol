// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimRow, IClaims} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IDomain} from "../src/interfaces/IDomain.sol";
import {ProviderRecord} from "../src/interfaces/IEarnings.sol";
import {IOrders, OrderState, OrderTerms} from "../src/interfaces/IOrders.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {TestToken} from "./mocks/TestToken.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

contract FinishOrderTest is OrderFixture {
    bytes32 private constant TRANSCRIPT = keccak256("transcript");

    function test_refusesAnOrderThatIsNotLocked() external {
        _refusesState(7, OrderState.None);
        uint256 orderId = _post();
        _refusesState(orderId, OrderState.Open);
        _return(orderId);
        _refusesState(orderId, OrderState.Returned);
        orderId = _reopened();
        _refusesState(orderId, OrderState.Open);
    }

    function testFuzz_refusesWhenTheTimeToServeIsOver(uint32 late) external {
        uint256 orderId = _postAndLock();
        vm.warp(START + SERVE_SECONDS + uint256(late));
        _refusesState(orderId, OrderState.Expired);
        _assertStakeIsInOnePlace(orderId, STAKE, 0);
    }

    function test_acceptsTheLastSecond() external {
        uint256 orderId = _postAndLock();
        vm.warp(START + SERVE_SECONDS - 1);
        _finishOrder(orderId);
        _assertState(orderId, OrderState.Finished);
    }

    function test_refusesASecondTime() external {
        uint256 orderId = _postAndLock();
        _finishOrder(orderId, STAKE);
        _refusesState(orderId, OrderState.Finished);
        vm.assertEq(_recordOf(provider).ordersFinished, 1, "counted once");
        _assertMoney(0, STAKE);
    }

    function testFuzz_refusesEverybodyElse(address caller) external {
        vm.assume(caller != provider);
        uint256 orderId = _postAndLock();
        vm.expectRevert(abi.encodeWithSelector(IOrders.NotOrderProvider.selector, provider, caller));
        vm.prank(caller);
        deopenchat.finishOrder(orderId, new ClaimRow[](0));
    }

    function test_refusesMoreThanOneRow() external {
        uint256 orderId = _postAndLock();
        vm.expectRevert(abi.encodeWithSelector(IClaims.TooManyRows.selector, 1, 2));
        vm.prank(provider);
        deopenchat.finishOrder(orderId, new ClaimRow[](2));
    }

    /// @dev Were such a row no error, the provider would give its pay away with the rest.
    function test_refusesARowOfAnotherClient() external {
        uint256 orderId = _postAndLock();
        ClaimRow memory row = _confirmation(OTHER_CLIENT_KEY, provider, 100);
        _refusesRow(orderId, row, otherClient);
    }

    function test_refusesARowWithoutASigner() external {
        uint256 orderId = _postAndLock();
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 100);
        row.r = 0;
        _refusesRow(orderId, row, address(0));
    }

    function test_refusesARowWithHighS() external {
        uint256 orderId = _postAndLock();
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 100);
        row.vs = bytes32(type(uint256).max >> 1);
        _refusesRow(orderId, row, address(0));
    }

    function testFuzz_refusesARowOverOtherValues(uint256 change, uint8 field) external {
        vm.assume(change != 0);
        uint256 orderId = _postAndLock();
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 100);
        Signature memory signature =
            Signature(uint8(uint256(row.vs) >> 255) + 27, row.r, bytes32(uint256(row.vs) << 1 >> 1));
        if (field % 2 == 0) row.totals ^= change;
        else row.transcript ^= bytes32(change);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "Confirmation(address provider,uint96 cumulativeCost,uint64 rounds,uint96 tokens,bytes32 transcript)"
                ),
                provider,
                row.totals >> 160,
                row.totals >> 96 & type(uint64).max,
                row.totals & type(uint96).max,
                row.transcript
            )
        );
        _refusesRow(orderId, row, _signerOf(address(deopenchat), structHash, signature));
    }

    function test_returnsTheWholeStakeWithoutARow() external {
        uint256 orderId = _postAndLock();
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderFinished(orderId, provider, STAKE);
        vm.expectEmit(address(deopenchat));
        emit ICurrency.Credited(owner, STAKE);
        _finishOrder(orderId);
        vm.assertEq(provider.balance, 1e30, "provider");
        _assertState(orderId, OrderState.Finished);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function test_claimsTheLastConfirmationAndReturnsTheRest() external {
        uint256 orderId = _postAndLock();
        _claim(_confirmation(CLIENT_KEY, provider, 40));
        vm.expectEmit(address(deopenchat));
        emit IClaims.Claimed(provider, client, uint256(100) << 160 | uint256(7) << 96 | 5900, TRANSCRIPT);
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderFinished(orderId, provider, 200);
        _finishWith(orderId, _row(CLIENT_KEY, address(deopenchat), provider, 100, 7, 5900, TRANSCRIPT));
        vm.assertEq(provider.balance, 1e30 + 100, "provider");
        vm.assertEq(deopenchat.credit(owner), 200, "owner");
        _assertMoney(0, 100);
        AccountView memory account = _account();
        vm.assertEq(account.rounds, 7, "rounds");
        vm.assertEq(account.ktokens, 5, "ktokens");
        vm.assertEq(account.maturesAt, 0, "no withdrawal is pending any more");
        vm.assertEq(account.withdrawing, 0, "withdrawing");
    }

    function test_aRowThatPaysNothingIsNoError() external {
        uint256 orderId = _postAndLock();
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        _finishOrder(orderId, 99);
        vm.assertEq(_recordOf(provider).rounds, 1, "rounds");
        _assertMoney(0, 100);
    }

    function test_countsLikeAClaim() external {
        uint256 orderId = _postAndLock();
        _finishWith(orderId, _row(CLIENT_KEY, address(deopenchat), provider, 100, 7, 5900, TRANSCRIPT));
        ProviderRecord memory record = _recordOf(provider);
        vm.assertEq(record.money, 100, "money");
        vm.assertEq(record.rounds, 7, "rounds");
        vm.assertEq(record.ktokens, 5, "ktokens");
        vm.assertEq(record.clients, 1, "clients");
        _assertOrderCounts(provider, 1, 1, 0);
    }

    /// @dev To lock and to give back at once would make any record.
    function test_anOrderThatPaidNothingDoesNotCountAsFinished() external {
        _finishOrder(_postAndLock());
        _assertOrderCounts(provider, 1, 0, 0);
        uint256 orderId = _postAndLock();
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        _finishOrder(orderId);
        _assertOrderCounts(provider, 2, 1, 0);
        _finishOrder(_postAndLock(), 100);
        _assertOrderCounts(provider, 3, 1, 0);
    }

    function test_theCountOfFinishedOrdersStops() external {
        uint256 orderId = _postAndLock();
        _fillOrderCounts(provider);
        _finishOrder(orderId, 100);
        _assertOrderCounts(provider, type(uint32).max, type(uint32).max, type(uint32).max);
    }

    /// @dev Whatever a client signed before and now: finishing pays and counts what a claim does, and gives the rest back.
    function testFuzz_settlesLikeAClaim(uint256 before, uint256 last) external {
        uint256 orderId = _postAndLock();
        _claim(_any(before));
        ClaimRow memory row = _any(last);
        uint256 state = vm.snapshotState();
        deopenchat.claim(provider, _rows(row));
        uint256 paid = provider.balance;
        ProviderRecord memory record = _recordOf(provider);
        AccountView memory claimed = _account();
        vm.revertToState(state);
        _finishWith(orderId, row);
        vm.assertEq(provider.balance, paid, "paid");
        vm.assertEq(deopenchat.credit(owner), claimed.escrow, "returned");
        AccountView memory account = _account();
        vm.assertEq(account.escrow, 0, "escrow");
        vm.assertEq(account.claimed, claimed.claimed, "claimed");
        vm.assertEq(account.rounds, claimed.rounds, "rounds");
        vm.assertEq(account.ktokens, claimed.ktokens, "ktokens");
        record.ordersFinished = claimed.claimed == 0 ? 0 : 1;
        vm.assertEq(abi.encode(_recordOf(provider)), abi.encode(record), "record");
    }

    function test_takesTheFee() external {
        vm.prank(treasury);
        deopenchat.setFee(500);
        uint256 orderId = _post();
        vm.warp(START + DELAY);
        _lock(orderId);
        _finishOrder(orderId, 101);
        vm.assertEq(provider.balance, 1e30 + 101 - 6, "provider");
        vm.assertEq(deopenchat.credit(treasury), 6, "fee, rounded up");
        vm.assertEq(deopenchat.credit(owner), STAKE - 101, "nothing of it from the owner");
        vm.assertEq(_recordOf(provider).money, 101, "money");
    }

    /// @dev It did not serve, and says so: nothing is held against it.
    function test_theProviderFinishesInsteadOfAnswering() external {
        uint256 orderId = _postAndLock();
        _silence(orderId);
        _finishOrder(orderId);
        vm.expectRevert(_wrongState(orderId, OrderState.Locked, OrderState.Finished));
        _reopen(orderId);
        _assertOrderCounts(provider, 1, 0, 0);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function test_returnsWhatTheOwnerAddedToo() external {
        uint256 orderId = _postAndLock();
        _deposit(50);
        _finishOrder(orderId, 100);
        vm.assertEq(deopenchat.credit(owner), 250, "owner");
        _assertMoney(0, 100);
    }

    function test_leavesWhatAProvisionalClaimHolds() external {
        uint256 orderId = _postAndLock();
        bytes32 requestHash = _assert(120);
        _finishOrder(orderId, 20);
        vm.assertEq(deopenchat.credit(owner), STAKE - 120, "returned");
        _assertMoney(100, 20);
        vm.assertEq(_account().locked, 100, "held");
        _contest(requestHash, 50);
        vm.assertEq(_account().claimed, 50, "claimed");
        vm.assertEq(_account().escrow, 0, "burned");
    }

    function test_leavesWhatWaitsForADisplacedOwner() external {
        uint256 orderId = _post();
        _fetch(stranger, provider, CLIENT_KEY, 30);
        _lock(orderId);
        _finishOrder(orderId, 100);
        vm.assertEq(deopenchat.credit(owner), STAKE - 100, "owner");
        _assertMoney(30, 100);
        vm.assertEq(_account().withdrawalBeneficiary, stranger, "beneficiary");
        vm.warp(block.timestamp + DELAY);
        vm.prank(stranger);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(stranger.balance, 1e30, "squatter");
    }

    function testFuzz_everyBaseUnitHasOnePlace(uint96 squatted, uint96 asserted, uint96 confirmed) external {
        squatted = squatted % 50 * 3;
        uint256 orderId = _post();
        if (squatted != 0) _fetch(stranger, provider, CLIENT_KEY, squatted);
        _lock(orderId);
        asserted = asserted % (STAKE + squatted + 1);
        if (asserted != 0) _assert(asserted);
        _finishOrder(orderId, confirmed % 1000);
        AccountView memory account = _account();
        uint256 bond = deopenchat.provisionalClaim(provider, client).bond;
        vm.assertEq(
            address(deopenchat).balance,
            account.escrow + deopenchat.credit(owner) + bond,
            "the balance is accounted for"
        );
        vm.assertEq(
            account.escrow + account.claimed + deopenchat.credit(owner), uint256(STAKE) + squatted, "nothing is lost"
        );
        vm.assertGe(account.escrow, account.locked, "held");
    }

    function test_aReleasedStakeIsNotReturnedTwice() external {
        uint256 orderId = _postAndLock();
        _release(100);
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderFinished(orderId, provider, 0);
        _finishOrder(orderId);
        vm.assertEq(owner.balance, 1e30 - 100, "owner");
        vm.assertEq(deopenchat.credit(owner), 0, "credit");
        vm.assertEq(address(deopenchat).balance, deopenchat.credit(provider), "balance");
    }

    function test_aWithdrawnStakeIsNotReturnedTwice() external {
        uint256 orderId = _postAndLock();
        _withdraw(STAKE);
        _finishOrder(orderId, 100);
        vm.assertEq(provider.balance, 1e30, "nothing was left to claim");
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function test_theSameProviderMayLockTheNextOrderOfTheClient() external {
        _finishOrder(_postAndLock(), 100);
        OrderTerms memory terms = _terms();
        uint256 second = _post(terms);
        _lock(second);
        _finishOrder(second, 150);
        vm.assertEq(provider.balance, 1e30 + 150, "provider");
        vm.assertEq(deopenchat.credit(owner), 2 * STAKE - 150, "owner");
        vm.assertEq(address(deopenchat).balance, 2 * STAKE - 150, "balance");
    }

    function test_aProviderThatOwnsTheOrderGetsBothAtOnce() external {
        uint256 orderId = _postAs(provider, CLIENT_KEY, _terms());
        _lock(orderId);
        _finishOrder(orderId, 100);
        vm.assertEq(provider.balance, 1e30, "provider");
        vm.assertEq(deopenchat.credit(provider), 0, "credit");
    }

    function test_anOwnerThatRefusesMoneyStopsNothing() external {
        Receiver refusing = new Receiver(deopenchat);
        vm.deal(address(refusing), STAKE);
        refusing.refuse(true);
        uint256 orderId = _postAs(address(refusing), CLIENT_KEY, _terms());
        _lock(orderId);
        _finishOrder(orderId, 100);
        vm.assertEq(provider.balance, 1e30 + 100, "provider");
        vm.assertEq(deopenchat.credit(address(refusing)), 200, "credit");
    }

    function test_aProviderThatReentersIsPaidOnce() external {
        Receiver greedy = new Receiver(deopenchat);
        provider = address(greedy);
        _register(provider);
        uint256 orderId = _postAndLock();
        ClaimRow[] memory rows = _rows(_confirmation(CLIENT_KEY, provider, 100));
        bytes memory call_ = abi.encodeCall(deopenchat.finishOrder, (orderId, rows));
        uint256 before = provider.balance;
        greedy.replay(call_);
        greedy.act(address(deopenchat), 0, call_);
        vm.assertEq(greedy.replays(), 1, "entered again");
        vm.assertTrue(!greedy.lastSucceeded(), "refused");
        vm.assertEq(provider.balance - before, 100, "paid");
        vm.assertEq(_recordOf(provider).ordersFinished, 1, "finished");
        _assertMoney(0, 100);
    }

    /// @dev A confirmation with any numbers in it.
    function _any(uint256 seed) private view returns (ClaimRow memory) {
        uint64 rounds = uint64((seed >> 8) % 2 == 0 ? (seed >> 16) % 50 : (seed >> 16) % 2 ** 34);
        uint96 tokens = uint96((seed >> 80) % 2 == 0 ? (seed >> 88) % 50_000 : (seed >> 88) % 2 ** 45);
        return _row(CLIENT_KEY, address(deopenchat), provider, uint96(seed >> 160) % 400, rounds, tokens, bytes32(seed));
    }

    function _finishWith(uint256 orderId, ClaimRow memory row) private {
        vm.prank(provider);
        deopenchat.finishOrder(orderId, _rows(row));
    }

    function _refusesRow(uint256 orderId, ClaimRow memory row, address signer) private {
        vm.expectRevert(abi.encodeWithSelector(IDomain.WrongSigner.selector, client, signer));
        _finishWith(orderId, row);
        _assertStakeIsInOnePlace(orderId, STAKE, 0);
    }

    function _refusesState(uint256 orderId, OrderState actual) private {
        vm.expectRevert(_wrongState(orderId, OrderState.Locked, actual));
        _finishOrder(orderId);
    }
}

/// @notice The stake is an ERC-20.
contract FinishOrderInTokensTest is OrderFixture {
    TestToken private token;

    function _currency() internal override returns (address) {
        token = new TestToken();
        return address(token);
    }

    function test_paysTheProviderAndCreditsTheOwner() external {
        token.mint(owner, STAKE);
        vm.prank(owner);
        token.approve(address(deopenchat), STAKE);
        _finishOrder(_postAndLock(), 100);
        vm.assertEq(token.balanceOf(provider), 100, "provider");
        vm.assertEq(deopenchat.credit(owner), 200, "owner");
        vm.assertEq(token.balanceOf(address(deopenchat)), 200, "balance");
    }
}
