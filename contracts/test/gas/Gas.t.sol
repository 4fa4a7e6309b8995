// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../../src/interfaces/IClaims.sol";
import {ProviderDetails} from "../../src/interfaces/IRegistry.sol";
import {ArchivedTranscript} from "../../src/interfaces/ITranscripts.sol";
import {Fixture} from "../support/Fixture.sol";

/// @notice Gas of a whole transaction (its fixed cost and calldata included) through each entry point, from cold storage.
/// `tools/gas.mjs` runs this with every call as a transaction of its own and compares with `snapshots/Deopenchat.json`.
contract GasTest is Fixture {
    /// @dev Of the size of real amounts in a coin with 18 decimals: the bytes of a number are paid for.
    uint96 private constant DEPOSIT = 3e16;
    uint256 private constant ROWS = 200;
    uint64 private constant TOKENS_PER_ROUND = 400;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 1; i <= ROWS; ++i) {
            _fetch(owner, provider, i, DEPOSIT);
        }
        _fetch(owner, provider, CLIENT_KEY, DEPOSIT);
    }

    function test_registerProvider() external {
        ProviderDetails memory details = _details();
        vm.prank(stranger);
        deopenchat.registerProvider(details);
        _snapshot("registerProvider");
    }

    function test_updateProvider() external {
        ProviderDetails memory details = _details();
        details.endpoint = "https://moved.example";
        vm.prank(provider);
        deopenchat.updateProvider(details);
        _snapshot("updateProvider");
    }

    function test_listModel() external {
        vm.prank(provider);
        deopenchat.listModel("Qwen/Qwen2.5-7B-Instruct", 0, 8, _prices());
        _snapshot("listModel, new");
        vm.prank(provider);
        deopenchat.listModel("Qwen/Qwen2.5-7B-Instruct", 0, 9, _prices());
        _snapshot("listModel, again");
        vm.prank(provider);
        deopenchat.unlistModel(MODEL);
        _snapshot("unlistModel");
    }

    function test_heartbeat() external {
        vm.prank(provider);
        deopenchat.heartbeat();
        _snapshot("heartbeat");
    }

    function test_treasury() external {
        vm.prank(treasury);
        deopenchat.setFee(100);
        _snapshot("setFee");
        vm.prank(treasury);
        deopenchat.proposeTreasury(stranger);
        _snapshot("proposeTreasury");
        vm.prank(stranger);
        deopenchat.acceptTreasury();
        _snapshot("acceptTreasury");
    }

    function test_reputation() external {
        _claimRows(1, 1_234_567_890_123_456, 50);
        _fetch(owner, otherProvider, 1, DEPOSIT);
        ClaimRow[] memory rows = new ClaimRow[](1);
        rows[0] = _row(1, address(deopenchat), otherProvider, 1000, 1, 1000, keccak256("transcript"));
        deopenchat.claim(otherProvider, rows);
        bytes memory signature = _long(_flagSignature(1, address(deopenchat), provider, 10));
        deopenchat.flag(provider, vm.addr(1), 10, signature);
        _snapshot("flag");
        signature = _long(_comparisonSignature(1, address(deopenchat), provider, otherProvider, 10));
        deopenchat.compare(provider, otherProvider, vm.addr(1), 10, signature);
        _snapshot("compare");
    }

    function test_archiveTranscripts() external {
        ArchivedTranscript[] memory archives = new ArchivedTranscript[](1);
        archives[0] = ArchivedTranscript(client, keccak256("transcript"), keccak256("digest"));
        vm.prank(provider);
        deopenchat.archiveTranscripts(provider, archives);
        _snapshot("archiveTranscripts, one");
    }

    function test_bindOwner() external {
        bytes memory bind = _bind(CLIENT_KEY, address(deopenchat), provider, otherOwner);
        deopenchat.bindOwner(provider, client, otherOwner, bind);
        _snapshot("bindOwner, displacing");
    }

    function test_fetchTokens() external {
        _fetch(owner, provider, OTHER_CLIENT_KEY, DEPOSIT);
        _snapshot("fetchTokens, new account");
        _fetch(owner, provider, OTHER_CLIENT_KEY, DEPOSIT);
        _snapshot("fetchTokens, top up");
        _fetch(owner, otherProvider, OTHER_CLIENT_KEY, DEPOSIT);
        _snapshot("fetchTokens, known client");
        _fetchWithBind(otherOwner, provider, OTHER_CLIENT_KEY, DEPOSIT);
        _snapshot("fetchTokens, with bind");
    }

    function test_depositFor() external {
        vm.prank(stranger);
        deopenchat.depositFor{value: 1000}(provider, client, owner, 1000);
        _snapshot("depositFor");
    }

    function test_withdrawal() external {
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 1000, 500);
        _snapshot("requestWithdrawal");
        vm.prank(owner);
        deopenchat.cancelWithdrawal(provider, client);
        _snapshot("cancelWithdrawal");
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 1000, 500);
        vm.warp(block.timestamp + DELAY);
        vm.prank(owner);
        deopenchat.finishWithdrawal(provider, client);
        _snapshot("finishWithdrawal");
        vm.prank(provider);
        deopenchat.collectCredit();
        _snapshot("collectCredit");
    }

    function test_release() external {
        uint64 deadline = uint64(block.timestamp);
        bytes memory signature =
            _short(_releaseSignature(OPERATOR_KEY, address(deopenchat), provider, client, 500, 0, deadline));
        vm.prank(owner);
        deopenchat.release(provider, client, 500, 0, deadline, signature);
        _snapshot("release");
    }

    function test_claimOf1Row() external {
        _claimRows(1, 1_234_567_890_123_456, 50);
        _snapshot("claim, 1 row");
        _claimRows(1, 2_234_567_890_123_456, 51);
        _snapshot("claim, 1 row, later");
        _claimRows(1, 3_234_567_890_123_456, 1_000_051);
        _snapshot("claim, 1 row, a million rounds");
    }

    function test_claimOf2Rows() external {
        _claimRows(2, 1_234_567_890_123_456, 50);
        _snapshot("claim, 2 rows");
    }

    function test_claimOf5Rows() external {
        _claimRows(5, 1_234_567_890_123_456, 50);
        _snapshot("claim, 5 rows");
    }

    function test_claimOf10Rows() external {
        _claimRows(10, 1_234_567_890_123_456, 50);
        _snapshot("claim, 10 rows");
    }

    function test_claimOf20Rows() external {
        _claimRows(20, 1_234_567_890_123_456, 50);
        _snapshot("claim, 20 rows");
    }

    function test_claimOf50Rows() external {
        _claimRows(50, 1_234_567_890_123_456, 50);
        _snapshot("claim, 50 rows");
    }

    function test_claimOf100Rows() external {
        _claimRows(100, 1_234_567_890_123_456, 50);
        _snapshot("claim, 100 rows");
    }

    function test_claimOf100RowsWithAFee() external {
        vm.prank(treasury);
        deopenchat.setFee(100);
        vm.warp(block.timestamp + DELAY);
        _claimRows(100, 1_234_567_890_123_456, 50);
        _snapshot("claim, 100 rows, first with a fee");
        _claimRows(100, 2_234_567_890_123_456, 51);
        _snapshot("claim, 100 rows, with a fee");
    }

    function test_claimOf200Rows() external {
        _claimRows(ROWS, 1_234_567_890_123_456, 50);
        _snapshot("claim, 200 rows");
    }

    /// @dev One account each, all of the same amount: only the rounds and their tokens differ.
    function test_claimOfRounds() external {
        uint64 rounds = 1;
        for (uint256 key = 1; key <= 7; ++key) {
            _claimRounds(key, rounds);
            _snapshot(string.concat("claim, rounds ", vm.toString(rounds)));
            rounds *= 10;
        }
    }

    function _snapshot(string memory name) private {
        vm.snapshotGasLastCall("Deopenchat", name);
    }

    function _claimRows(uint256 count, uint96 cumulativeCost, uint64 rounds) private {
        ClaimRow[] memory rows = new ClaimRow[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 transcript = keccak256(abi.encode(i));
            rows[i] = _row(i + 1, address(deopenchat), provider, cumulativeCost, rounds, 20_000, transcript);
        }
        vm.prank(provider);
        deopenchat.claim(provider, rows);
    }

    function _claimRounds(uint256 key, uint64 rounds) private {
        ClaimRow[] memory rows = new ClaimRow[](1);
        rows[0] = _row(
            key,
            address(deopenchat),
            provider,
            1_234_567_890_123_456,
            rounds,
            TOKENS_PER_ROUND * rounds,
            keccak256(abi.encode(key))
        );
        vm.prank(provider);
        deopenchat.claim(provider, rows);
    }
}
