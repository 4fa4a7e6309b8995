// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FeeView, ITreasury} from "../src/interfaces/ITreasury.sol";
import {Fixture} from "./support/Fixture.sol";

contract AcceptTreasuryTest is Fixture {
    function testFuzz_refusesWhoWasNotProposed(address caller) external {
        vm.assume(caller != stranger);
        _propose(stranger);
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotProposedTreasury.selector, stranger, caller));
        vm.prank(caller);
        deopenchat.acceptTreasury();
    }

    function testFuzz_refusesEverybodyIfNobodyWasProposed(address caller) external {
        vm.assume(caller != address(0)); // no transaction comes from there
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotProposedTreasury.selector, address(0), caller));
        vm.prank(caller);
        deopenchat.acceptTreasury();
    }

    function test_refusesASecondTime() external {
        _propose(stranger);
        _accept();
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotProposedTreasury.selector, address(0), stranger));
        _accept();
    }

    function test_takesThePlaceAndKeepsTheFeeAndItsNotice() external {
        vm.prank(treasury);
        deopenchat.setFee(100);
        uint64 from = uint64(block.timestamp) + DELAY;
        _propose(stranger);
        vm.expectEmit(address(deopenchat));
        emit ITreasury.TreasuryChanged(stranger);
        _accept();
        FeeView memory expected = FeeView(stranger, address(0), 0, 100, from, 500);
        vm.assertEq(abi.encode(deopenchat.fee()), abi.encode(expected), "fee");
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotTreasury.selector, stranger, treasury));
        vm.prank(treasury);
        deopenchat.setFee(0);
        vm.prank(stranger);
        deopenchat.setFee(0);
    }

    function test_creditOfTheOldOneStaysTheOldOnes() external {
        _fetch(owner, provider, CLIENT_KEY, 3000);
        vm.prank(treasury);
        deopenchat.setFee(100);
        vm.warp(block.timestamp + DELAY);
        _claim(_confirmation(CLIENT_KEY, provider, 1000));
        _propose(stranger);
        _accept();
        _claim(_confirmation(CLIENT_KEY, provider, 3000));
        vm.assertEq(deopenchat.credit(treasury), 10, "old treasury");
        vm.assertEq(deopenchat.credit(stranger), 20, "new treasury");
        vm.prank(treasury);
        vm.assertEq(deopenchat.collectCredit(), 10, "collected");
    }

    function _propose(address proposed) private {
        vm.prank(treasury);
        deopenchat.proposeTreasury(proposed);
    }

    function _accept() private {
        vm.prank(stranger);
        deopenchat.acceptTreasury();
    }
}
