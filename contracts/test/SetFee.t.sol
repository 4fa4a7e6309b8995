// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FeeView, ITreasury} from "../src/interfaces/ITreasury.sol";
import {Fixture} from "./support/Fixture.sol";

contract SetFeeTest is Fixture {
    function testFuzz_refusesWhoIsNotTheTreasury(address caller, uint16 basisPoints) external {
        vm.assume(caller != treasury);
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotTreasury.selector, treasury, caller));
        vm.prank(caller);
        deopenchat.setFee(basisPoints);
    }

    function testFuzz_withoutATreasuryThereIsNeverAFee(address caller, uint16 basisPoints) external {
        vm.assume(caller != address(0)); // no transaction comes from there
        treasury = address(0);
        deopenchat = _deploy(address(0));
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotTreasury.selector, address(0), caller));
        vm.prank(caller);
        deopenchat.setFee(basisPoints);
        _assertFee(0, 0, 0);
    }

    function testFuzz_refusesMoreThanTheCap(uint16 basisPoints) external {
        vm.assume(basisPoints > 500);
        vm.expectRevert(abi.encodeWithSelector(ITreasury.FeeTooHigh.selector, 500, basisPoints));
        _set(basisPoints);
    }

    function test_startsAtZero() external view {
        _assertFee(0, 0, 0);
    }

    function testFuzz_aHigherFeeHoldsAfterTheNotice(uint16 basisPoints) external {
        basisPoints = 1 + basisPoints % 500;
        uint64 from = uint64(block.timestamp) + DELAY;
        vm.expectEmit(address(deopenchat));
        emit ITreasury.FeeSet(basisPoints, from);
        _set(basisPoints);
        _assertFee(0, basisPoints, from);
        vm.warp(from - 1);
        _assertFee(0, basisPoints, from);
        vm.warp(from);
        _assertFee(basisPoints, 0, 0);
    }

    function testFuzz_aLowerFeeHoldsAtOnce(uint16 basisPoints) external {
        basisPoints = basisPoints % 500;
        _set(500);
        vm.warp(block.timestamp + DELAY);
        vm.expectEmit(address(deopenchat));
        emit ITreasury.FeeSet(basisPoints, uint64(block.timestamp));
        _set(basisPoints);
        _assertFee(basisPoints, 0, 0);
    }

    function test_anAnnouncementIsReplacedAndTheNoticeStartsAgain() external {
        _set(100);
        vm.warp(block.timestamp + DELAY - 1);
        _set(50);
        uint64 from = uint64(block.timestamp) + DELAY;
        _assertFee(0, 50, from);
        vm.warp(from - 1);
        _assertFee(0, 50, from);
        vm.warp(from);
        _assertFee(50, 0, 0);
    }

    function test_theFeeInForceTakesAnAnnouncementBack() external {
        _set(100);
        vm.warp(block.timestamp + DELAY);
        _set(200);
        vm.expectEmit(address(deopenchat));
        emit ITreasury.FeeSet(100, uint64(block.timestamp));
        _set(100);
        _assertFee(100, 0, 0);
        vm.warp(block.timestamp + DELAY);
        _assertFee(100, 0, 0);
    }

    function test_aFeeThatCameIntoForceIsWhatTheNextOneIsComparedWith() external {
        _set(100);
        vm.warp(block.timestamp + DELAY);
        _set(101);
        _assertFee(100, 101, uint64(block.timestamp) + DELAY);
        _set(99);
        _assertFee(99, 0, 0);
        _set(100);
        _assertFee(99, 100, uint64(block.timestamp) + DELAY);
    }

    /// @dev Whatever the treasury does: who looks at the fee knows the most that it can be for one delay from then.
    function testFuzz_nobodyPaysAFeeThatWasNotAnnouncedOneDelayBefore(uint256 seed) external {
        FeeView[] memory looks = new FeeView[](12);
        uint256[] memory times = new uint256[](looks.length);
        for (uint256 i = 0; i < looks.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _set(uint16(seed % 501));
            (times[i], looks[i]) = (block.timestamp, deopenchat.fee());
            _checkPromises(times, looks, i);
            vm.warp(block.timestamp + [uint256(0), 1, DELAY / 2, DELAY - 1, DELAY][(seed >> 16) % 5]);
            _checkPromises(times, looks, i);
        }
    }

    function _checkPromises(uint256[] memory times, FeeView[] memory looks, uint256 last) private view {
        uint16 actual = deopenchat.fee().basisPoints;
        for (uint256 i = 0; i <= last; ++i) {
            FeeView memory seen = looks[i];
            if (times[i] + DELAY <= block.timestamp) continue;
            bool came = seen.nextFrom != 0 && block.timestamp >= seen.nextFrom;
            vm.assertLe(actual, came ? seen.nextBasisPoints : seen.basisPoints, "fee");
        }
    }

    function _set(uint16 basisPoints) private {
        vm.prank(treasury);
        deopenchat.setFee(basisPoints);
    }

    function _assertFee(uint16 basisPoints, uint16 nextBasisPoints, uint64 nextFrom) private view {
        FeeView memory expected = FeeView(treasury, address(0), basisPoints, nextBasisPoints, nextFrom, 500);
        vm.assertEq(abi.encode(deopenchat.fee()), abi.encode(expected), "fee");
    }
}
