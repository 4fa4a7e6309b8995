// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimStatus} from "../src/interfaces/IClaims.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IPrefunds, TopUpRow, TopUpStatus} from "../src/interfaces/IPrefunds.sol";
import {Prefunded} from "./support/Prefunded.sol";
import {Vm} from "./support/Vm.sol";

contract TopUpTest is Prefunded {
    address private squatter = stranger;

    // What moves nothing.

    function test_aRowWithoutASignerMovesNothing() external {
        TopUpRow memory row = _asked(provider, 100);
        row.r = 0;
        _movesNothing(row, TopUpStatus.BadSignature);
        row.r = bytes32(type(uint256).max);
        _movesNothing(row, TopUpStatus.BadSignature);
        _movesNothing(TopUpRow(address(0), address(0), 0, 0, 0, 0), TopUpStatus.BadSignature);
    }

    /// @dev The malleated s of this signature does not fit into 255 bits; the smallest s that is too high does.
    function test_aRowWithHighSMovesNothing() external {
        TopUpRow memory row = _asked(provider, 100);
        row.vs = bytes32(GROUP_ORDER / 2 + 1);
        _movesNothing(row, TopUpStatus.BadSignature);
        row.vs = bytes32(type(uint256).max);
        _movesNothing(row, TopUpStatus.BadSignature);
    }

    function testFuzz_aRowOverOtherValuesMovesNothing(uint256 change, uint256 field) external {
        change = change % type(uint64).max + 1; // never zero, and inside every field
        TopUpRow memory row = _asked(provider, 100);
        field %= 6;
        if (field == 0) row.owner = address(uint160(row.owner) ^ uint160(change));
        else if (field == 1) row.provider = address(uint160(row.provider) ^ uint160(change));
        else if (field == 2) row.total ^= uint96(change);
        else if (field == 3) row.deadline ^= uint64(change);
        else if (field == 4) row.r ^= bytes32(change);
        else row.vs ^= bytes32(change);
        TopUpStatus status = _topUp(row);
        vm.assertTrue(status == TopUpStatus.NotAllowed || status == TopUpStatus.BadSignature, "refused");
        _assertMoved(0, 0, BALANCE);
    }

    function test_aRowForAnotherContractMovesNothing() external {
        uint64 deadline = uint64(block.timestamp) + 1 hours;
        _movesNothing(_topUpRow(CLIENT_KEY, address(this), owner, provider, 100, deadline), TopUpStatus.NotAllowed);
    }

    function test_aRowForAnotherChainMovesNothing() external {
        TopUpRow memory row = _asked(provider, 100);
        uint256 chainId = block.chainid;
        vm.chainId(chainId + 1);
        _movesNothing(row, TopUpStatus.NotAllowed);
        vm.chainId(chainId);
        _assertTopUp(_topUp(row), TopUpStatus.Moved);
    }

    function test_aKeyThatTheOwnerDoesNotAllowMovesNothing() external {
        _movesNothing(_asked(OTHER_CLIENT_KEY, owner, provider, 100), TopUpStatus.NotAllowed);
        _allow(owner, otherClient, provider, LIMIT);
        _movesNothing(_asked(OTHER_CLIENT_KEY, owner, provider, 100), TopUpStatus.NotAllowed);
    }

    function test_aKeyThatAnotherOwnerAllowsMovesNothing() external {
        _allow(otherOwner, OTHER_CLIENT_KEY, PER_DAY, EXPIRES_AT);
        _allow(otherOwner, otherClient, provider, LIMIT);
        _movesNothing(_asked(OTHER_CLIENT_KEY, owner, provider, 100), TopUpStatus.NotAllowed);
        _movesNothing(_asked(CLIENT_KEY, otherOwner, provider, 100), TopUpStatus.NotAllowed);
    }

    function test_nothingMovesToAProviderThatIsNotOnTheList() external {
        _register(stranger);
        _movesNothing(_asked(stranger, 100), TopUpStatus.NotAllowed);
        _movesNothing(_asked(treasury, 100), TopUpStatus.NotAllowed);
    }

    function test_nothingMovesToAProviderOnTheListOfAnotherKey() external {
        _register(stranger);
        _allow(owner, otherClient, stranger, LIMIT);
        _allow(owner, OTHER_CLIENT_KEY, PER_DAY, EXPIRES_AT);
        _movesNothing(_asked(stranger, 100), TopUpStatus.NotAllowed);
        _assertTopUp(_topUp(_asked(OTHER_CLIENT_KEY, owner, stranger, 100)), TopUpStatus.Moved);
    }

    function test_aRowMovesMoneyUntilItsDeadline() external {
        TopUpRow memory row = _asked(provider, 100);
        vm.warp(row.deadline + 1);
        _movesNothing(row, TopUpStatus.Expired);
        vm.warp(row.deadline);
        _assertTopUp(_topUp(row), TopUpStatus.Moved);
    }

    function test_anAllowanceHoldsUntilItExpires() external {
        vm.warp(EXPIRES_AT - 1);
        TopUpRow memory row = _asked(provider, 100);
        vm.warp(EXPIRES_AT);
        _movesNothing(row, TopUpStatus.Expired);
        vm.warp(EXPIRES_AT - 1);
        _assertTopUp(_topUp(row), TopUpStatus.Moved);
    }

    function test_anAllowanceCanBeTakenBackAtOnce() external {
        TopUpRow memory row = _asked(provider, 100);
        _allow(owner, CLIENT_KEY, PER_DAY, uint64(block.timestamp));
        _movesNothing(row, TopUpStatus.Expired);
    }

    function test_aRepeatedRowIsStale() external {
        TopUpRow memory row = _asked(provider, 100);
        _assertTopUp(_topUp(row), TopUpStatus.Moved);
        _movesNothing(row, TopUpStatus.Stale);
        vm.warp(block.timestamp + 30 minutes);
        _movesNothing(row, TopUpStatus.Stale);
        _assertMoved(100, 100, 900);
    }

    function testFuzz_aTotalThatWasReachedIsStale(uint96 total) external {
        _topUp(_asked(provider, 100));
        _movesNothing(_asked(provider, total % 101), TopUpStatus.Stale);
        _assertMoved(100, 100, 900);
    }

    function test_aTotalOfNothingIsStaleAndOpensNoAccount() external {
        _movesNothing(_asked(provider, 0), TopUpStatus.Stale);
        vm.assertEq(_account().owner, address(0), "owner");
    }

    /// @dev What the owner took out of the account does not come in again by an old signature.
    function test_aRepeatedRowIsStaleAfterAWithdrawal() external {
        TopUpRow memory row =
            _topUpRow(CLIENT_KEY, address(deopenchat), owner, provider, 100, uint64(block.timestamp) + 2 * DELAY);
        _topUp(row);
        _leave(owner);
        _movesNothing(row, TopUpStatus.Stale);
        _assertMoved(0, 100, 900);
    }

    function test_anotherOwnerNamedByTheClientStays() external {
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 30);
        _movesNothing(_asked(provider, 100), TopUpStatus.WrongOwner);
        _leave(otherOwner);
        _movesNothing(_asked(provider, 100), TopUpStatus.WrongOwner);
    }

    function test_anotherOwnerStaysOnceARoundWasClaimed() external {
        _fetch(otherOwner, provider, CLIENT_KEY, 30);
        _claim(_confirmation(CLIENT_KEY, provider, 1));
        _movesNothing(_asked(provider, 100), TopUpStatus.WrongOwner);
    }

    function test_anotherOwnerStaysWhileSomebodyIsBeingDisplaced() external {
        _fetch(squatter, provider, CLIENT_KEY, 30);
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 30);
        vm.assertEq(_account().withdrawalBeneficiary, squatter, "beneficiary");
        _movesNothing(_asked(provider, 100), TopUpStatus.WrongOwner);
    }

    function test_theFirstReasonIsTold() external {
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 30);
        TopUpRow memory stale = _asked(provider, 0);
        TopUpRow memory wrongOwner = _asked(provider, 100);
        _movesNothing(stale, TopUpStatus.Stale);
        _movesNothing(wrongOwner, TopUpStatus.WrongOwner);
        vm.prank(owner);
        deopenchat.withdrawPrefund(BALANCE);
        _movesNothing(wrongOwner, TopUpStatus.WrongOwner);
        vm.warp(block.timestamp + 2 hours);
        _movesNothing(stale, TopUpStatus.Expired);
        _allow(owner, client, provider, 0);
        _movesNothing(stale, TopUpStatus.NotAllowed);
        stale.r = 0;
        _movesNothing(stale, TopUpStatus.BadSignature);
    }

    function testFuzz_neverRevertsWhateverIsInARow(TopUpRow[4] calldata garbage) external {
        TopUpRow[] memory rows = new TopUpRow[](garbage.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            rows[i] = garbage[i];
        }
        vm.assertEq(deopenchat.topUp(rows).length, rows.length, "statuses");
        _assertMoved(0, 0, BALANCE);
    }

    function test_noRowsAreAccepted() external {
        vm.assertEq(deopenchat.topUp(new TopUpRow[](0)).length, 0, "statuses");
    }

    // What moves money, and into whose account.

    function test_opensTheAccountOfTheOwnerWhomTheClientNamed() external {
        Vm.Wallet memory wallet = vm.createWallet(CLIENT_KEY);
        TopUpRow[] memory rows = _topUps(_asked(provider, 100));
        vm.expectEmit(address(deopenchat));
        emit IEscrow.AccountOpened(provider, client, owner, bytes32(wallet.publicKeyX), bytes32(wallet.publicKeyY));
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerBound(provider, client, owner);
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ToppedUp(provider, client, owner, 100, 100, 900);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, client, owner, 100, 100);
        vm.prank(stranger);
        _assertTopUp(deopenchat.topUp(rows)[0], TopUpStatus.Moved);
        _assertMoved(100, 100, 900);
        _assertSpentToday(100);
        vm.assertEq(_account().owner, owner, "owner");
        vm.assertTrue(_account().bound, "bound");
        vm.assertEq(deopenchat.accountCount(provider), 1, "accounts");
        vm.assertEq(stranger.balance, 1e30, "who sends it");
        vm.assertEq(address(deopenchat).balance, BALANCE, "no money comes or goes");
    }

    function test_addsToTheOwnersAccount() external {
        _fetch(owner, provider, CLIENT_KEY, 30);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerBound(provider, client, owner);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, client, owner, 100, 130);
        _assertTopUp(_topUp(_asked(provider, 100)), TopUpStatus.Moved);
        _assertMoved(130, 100, 900);
        vm.assertTrue(_account().bound, "bound");
    }

    function test_movesOnlyTheDifference() external {
        _topUp(_asked(provider, 100));
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ToppedUp(provider, client, owner, 20, 120, 880);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, client, owner, 20, 120);
        _assertTopUp(_topUp(_asked(provider, 120)), TopUpStatus.Moved);
        _assertMoved(120, 120, 880);
        vm.assertEq(deopenchat.accountCount(provider), 1, "accounts");
    }

    function test_theOwnerIsFinalAfterwards() external {
        _topUp(_asked(provider, 100));
        bytes memory bind = _bind(CLIENT_KEY, address(deopenchat), provider, otherOwner);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, owner, 0));
        deopenchat.bindOwner(provider, client, otherOwner, bind);
        _prefund(otherOwner, 10);
        _allow(otherOwner, CLIENT_KEY, PER_DAY, EXPIRES_AT);
        _allow(otherOwner, client, provider, LIMIT);
        _assertTopUp(_topUp(_asked(CLIENT_KEY, otherOwner, provider, 10)), TopUpStatus.WrongOwner);
    }

    function test_displacesASquatterWhoseMoneyLeavesAfterTheDelay() external {
        _fetch(squatter, provider, CLIENT_KEY, 30);
        uint64 maturesAt = uint64(block.timestamp) + DELAY;
        TopUpRow memory row = _asked(provider, 100);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerDisplaced(provider, client, owner, squatter, 30, maturesAt);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerBound(provider, client, owner);
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ToppedUp(provider, client, owner, 100, 100, 900);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, client, owner, 100, 130);
        _assertTopUp(_topUp(row), TopUpStatus.Moved);
        AccountView memory view_ = _account();
        vm.assertEq(view_.owner, owner, "owner");
        vm.assertEq(view_.withdrawalBeneficiary, squatter, "beneficiary");
        vm.assertEq(view_.withdrawing, 30, "withdrawing");
        vm.assertEq(view_.maturesAt, maturesAt, "matures at");
        vm.warp(maturesAt);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.credit(squatter), 30, "the squatter's own money");
        _assertMoved(100, 100, 900);
    }

    /// @dev Who squats a key and settles with itself does not keep it: only rounds of the client make an owner final.
    function test_displacesASquatterThatSettledWithItself() external {
        _fetch(squatter, provider, CLIENT_KEY, 30);
        vm.prank(squatter);
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 1);
        vm.warp(block.timestamp + DELAY);
        vm.prank(squatter);
        deopenchat.finishWithdrawal(provider, client);
        _assertMoney(0, 1);
        _assertTopUp(_topUp(_asked(provider, 100)), TopUpStatus.Moved);
        vm.assertEq(_account().owner, owner, "owner");
        _assertMoved(100, 100, 900);
    }

    function test_addsMoreWhileTheSquattersMoneyLeaves() external {
        _fetch(squatter, provider, CLIENT_KEY, 30);
        _topUp(_asked(provider, 100));
        _assertTopUp(_topUp(_asked(provider, 150)), TopUpStatus.Moved);
        vm.assertEq(_account().withdrawing, 30, "withdrawing");
        _assertMoved(180, 150, 850);
    }

    function test_nobodyIsDisplacedByWhatMovesNothing() external {
        _fetch(squatter, provider, CLIENT_KEY, 30);
        vm.prank(owner);
        deopenchat.withdrawPrefund(BALANCE);
        _movesNothing(_asked(provider, 100), TopUpStatus.Capped);
        vm.assertEq(_account().owner, squatter, "owner");
    }

    function test_theMoneyPaysTheProviderAndTheRestIsTheOwners() external {
        _topUp(_asked(provider, 100));
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 60)), ClaimStatus.Paid);
        vm.assertEq(provider.balance, 1e30 + 60, "provider");
        _leave(owner);
        vm.assertEq(owner.balance, 1e30 - BALANCE + 40, "owner");
        _assertMoved(0, 100, 900);
    }

    // How much moves.

    function test_anEmptyBalanceMovesNothing() external {
        vm.prank(owner);
        deopenchat.withdrawPrefund(BALANCE);
        _movesNothing(_asked(provider, 1), TopUpStatus.Capped);
    }

    function test_theBalanceCaps() external {
        vm.prank(owner);
        deopenchat.withdrawPrefund(BALANCE - 30);
        _assertTopUp(_topUp(_asked(provider, 100)), TopUpStatus.Capped);
        _assertMoved(30, 30, 0);
    }

    function test_theProvidersLimitCaps() external {
        _assertTopUp(_topUp(_asked(provider, LIMIT + 1)), TopUpStatus.Capped);
        _assertMoved(LIMIT, LIMIT, BALANCE - LIMIT);
        vm.warp(block.timestamp + 2 days);
        _movesNothing(_asked(provider, type(uint96).max), TopUpStatus.Capped);
    }

    function test_theDayCapsOverAllProviders() external {
        _assertTopUp(_topUp(_asked(otherProvider, 300)), TopUpStatus.Moved);
        _assertTopUp(_topUp(_asked(provider, 300)), TopUpStatus.Capped);
        _assertMoved(200, 200, 500);
        _assertSpentToday(PER_DAY);
        _movesNothing(_asked(provider, 300), TopUpStatus.Capped);
    }

    function test_aCappedRowMovesItsRestTheNextDay() external {
        TopUpRow memory row =
            _topUpRow(CLIENT_KEY, address(deopenchat), owner, provider, 300, uint64(block.timestamp) + 1 days);
        _topUp(_asked(otherProvider, 300));
        _assertTopUp(_topUp(row), TopUpStatus.Capped);
        vm.warp(_midnight());
        _assertTopUp(_topUp(row), TopUpStatus.Moved);
        _assertMoved(300, 300, 400);
        _assertSpentToday(100);
    }

    function test_aDayThatWasLoweredBelowWhatIsSpentMovesNothingMore() external {
        _topUp(_asked(provider, 100));
        _allow(owner, CLIENT_KEY, 99, EXPIRES_AT);
        _movesNothing(_asked(provider, 200), TopUpStatus.Capped);
        vm.warp(_midnight());
        _assertTopUp(_topUp(_asked(provider, 200)), TopUpStatus.Capped);
        _assertMoved(199, 199, 801);
    }

    function test_aKeySpendsItsOwnDay() external {
        _allow(owner, OTHER_CLIENT_KEY, 100, EXPIRES_AT);
        _allow(owner, otherClient, provider, LIMIT);
        _topUp(_asked(provider, LIMIT));
        _topUp(_asked(otherProvider, 100));
        _assertSpentToday(PER_DAY);
        _assertTopUp(_topUp(_asked(OTHER_CLIENT_KEY, owner, provider, 100)), TopUpStatus.Moved);
        _assertMoved(LIMIT, LIMIT, 400);
    }

    /// @dev Days begin at midnight UTC, whatever the time of the first top-up.
    function testFuzz_theDayBeginsAtMidnight(uint256 first, uint256 later) external {
        first = block.timestamp + first % 20 days;
        later = first + later % 3 days;
        vm.warp(first);
        _assertTopUp(_topUp(_asked(provider, 200)), TopUpStatus.Moved);
        _assertSpentToday(200);
        vm.warp(later);
        bool sameDay = first - first % 86_400 == later - later % 86_400;
        _assertSpentToday(sameDay ? 200 : 0);
        _allow(owner, CLIENT_KEY, 250, EXPIRES_AT);
        _assertTopUp(_topUp(_asked(provider, 400)), sameDay ? TopUpStatus.Capped : TopUpStatus.Moved);
        _assertSpentToday(sameDay ? 250 : 200);
        _assertMoved(sameDay ? 250 : 400, sameDay ? 250 : 400, sameDay ? 750 : 600);
    }

    function test_theLastSecondOfADayIsNotTheNextDay() external {
        _topUp(_asked(otherProvider, 300));
        _topUp(_asked(provider, 200));
        vm.warp(_midnight() - 1);
        _movesNothing(_asked(provider, 201), TopUpStatus.Capped);
        vm.warp(_midnight());
        _assertTopUp(_topUp(_asked(provider, 201)), TopUpStatus.Moved);
        _assertSpentToday(1);
    }

    function testFuzz_theRoomInTheEscrowCaps(uint96 room, uint96 claimed) external {
        room %= 200;
        claimed = claimed % 400 + 1;
        uint96 most = type(uint96).max - room;
        vm.deal(owner, most);
        _fetch(owner, provider, CLIENT_KEY, 300 + 300);
        _claim(_confirmation(CLIENT_KEY, provider, claimed));
        vm.prank(owner);
        deopenchat.depositFor{value: most - 600}(provider, client, owner, most - 600);
        uint96 moved = room < 100 ? room : 100;
        _assertTopUp(_topUp(_asked(provider, 100)), room < 100 ? TopUpStatus.Capped : TopUpStatus.Moved);
        _assertMoved(most - claimed + moved, moved, BALANCE - moved);
    }

    function testFuzz_movesTheSmallestOfAllBounds(
        uint96[2] calldata totals,
        uint96 perDay,
        uint96 limit,
        uint96 balance,
        uint96 room
    ) external {
        uint256 bound = type(uint96).max;
        vm.prank(owner);
        deopenchat.withdrawPrefund(BALANCE);
        vm.deal(owner, 2 * bound);
        if (balance != 0) _prefund(owner, balance);
        room = uint96(room % (bound - 3));
        _fill(uint96(bound - room));
        _allow(owner, CLIENT_KEY, perDay, EXPIRES_AT);
        _allow(owner, client, provider, limit);
        uint256 moved = 0;
        for (uint256 i = 0; i < totals.length; ++i) {
            TopUpStatus expected = TopUpStatus.NotAllowed;
            if (perDay != 0 && limit != 0) {
                uint256 reached = _least(_least(totals[i], perDay), _least(_least(limit, balance), room));
                expected = totals[i] <= moved
                    ? TopUpStatus.Stale
                    : reached < totals[i] ? TopUpStatus.Capped : TopUpStatus.Moved;
                if (reached > moved) moved = reached;
            }
            _assertTopUp(_topUp(_asked(provider, totals[i])), expected);
            _assertMoved(bound - room + moved, moved, balance - moved);
            _assertSpentToday(moved);
        }
    }

    // Several rows.

    function test_rowsAreServedInTheirOrder() external {
        TopUpRow[] memory rows = new TopUpRow[](3);
        rows[0] = _asked(provider, 50);
        rows[1] = _asked(provider, 120);
        rows[2] = _asked(provider, 100);
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ToppedUp(provider, client, owner, 50, 50, 950);
        vm.expectEmit(address(deopenchat));
        emit IPrefunds.ToppedUp(provider, client, owner, 70, 120, 880);
        TopUpStatus[] memory statuses = deopenchat.topUp(rows);
        _assertTopUp(statuses[0], TopUpStatus.Moved);
        _assertTopUp(statuses[1], TopUpStatus.Moved);
        _assertTopUp(statuses[2], TopUpStatus.Stale);
        _assertMoved(120, 120, 880);
    }

    function test_theFirstOfTwoRowsGetsTheLastMoney() external {
        vm.prank(owner);
        deopenchat.withdrawPrefund(BALANCE - 150);
        TopUpRow[] memory rows = new TopUpRow[](3);
        rows[0] = _asked(otherProvider, 100);
        rows[1] = _asked(provider, 100);
        rows[2] = _asked(provider, 200);
        TopUpStatus[] memory statuses = deopenchat.topUp(rows);
        _assertTopUp(statuses[0], TopUpStatus.Moved);
        _assertTopUp(statuses[1], TopUpStatus.Capped);
        _assertTopUp(statuses[2], TopUpStatus.Capped);
        vm.assertEq(deopenchat.account(otherProvider, client).escrow, 100, "other escrow");
        _assertMoved(50, 50, 0);
    }

    function test_noRowChangesAnotherOne() external {
        _fetchWithBind(otherOwner, otherProvider, CLIENT_KEY, 30);
        _allow(owner, OTHER_CLIENT_KEY, 10, EXPIRES_AT);
        _allow(owner, otherClient, provider, LIMIT);
        TopUpRow[] memory rows = new TopUpRow[](9);
        rows[1] = _asked(provider, 100);
        rows[2] = _asked(stranger, 100);
        rows[3] = _asked(OTHER_CLIENT_KEY, owner, provider, 40);
        rows[4] = _asked(provider, 100);
        rows[5] = _asked(otherProvider, 100);
        rows[6] = _topUpRow(CLIENT_KEY, address(deopenchat), owner, provider, 110, uint64(block.timestamp) - 1);
        rows[7] = _asked(provider, 120);
        rows[8] = _asked(provider, type(uint96).max);
        TopUpStatus[9] memory expected = [
            TopUpStatus.BadSignature,
            TopUpStatus.Moved,
            TopUpStatus.NotAllowed,
            TopUpStatus.Capped,
            TopUpStatus.Stale,
            TopUpStatus.WrongOwner,
            TopUpStatus.Expired,
            TopUpStatus.Moved,
            TopUpStatus.Capped
        ];
        TopUpStatus[] memory statuses = deopenchat.topUp(rows);
        for (uint256 i = 0; i < expected.length; ++i) {
            _assertTopUp(statuses[i], expected[i]);
        }
        _assertMoved(LIMIT, LIMIT, BALANCE - LIMIT - 10);
        vm.assertEq(deopenchat.account(provider, otherClient).escrow, 10, "the other key's escrow");
        vm.assertEq(deopenchat.account(otherProvider, client).escrow, 30, "the other owner's escrow");
    }

    function testFuzz_rowsTogetherDoWhatTheyDoOneByOne(uint256 seed) external {
        TopUpRow[] memory rows = new TopUpRow[](4);
        for (uint256 i = 0; i < rows.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address to = seed % 8 == 0 ? stranger : seed % 2 == 0 ? provider : otherProvider;
            rows[i] = _asked(seed % 16 == 3 ? OTHER_CLIENT_KEY : CLIENT_KEY, owner, to, uint96((seed >> 8) % 450));
            if ((seed >> 32) % 8 == 0) rows[i].r = 0;
        }
        uint256 state = vm.snapshotState();
        TopUpStatus[] memory together = deopenchat.topUp(rows);
        bytes32 reached = _state();
        vm.revertToState(state);
        for (uint256 i = 0; i < rows.length; ++i) {
            _assertTopUp(_topUp(rows[i]), together[i]);
        }
        vm.assertEq(_state(), reached, "state");
    }

    function _state() private view returns (bytes32) {
        (, uint96 moved) = deopenchat.providerAllowance(owner, client, provider);
        (, uint96 otherMoved) = deopenchat.providerAllowance(owner, client, otherProvider);
        return keccak256(
            abi.encode(
                moved,
                otherMoved,
                deopenchat.prefundOf(owner),
                deopenchat.allowance(owner, client),
                deopenchat.account(provider, client),
                deopenchat.account(otherProvider, client)
            )
        );
    }

    /// @dev No state changes and no event tells otherwise.
    function _movesNothing(TopUpRow memory row, TopUpStatus expected) private {
        bytes32 before = _state();
        vm.recordLogs();
        _assertTopUp(_topUp(row), expected);
        vm.assertEq(vm.getRecordedLogs().length, 0, "events");
        vm.assertEq(_state(), before, "state");
    }

    /// @dev Gives the owner's account an escrow of `amount`.
    function _fill(uint96 amount) private {
        _fetch(owner, provider, CLIENT_KEY, 3);
        if (amount == 3) return;
        vm.prank(owner);
        deopenchat.depositFor{value: amount - 3}(provider, client, owner, amount - 3);
    }

    function _leave(address owner_) private {
        vm.startPrank(owner_);
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.stopPrank();
    }

    /// @dev The next one.
    function _midnight() private view returns (uint256) {
        return block.timestamp - block.timestamp % 1 days + 1 days;
    }

    function _least(uint256 left, uint256 right) private pure returns (uint256) {
        return left < right ? left : right;
    }
}
