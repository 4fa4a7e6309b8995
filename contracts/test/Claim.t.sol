// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow, ClaimStatus, IClaims} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract ClaimTest is ProvisionalFixture {
    bytes32 private constant TRANSCRIPT = keccak256("transcript");

    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function test_aRowWithHighSPaysNothing() external {
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 100);
        uint256 s = uint256(row.vs) & (2 ** 255 - 1);
        uint256 parity = uint256(row.vs) >> 255;
        // The malleated s does not fit into 255 bits unless it is just above half of the order; build such a row by hand.
        row.vs = bytes32((1 - parity) << 255 | (2 ** 255 - 1));
        _assertStatus(_claim(row), ClaimStatus.BadSignature);
        _assertMoney(300, 0);
        vm.assertLe(s, GROUP_ORDER / 2, "signed with low s");
    }

    function test_aRowWithoutASignerPaysNothing() external {
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 100);
        row.r = 0;
        _assertStatus(_claim(row), ClaimStatus.BadSignature);
        row.r = bytes32(type(uint256).max);
        _assertStatus(_claim(row), ClaimStatus.BadSignature);
        _assertMoney(300, 0);
    }

    /// @dev Were zero taken for a client, then whoever opened its account could claim with garbage: no account can.
    function test_aRowWithoutASignerIsNoUnknownAccount() external {
        _assertStatus(_claim(ClaimRow(type(uint256).max, 0, 0, 0)), ClaimStatus.BadSignature);
    }

    function testFuzz_aRowOverOtherValuesPaysNothing(uint256 change, uint8 field) external {
        vm.assume(change != 0);
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 100);
        if (field % 2 == 0) row.totals ^= change;
        else row.transcript ^= bytes32(change);
        ClaimStatus status = _claim(row);
        vm.assertTrue(status == ClaimStatus.UnknownAccount || status == ClaimStatus.BadSignature, "refused");
        _assertMoney(300, 0);
    }

    function test_aRowForAnotherProviderPaysNothing() external {
        _fetch(owner, otherProvider, CLIENT_KEY, 300);
        _assertStatus(_claim(_confirmation(CLIENT_KEY, otherProvider, 100)), ClaimStatus.UnknownAccount);
        _assertMoney(300, 0);
    }

    function test_aRowForAnotherContractPaysNothing() external {
        ClaimRow memory row = _row(CLIENT_KEY, address(this), provider, 100, 1, 100, TRANSCRIPT);
        _assertStatus(_claim(row), ClaimStatus.UnknownAccount);
    }

    function test_aRowForAnotherChainPaysNothing() external {
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 100);
        uint256 chainId = block.chainid;
        vm.chainId(chainId + 1);
        _assertStatus(_claim(row), ClaimStatus.UnknownAccount);
        vm.chainId(chainId);
        _assertStatus(_claim(row), ClaimStatus.Paid);
    }

    function test_anUnknownAccountIsReported() external {
        _assertStatus(_claim(_confirmation(OTHER_CLIENT_KEY, provider, 100)), ClaimStatus.UnknownAccount);
        _assertStatus(_claim(_confirmation(OTHER_CLIENT_KEY, provider, 0)), ClaimStatus.UnknownAccount);
    }

    function test_aRepeatedRowIsStale() external {
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 100);
        _assertStatus(_claim(row), ClaimStatus.Paid);
        _assertStatus(_claim(row), ClaimStatus.Stale);
        _assertMoney(200, 100);
        vm.assertEq(provider.balance, 1e30 + 100, "provider");
    }

    function test_anOlderRowIsStale() external {
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 99)), ClaimStatus.Stale);
        _assertMoney(200, 100);
    }

    function test_aConfirmationOfNothingIsStale() external {
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 0)), ClaimStatus.Stale);
    }

    function test_aRowBeyondTheEscrowIsCapped() external {
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 301)), ClaimStatus.Capped);
        _assertMoney(0, 300);
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 301)), ClaimStatus.Capped);
        vm.assertEq(provider.balance, 1e30 + 300, "provider");
    }

    function test_aCappedRowPaysItsRestAfterATopUp() external {
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 310);
        _claim(row);
        _fetch(owner, provider, CLIENT_KEY, 30);
        _assertStatus(_claim(row), ClaimStatus.Paid);
        _assertMoney(20, 310);
    }

    /// @dev Nothing of the escrow is free, and yet a confirmation is paid: what is held is for it in the first place.
    function test_paysOutOfWhatAProvisionalClaimHolds() external {
        _assert(300);
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 120)), ClaimStatus.Paid);
        _assertMoney(180, 120);
        _assertHeld(180);
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 301)), ClaimStatus.Capped);
        _assertMoney(0, 300);
        _assertHeld(0);
        _finish();
        vm.assertEq(_gain(), 300, "nothing is paid twice");
    }

    function test_paysFirstOutOfWhatAProvisionalClaimHolds() external {
        _assert(200);
        _claim(_confirmation(CLIENT_KEY, provider, 150));
        _assertHeld(50);
        _claim(_confirmation(CLIENT_KEY, provider, 200));
        _assertHeld(0);
        _assertMoney(100, 200);
        _claim(_confirmation(CLIENT_KEY, provider, 260));
        _assertHeld(0);
        _assertMoney(40, 260);
    }

    function test_paysOnlyTheDifference() external {
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        vm.expectEmit(address(deopenchat));
        emit IClaims.Claimed(provider, client, (uint256(120) << 160) | (uint256(7) << 96) | 900, TRANSCRIPT);
        vm.expectEmit(address(deopenchat));
        emit IClaims.ClaimSettled(provider, 20, 0, 1);
        _claim(_row(CLIENT_KEY, address(deopenchat), provider, 120, 7, 900, TRANSCRIPT));
        _assertMoney(180, 120);
        vm.assertEq(_account().rounds, 7, "rounds");
        vm.assertEq(provider.balance, 1e30 + 120, "provider");
    }

    function test_paysTheProviderWhoeverSends() external {
        ClaimRow memory row = _confirmation(CLIENT_KEY, provider, 100);
        vm.prank(stranger);
        deopenchat.claim(provider, _rows(row));
        vm.assertEq(provider.balance, 1e30 + 100, "provider");
        vm.assertEq(stranger.balance, 1e30, "stranger");
    }

    function test_anEmptyBatchIsAccepted() external {
        vm.assertEq(deopenchat.claim(provider, new ClaimRow[](0)).length, 0, "statuses");
    }

    function test_roundsNeverFall() external {
        _claim(_row(CLIENT_KEY, address(deopenchat), provider, 100, 7, 1, TRANSCRIPT));
        _claim(_row(CLIENT_KEY, address(deopenchat), provider, 101, 3, 1, TRANSCRIPT));
        vm.assertEq(_account().rounds, 7, "rounds");
    }

    function test_absurdRoundsArePaidButNotCounted() external {
        uint64 most = type(uint32).max;
        _claim(_row(CLIENT_KEY, address(deopenchat), provider, 100, most, 0, TRANSCRIPT));
        vm.assertEq(_account().rounds, most, "rounds");
        ClaimRow memory row =
            _row(CLIENT_KEY, address(deopenchat), provider, 101, 2 * most + 1, type(uint96).max, TRANSCRIPT);
        _assertStatus(_claim(row), ClaimStatus.Paid);
        vm.assertEq(_account().rounds, most, "rounds");
        row = _row(CLIENT_KEY, address(deopenchat), provider, 102, type(uint64).max, 0, TRANSCRIPT);
        _assertStatus(_claim(row), ClaimStatus.Paid);
        vm.assertEq(_account().rounds, most, "rounds");
    }

    function test_aProviderThatRefusesMoneyKeepsItsClaim() external {
        Receiver refusing = new Receiver(deopenchat);
        vm.deal(address(refusing), 1 ether);
        _register(address(refusing));
        refusing.refuse(true);
        _fetch(owner, address(refusing), CLIENT_KEY, 300);
        ClaimRow memory row = _confirmation(CLIENT_KEY, address(refusing), 100);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.PaymentRefused.selector, address(refusing), 100));
        deopenchat.claim(address(refusing), _rows(row));
        refusing.refuse(false);
        deopenchat.claim(address(refusing), _rows(row));
        vm.assertEq(address(refusing).balance, 1 ether + 100, "provider");
    }

    function test_aProviderThatReentersIsPaidOnce() external {
        Receiver greedy = new Receiver(deopenchat);
        _register(address(greedy));
        _fetch(owner, address(greedy), CLIENT_KEY, 300);
        ClaimRow[] memory rows = _rows(_confirmation(CLIENT_KEY, address(greedy), 100));
        uint256 before = address(greedy).balance;
        greedy.replay(abi.encodeCall(deopenchat.claim, (address(greedy), rows)));
        deopenchat.claim(address(greedy), rows);
        vm.assertEq(greedy.replays(), 1, "entered again");
        vm.assertEq(address(greedy).balance - before, 100, "paid");
        vm.assertEq(deopenchat.account(address(greedy), client).escrow, 200, "escrow");
    }

    function test_noRowChangesWhatAnotherOneIsPaid() external {
        _fetch(owner, provider, OTHER_CLIENT_KEY, 30);
        ClaimRow[] memory rows = new ClaimRow[](8);
        rows[0] = ClaimRow(type(uint256).max, bytes32(0), bytes32(0), bytes32(0));
        rows[1] = _confirmation(CLIENT_KEY, provider, 100);
        rows[2] = _confirmation(CLIENT_KEY, otherProvider, 200);
        rows[3] = _confirmation(OTHER_CLIENT_KEY, provider, 40);
        rows[4] = _confirmation(CLIENT_KEY, provider, 100);
        rows[5] = _confirmation(0xdead, provider, 100);
        rows[6] = _confirmation(CLIENT_KEY, provider, 120);
        rows[7] = _confirmation(OTHER_CLIENT_KEY, provider, 41);
        ClaimStatus[8] memory expected = [
            ClaimStatus.BadSignature,
            ClaimStatus.Paid,
            ClaimStatus.UnknownAccount,
            ClaimStatus.Capped,
            ClaimStatus.Stale,
            ClaimStatus.UnknownAccount,
            ClaimStatus.Paid,
            ClaimStatus.Capped
        ];
        vm.expectCall(provider, 150, "", 1);
        vm.expectEmit(address(deopenchat));
        emit IClaims.ClaimSettled(provider, 150, 0, 8);
        ClaimStatus[] memory statuses = deopenchat.claim(provider, rows);
        for (uint256 i = 0; i < expected.length; ++i) {
            _assertStatus(statuses[i], expected[i]);
        }
        vm.assertEq(provider.balance, 1e30 + 150, "provider");
    }

    function testFuzz_pays(uint96 claimed, uint96 escrow, uint96 cumulativeCost) external {
        vm.assume(claimed < type(uint96).max);
        // All that was ever paid in fits into money.
        escrow = escrow % (type(uint96).max - claimed) + 1;
        _reach(claimed, escrow);
        uint256 paid = 0;
        ClaimStatus expected = ClaimStatus.Stale;
        if (cumulativeCost > claimed) {
            uint256 owed = uint256(cumulativeCost) - claimed;
            expected = owed > escrow ? ClaimStatus.Capped : ClaimStatus.Paid;
            paid = owed > escrow ? escrow : owed;
        }
        uint256 before = provider.balance;
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, cumulativeCost)), expected);
        vm.assertEq(provider.balance - before, paid, "paid");
        _assertMoney(escrow - paid, claimed + paid);
    }

    function testFuzz_neverRevertsWhateverIsInARow(ClaimRow[4] calldata garbage) external {
        ClaimRow[] memory rows = new ClaimRow[](garbage.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            rows[i] = garbage[i];
        }
        vm.assertEq(deopenchat.claim(provider, rows).length, rows.length, "statuses");
        _assertMoney(300, 0);
    }

    function testFuzz_neverRevertsWhateverAClientSigns(uint256 totals, bytes32 transcript) external {
        ClaimRow memory row = _row(
            CLIENT_KEY,
            address(deopenchat),
            provider,
            uint96(totals >> 160),
            uint64(totals >> 96),
            uint96(totals),
            transcript
        );
        ClaimStatus status = _claim(row);
        vm.assertTrue(uint256(status) <= uint256(ClaimStatus.Capped), "status");
        vm.assertEq(uint256(_account().escrow) + _account().claimed, 300, "conserved");
    }

    /// @dev Splitting one claim into many, in any order, pays what the largest of them pays alone.
    function testFuzz_splittingGainsNothing(uint96[5] calldata totals) external {
        uint256 largest = 0;
        for (uint256 i = 0; i < totals.length; ++i) {
            uint96 total = totals[i] % 400;
            if (total > largest) largest = total;
            _claim(_confirmation(CLIENT_KEY, provider, total));
        }
        vm.assertEq(provider.balance - 1e30, largest > 300 ? 300 : largest, "paid");
    }

    function testFuzz_aBatchEqualsItsRowsOneByOne(uint256 seed, uint8 size) external {
        _fetch(owner, provider, OTHER_CLIENT_KEY, 90);
        ClaimRow[] memory rows = new ClaimRow[](size % 8);
        for (uint256 i = 0; i < rows.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256[3] memory keys = [CLIENT_KEY, OTHER_CLIENT_KEY, 0xdead];
            rows[i] = _row(
                keys[seed % 3],
                address(deopenchat),
                (seed >> 8) % 8 == 0 ? otherProvider : provider,
                uint96((seed >> 16) % 400),
                uint64((seed >> 32) % 10),
                0,
                TRANSCRIPT
            );
            if ((seed >> 40) % 8 == 0) rows[i].r = 0;
        }
        uint256 state = vm.snapshotState();
        ClaimStatus[] memory batch = deopenchat.claim(provider, rows);
        bytes32 outcome = _outcome();
        vm.revertToState(state);
        for (uint256 i = 0; i < rows.length; ++i) {
            _assertStatus(_claim(rows[i]), batch[i]);
        }
        vm.assertEq(_outcome(), outcome, "same end");
    }

    function testFuzz_otherAccountsAreUntouched(uint96 cumulativeCost) external {
        _fetch(otherOwner, provider, OTHER_CLIENT_KEY, 90);
        _fetch(owner, otherProvider, CLIENT_KEY, 60);
        bytes32 before =
            keccak256(abi.encode(deopenchat.account(provider, otherClient), deopenchat.account(otherProvider, client)));
        _claim(_confirmation(CLIENT_KEY, provider, cumulativeCost));
        bytes32 afterwards =
            keccak256(abi.encode(deopenchat.account(provider, otherClient), deopenchat.account(otherProvider, client)));
        vm.assertEq(afterwards, before, "others");
    }

    function _outcome() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                deopenchat.account(provider, client),
                deopenchat.account(provider, otherClient),
                provider.balance,
                address(deopenchat).balance
            )
        );
    }
}
