// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../../src/interfaces/IClaims.sol";
import {Fixture} from "../support/Fixture.sol";

/// @notice Gas of each entry point, measured as execution gas of one call from cold storage plus what the transaction itself
/// costs (see `isolate` in the command of `tools/gas.mjs`).
contract GasTest is Fixture {
    uint96 private constant DEPOSIT = 3_000_000;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 1; i <= 200; ++i) {
            _fetch(owner, provider, i, DEPOSIT);
        }
        _fetch(owner, provider, CLIENT_KEY, DEPOSIT);
    }

    function test_claimsOf1Row() external {
        _measureClaim(1, "claim 1 row");
    }

    function test_claimsOf10Rows() external {
        _measureClaim(10, "claim 10 rows");
    }

    function test_claimsOf100Rows() external {
        _measureClaim(100, "claim 100 rows");
    }

    function test_claimsOf200Rows() external {
        _measureClaim(200, "claim 200 rows");
    }

    function test_laterClaimsOf100Rows() external {
        _claimRows(100, 1_000);
        _claimRows(100, 2_000);
        vm.snapshotGasLastCall("Deopenchat", "claim 100 rows, later");
    }

    function _measureClaim(uint256 count, string memory name) private {
        _claimRows(count, 1_000);
        vm.snapshotGasLastCall("Deopenchat", name);
    }

    function _claimRows(uint256 count, uint96 cumulativeCost) private {
        ClaimRow[] memory rows = new ClaimRow[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 transcript = keccak256(abi.encode(i));
            rows[i] = _row(i + 1, address(deopenchat), provider, cumulativeCost, 50, 20_000, transcript);
        }
        vm.prank(provider);
        deopenchat.claim(provider, rows);
    }
}
