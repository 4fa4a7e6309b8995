// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProvisionalFixture} from "../support/ProvisionalFixture.sol";

/// @notice Gas of rounds that were not confirmed, see `Gas.t.sol`.
contract ProvisionalClaimGasTest is ProvisionalFixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function test_contested() external {
        bytes32 requestHash = _assert(200);
        _snapshot("openProvisionalClaim");
        bytes memory signature = _contestSigned(CLIENT_KEY, requestHash, 100);
        vm.prank(stranger);
        deopenchat.contest(provider, client, requestHash, 100, signature);
        _snapshot("contest");
    }

    function test_paid() external {
        _assert(200);
        vm.warp(block.timestamp + DELAY);
        vm.prank(provider);
        deopenchat.finishProvisionalClaim(provider, client);
        _snapshot("finishProvisionalClaim");
    }

    function test_dropped() external {
        _assert(200);
        _confirm(200);
        vm.prank(provider);
        deopenchat.dropProvisionalClaim(client);
        _snapshot("dropProvisionalClaim");
    }

    function _snapshot(string memory name) private {
        vm.snapshotGasLastCall("Deopenchat", name);
    }
}
