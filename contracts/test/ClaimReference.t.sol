// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimRow, ClaimStatus} from "../src/interfaces/IClaims.sol";
import {Fixture} from "./support/Fixture.sol";

/// @notice The rules of a claim once more, in plain Solidity and with nothing of the contract's code, against the loop in
/// assembly: any batch must leave behind what these rules say.
contract ClaimReferenceTest is Fixture {
    struct Expected {
        bool open;
        uint256 escrow;
        uint256 claimed;
        uint256 rounds;
        uint256 ktokens;
    }

    uint256 private constant CLIENTS = 4;
    uint256 private constant HALF_ORDER = GROUP_ORDER / 2;

    mapping(address client => Expected) private _expected;
    address[] private _clients;
    uint256 private _paid;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < CLIENTS; ++i) {
            _clients.push(vm.addr(CLIENT_KEY + i));
            // The last client has no account.
            if (i + 1 == CLIENTS) continue;
            uint96 deposit = uint96(3000 * (i + 1));
            _fetch(owner, provider, CLIENT_KEY + i, deposit);
            _expected[_clients[i]] = Expected(true, deposit, 0, 0, 0);
        }
    }

    function testFuzz_aBatchDoesWhatTheRulesSay(uint256 seed) external {
        for (uint256 i = 0; i < 3; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _claimAndCompare(seed);
        }
    }

    /// @dev Calldata need not be laid out as compilers do it: the rows may start at any byte.
    function testFuzz_aBatchAtAnOddPlaceIsTheSame(uint256 seed, uint8 shift) external {
        (ClaimRow[] memory rows, ClaimStatus[] memory statuses) = _makeRows(seed);
        bytes memory packed = abi.encode(rows);
        // Drop the offset that abi.encode puts first, and put a gap of any size before the list.
        bytes memory list = new bytes(packed.length - 32);
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = packed[i + 32];
        }
        bytes memory data = abi.encodePacked(
            deopenchat.claim.selector, abi.encode(provider, 64 + uint256(shift)), new bytes(shift), list
        );
        (bool succeeded, bytes memory answer) = address(deopenchat).call(data);
        vm.assertTrue(succeeded, "a claim succeeds");
        _compare(abi.decode(answer, (ClaimStatus[])), statuses);
    }

    function _claimAndCompare(uint256 seed) private {
        (ClaimRow[] memory rows, ClaimStatus[] memory statuses) = _makeRows(seed);
        _compare(deopenchat.claim(provider, rows), statuses);
    }

    function _compare(ClaimStatus[] memory actual, ClaimStatus[] memory expected) private view {
        vm.assertEq(actual.length, expected.length, "a status for each row");
        for (uint256 i = 0; i < actual.length; ++i) {
            vm.assertEq(uint256(actual[i]), uint256(expected[i]), "status");
        }
        for (uint256 i = 0; i < CLIENTS; ++i) {
            AccountView memory account = deopenchat.account(provider, _clients[i]);
            vm.assertEq(account.escrow, _expected[_clients[i]].escrow, "escrow");
            vm.assertEq(account.claimed, _expected[_clients[i]].claimed, "claimed");
            vm.assertEq(account.rounds, _expected[_clients[i]].rounds, "rounds");
            vm.assertEq(account.ktokens, _expected[_clients[i]].ktokens, "thousands of tokens");
        }
        vm.assertEq(provider.balance, 1e30 + _paid, "one payment of everything");
    }

    function _makeRows(uint256 seed) private returns (ClaimRow[] memory rows, ClaimStatus[] memory statuses) {
        rows = new ClaimRow[](seed % 12);
        statuses = new ClaimStatus[](rows.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            (rows[i], statuses[i]) = _makeRow(seed);
        }
    }

    function _makeRow(uint256 seed) private returns (ClaimRow memory row, ClaimStatus status) {
        uint256 index = (seed >> 8) % CLIENTS;
        uint96 cost = seed % 5 == 0 ? uint96(seed >> 32) : uint96(seed >> 32) % 4000;
        uint64 rounds = seed % 7 == 0 ? uint64(seed >> 130) : uint64(seed >> 130) % 300;
        uint96 tokens = seed % 11 == 0 ? uint96(seed >> 160) : uint96(seed >> 160) % 900_000;
        bool elsewhere = seed % 13 == 0;
        row = _row(
            CLIENT_KEY + index,
            address(deopenchat),
            elsewhere ? otherProvider : provider,
            cost,
            rounds,
            tokens,
            bytes32(seed)
        );
        if (seed % 17 == 0) {
            // The same signer, with s above half of the order where its 255 bits reach that far.
            row.vs = bytes32((uint256(row.vs) >> 255 << 255) | (HALF_ORDER + 1));
            return (row, ClaimStatus.BadSignature);
        }
        if (seed % 19 == 0) {
            row.r = bytes32(0);
            return (row, ClaimStatus.BadSignature);
        }
        if (elsewhere) return (row, ClaimStatus.UnknownAccount);
        status = _apply(_expected[_clients[index]], cost, rounds, tokens);
    }

    function _apply(Expected storage account, uint256 cost, uint256 rounds, uint256 tokens)
        private
        returns (ClaimStatus)
    {
        if (!account.open) return ClaimStatus.UnknownAccount;
        if (cost <= account.claimed) return ClaimStatus.Stale;
        uint256 wanted = cost - account.claimed;
        uint256 paid = wanted > account.escrow ? account.escrow : wanted;
        if (paid == 0) return ClaimStatus.Capped;
        account.escrow -= paid;
        account.claimed += paid;
        if (rounds > account.rounds && rounds < 2 ** 32) account.rounds = rounds;
        if (tokens / 1000 > account.ktokens && tokens / 1000 < 2 ** 32) account.ktokens = tokens / 1000;
        _paid += paid;
        return paid == wanted ? ClaimStatus.Paid : ClaimStatus.Capped;
    }
}
