// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimRow} from "../src/interfaces/IClaims.sol";
import {ProviderRecord} from "../src/interfaces/IEarnings.sol";
import {Fixture} from "./support/Fixture.sol";

contract ProviderRecordsTest is Fixture {
    uint96 private constant MOST = type(uint96).max;
    uint64 private constant MOST_COUNTED = type(uint32).max;

    function setUp() public override {
        super.setUp();
        for (uint256 key = 1000; key < 1004; ++key) {
            _fund(provider, key, 300);
        }
    }

    function test_areZeroForTheUnknownAndTheUnpaid() external view {
        address[] memory providers = new address[](2);
        (providers[0], providers[1]) = (stranger, provider);
        ProviderRecord[] memory records = deopenchat.providerRecords(providers);
        ProviderRecord memory nothing;
        vm.assertEq(abi.encode(records[0]), abi.encode(nothing), "unknown");
        vm.assertEq(abi.encode(records[1]), abi.encode(nothing), "unpaid");
        vm.assertEq(deopenchat.providerRecords(new address[](0)).length, 0, "nobody asked for");
    }

    function test_comeInTheOrderAskedForAsOftenAsAskedFor() external {
        _fund(provider, CLIENT_KEY, 30);
        _pay(provider, CLIENT_KEY, 10, 1, 1000);
        address[] memory providers = new address[](4);
        (providers[0], providers[1], providers[2], providers[3]) = (otherProvider, provider, stranger, provider);
        ProviderRecord[] memory records = deopenchat.providerRecords(providers);
        vm.assertEq(records.length, 4, "length");
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertEq(records[i].money, providers[i] == provider ? 10 : 0, "money");
        }
    }

    function test_aClaimCountsMoneyRoundsThousandsOfTokensAndTheClient() external {
        _fund(provider, CLIENT_KEY, 300);
        _pay(provider, CLIENT_KEY, 100, 7, 12_345);
        _assertRecord(100, 7, 12, 1);
        vm.assertEq(_account().rounds, 7, "rounds of the account");
        vm.assertEq(_account().ktokens, 12, "thousands of tokens of the account");
        _assertNothing(otherProvider);
    }

    function test_theFeeIsPartOfTheMoney() external {
        vm.prank(treasury);
        deopenchat.setFee(500);
        vm.warp(block.timestamp + DELAY);
        _fund(provider, CLIENT_KEY, 300);
        _pay(provider, CLIENT_KEY, 100, 0, 0);
        _assertRecord(100, 0, 0, 1);
    }

    function test_aCappedRowCountsWhatItPaidAndAllItsRounds() external {
        _fund(provider, CLIENT_KEY, 30);
        _pay(provider, CLIENT_KEY, 100, 7, 2000);
        _assertRecord(30, 7, 2, 1);
        _fund(provider, CLIENT_KEY, 90);
        _pay(provider, CLIENT_KEY, 100, 7, 2000);
        _assertRecord(100, 7, 2, 1);
    }

    function test_tokensAreRoundedOnceForTheWholeAccount() external {
        _fund(provider, CLIENT_KEY, 300);
        uint96[5] memory tokens = [uint96(999), 1000, 1999, 2000, 2999];
        uint64[5] memory ktokens = [uint64(0), 1, 1, 2, 2];
        for (uint64 i = 0; i < 5; ++i) {
            _pay(provider, CLIENT_KEY, i + 1, i + 1, tokens[i]);
            _assertRecord(i + 1, i + 1, ktokens[i], 1);
        }
    }

    function test_countsThatFallAreNotTakenOver() external {
        _fund(provider, CLIENT_KEY, 300);
        _pay(provider, CLIENT_KEY, 1, 7, 9000);
        _pay(provider, CLIENT_KEY, 2, 6, 8000);
        _assertRecord(2, 7, 9, 1);
        _pay(provider, CLIENT_KEY, 3, 8, 10_000);
        _assertRecord(3, 8, 10, 1);
    }

    function test_absurdCountsArePaidButNotCounted() external {
        _fund(provider, CLIENT_KEY, 300);
        _pay(provider, CLIENT_KEY, 1, MOST_COUNTED + 1, (uint96(MOST_COUNTED) + 1) * 1000);
        _assertRecord(1, 0, 0, 1);
        _pay(provider, CLIENT_KEY, 2, type(uint64).max, type(uint96).max);
        _assertRecord(2, 0, 0, 1);
        _pay(provider, CLIENT_KEY, 3, MOST_COUNTED, uint96(MOST_COUNTED) * 1000 + 999);
        _assertRecord(3, MOST_COUNTED, MOST_COUNTED, 1);
    }

    function test_rowsThatPayNothingCountNothing() external {
        _fund(provider, CLIENT_KEY, 300);
        _pay(provider, CLIENT_KEY, 0, 7, 9000);
        _pay(provider, OTHER_CLIENT_KEY, 10, 7, 9000);
        _assertNothing(provider);
    }

    function test_aWithdrawalCountsTheMoneyAndTheClientOnly() external {
        _fund(provider, CLIENT_KEY, 300);
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 3, 100);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        _assertRecord(100, 0, 0, 1);
        _pay(provider, CLIENT_KEY, 110, 7, 9000);
        _assertRecord(110, 7, 9, 1);
    }

    function test_aReleaseCountsTheMoneyAndTheClientOnly() external {
        _fund(provider, CLIENT_KEY, 300);
        _release(100, 0);
        _assertRecord(100, 0, 0, 1);
        _fund(provider, CLIENT_KEY, 300);
        _release(110, 1);
        _assertRecord(110, 0, 0, 1);
    }

    function test_aSettlementThatPaysNothingCountsNoClient() external {
        _fund(provider, CLIENT_KEY, 300);
        _release(0, 0);
        _assertNothing(provider);
    }

    function test_aClientCountsOnceHoweverOftenItPays() external {
        _fund(provider, CLIENT_KEY, 300);
        ClaimRow[] memory rows = new ClaimRow[](3);
        for (uint64 i = 0; i < 3; ++i) {
            rows[i] = _row(CLIENT_KEY, address(deopenchat), provider, i + 1, i + 1, 1000 * (i + 1), bytes32(0));
        }
        deopenchat.claim(provider, rows);
        _assertRecord(3, 3, 3, 1);
        _pay(provider, CLIENT_KEY, 4, 4, 4000);
        _release(5, 0);
        _assertRecord(5, 4, 4, 1);
    }

    function test_accountsOfTheSameClientCountForEachProvider() external {
        _fund(provider, CLIENT_KEY, 30);
        _fund(otherProvider, CLIENT_KEY, 30);
        _pay(provider, CLIENT_KEY, 1, 1, 1000);
        _pay(otherProvider, CLIENT_KEY, 2, 2, 2000);
        _assertRecord(1, 1, 1, 1);
        vm.assertEq(_recordOf(otherProvider).money, 2, "money of the other provider");
        vm.assertEq(_recordOf(otherProvider).clients, 1, "clients of the other provider");
    }

    /// @dev The sums of a batch would leave a field of 32 bits.
    function test_aBatchOfManyRowsCountsAllOfThem() external {
        uint256 count = 100;
        ClaimRow[] memory rows = new ClaimRow[](count);
        for (uint256 i = 0; i < count; ++i) {
            _fund(provider, 2000 + i, 3);
            rows[i] =
                _row(2000 + i, address(deopenchat), provider, 2, MOST_COUNTED, uint96(MOST_COUNTED) * 1000, bytes32(0));
        }
        deopenchat.claim(provider, rows);
        _assertRecord(2 * count, MOST_COUNTED * count, MOST_COUNTED * count, count);
    }

    /// @dev The record is the sum over the accounts, whatever clients declare, in whatever batches.
    function testFuzz_theRecordIsTheSumOfTheAccounts(uint256 seed) external {
        for (uint256 i = 0; i < 3; ++i) {
            ClaimRow[] memory rows = new ClaimRow[](3);
            for (uint256 j = 0; j < rows.length; ++j) {
                seed = uint256(keccak256(abi.encode(seed)));
                rows[j] = _randomRow(seed);
            }
            deopenchat.claim(provider, rows);
            _assertSums();
        }
    }

    function test_moneyStopsAtWhatMoneyCanBe() external {
        _fund(provider, CLIENT_KEY, MOST);
        _fund(provider, OTHER_CLIENT_KEY, MOST);
        _pay(provider, CLIENT_KEY, MOST - 1, 1, 0);
        _pay(provider, OTHER_CLIENT_KEY, MOST, 1, 0);
        _assertRecord(MOST, 2, 0, 2);
    }

    /// @dev Nobody lives to see 2^24 clients or 2^48 rounds in a test, so the record is filled by hand.
    function testFuzz_countersStopWhereTheirFieldsEnd(uint8 room) external {
        _fund(provider, CLIENT_KEY, 300);
        _fund(provider, OTHER_CLIENT_KEY, 300);
        (uint64 rounds, uint64 ktokens) = (type(uint48).max, type(uint48).max);
        _fill(rounds - room, ktokens - room, type(uint24).max - 1);
        _pay(provider, CLIENT_KEY, 100, 256, 256_000);
        _assertRecord(100, rounds, ktokens, type(uint24).max);
        _pay(provider, OTHER_CLIENT_KEY, 100, MOST_COUNTED, uint96(MOST_COUNTED) * 1000);
        _assertRecord(200, rounds, ktokens, type(uint24).max);
    }

    function _randomRow(uint256 seed) private view returns (ClaimRow memory) {
        uint64 rounds = uint64((seed >> 64) % 2 == 0 ? (seed >> 72) % 50 : (seed >> 72) % 2 ** 34);
        uint96 tokens = uint96((seed >> 128) % 2 == 0 ? (seed >> 136) % 50_000 : (seed >> 136) % 2 ** 45);
        uint96 total = uint96((seed >> 8) % 400);
        return _row(1000 + seed % 5, address(deopenchat), provider, total, rounds, tokens, bytes32(seed));
    }

    function _assertSums() private view {
        ProviderRecord memory sum;
        AccountView[] memory accounts = deopenchat.accounts(provider, 0, 4);
        for (uint256 i = 0; i < accounts.length; ++i) {
            sum.money += accounts[i].claimed;
            sum.rounds += accounts[i].rounds;
            sum.ktokens += accounts[i].ktokens;
            if (accounts[i].claimed != 0) ++sum.clients;
        }
        vm.assertEq(abi.encode(_recordOf(provider)), abi.encode(sum), "record");
    }

    /// @dev Writes the first slot of the record: money u96 | rounds u48 | ktokens u48 | clients u24 | registered bool.
    function _fill(uint256 rounds, uint256 ktokens, uint256 clients) private {
        vm.record();
        _recordOf(provider);
        (bytes32[] memory reads,) = vm.accesses(address(deopenchat));
        uint256 word = uint256(1) << 216 | clients << 192 | ktokens << 144 | rounds << 96;
        vm.store(address(deopenchat), reads[0], bytes32(word));
        _assertRecord(0, rounds, ktokens, clients);
    }

    function _fund(address provider_, uint256 clientKey, uint96 amount) private {
        _fetch(owner, provider_, clientKey, 3);
        if (amount == 3) return;
        vm.prank(owner);
        deopenchat.depositFor{value: amount - 3}(provider_, vm.addr(clientKey), owner, amount - 3);
    }

    function _pay(address provider_, uint256 clientKey, uint96 total, uint64 rounds, uint96 tokens) private {
        ClaimRow memory row = _row(clientKey, address(deopenchat), provider_, total, rounds, tokens, bytes32(0));
        deopenchat.claim(provider_, _rows(row));
    }

    function _release(uint96 settled, uint64 nonce) private {
        uint64 deadline = uint64(block.timestamp);
        bytes memory signature =
            _long(_releaseSignature(OPERATOR_KEY, address(deopenchat), provider, client, settled, nonce, deadline));
        vm.prank(owner);
        deopenchat.release(provider, client, settled, nonce, deadline, signature);
    }

    function _assertNothing(address provider_) private view {
        ProviderRecord memory nothing;
        vm.assertEq(abi.encode(_recordOf(provider_)), abi.encode(nothing), "nothing");
    }

    function _assertRecord(uint256 money, uint256 rounds, uint256 ktokens, uint256 clients) private view {
        ProviderRecord memory expected;
        expected.money = uint96(money);
        expected.rounds = uint64(rounds);
        expected.ktokens = uint64(ktokens);
        expected.clients = uint64(clients);
        vm.assertEq(abi.encode(_recordOf(provider)), abi.encode(expected), "record");
    }
}
