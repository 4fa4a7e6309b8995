// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract ProvisionalClaimViewsTest is ProvisionalFixture {
    function test_giveNothingForTheUnknown() external view {
        vm.assertEq(deopenchat.provisionalClaim(stranger, client).closesAt, 0, "closes at");
        vm.assertEq(deopenchat.provisionalClaim(provider, stranger).requestHash, bytes32(0), "request hash");
        vm.assertEq(deopenchat.burned(), 0, "burned");
        _assertNothingOpen();
    }

    function test_burnedIsTheSumOfAllContests() external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        _contest(_assert(200), 150);
        vm.assertEq(deopenchat.burned(), 100, "burned");
        Opening memory opening = _opening(SEQUENCE + 1, 160);
        _submit(opening);
        _contest(opening.receipt.requestHash, 157);
        vm.assertEq(deopenchat.burned(), 106, "burned");
        vm.assertEq(_account().contested, 53, "contested");
    }

    /// @dev What an account shows as held is what was asserted beyond the claimed amount, and never less than nothing.
    function testFuzz_lockedFallsAsConfirmedClaimsRise(uint96 asserted, uint96 confirmed) external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        asserted = asserted % 300 + 1;
        confirmed = confirmed % 301;
        _assert(asserted);
        if (confirmed > 0) _claim(_confirmation(CLIENT_KEY, provider, confirmed));
        _assertHeld(asserted > confirmed ? asserted - confirmed : 0);
        vm.assertEq(deopenchat.provisionalClaim(provider, client).assertedTotal, asserted, "asserted total");
        vm.assertEq(deopenchat.provisionalClaim(provider, client).bond, asserted, "bond");
        vm.assertLe(_account().locked, _account().escrow, "what is held is there");
    }
}
