// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../../src/interfaces/IClaims.sol";
import {TopUpRow} from "../../src/interfaces/IPrefunds.sol";
import {Prefunded} from "../support/Prefunded.sol";

/// @notice Gas of prefunded money, see `Gas.t.sol`.
contract PrefundGasTest is Prefunded {
    function test_prefund() external {
        _prefund(stranger, 1000);
        _snapshot("prefund, first");
        _prefund(stranger, 1000);
        _snapshot("prefund, again");
        vm.prank(stranger);
        deopenchat.withdrawPrefund(1000);
        _snapshot("withdrawPrefund");
    }

    function test_allow() external {
        _allow(owner, OTHER_CLIENT_KEY, PER_DAY, EXPIRES_AT);
        _snapshot("allowClient");
        _allow(owner, otherClient, provider, LIMIT);
        _snapshot("allowProviders, one");
    }

    function test_topUp() external {
        _topUp(_asked(provider, 100));
        _snapshot("topUp, new account");
        _topUp(_asked(provider, 200));
        _snapshot("topUp, open account");
    }

    function test_topUpWithAClaim() external {
        _topUp(_asked(provider, 100));
        TopUpRow[] memory topUps = _topUps(_asked(provider, 200));
        ClaimRow[] memory rows = _rows(_confirmation(CLIENT_KEY, provider, 150));
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(deopenchat.topUp, (topUps));
        calls[1] = abi.encodeCall(deopenchat.claim, (provider, rows));
        vm.prank(provider);
        deopenchat.batch(calls);
        _snapshot("batch, topUp and claim of 1 row");
    }

    function _snapshot(string memory name) private {
        vm.snapshotGasLastCall("Deopenchat", name);
    }
}
