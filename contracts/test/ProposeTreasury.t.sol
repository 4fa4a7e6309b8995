// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FeeView, ITreasury} from "../src/interfaces/ITreasury.sol";
import {Fixture} from "./support/Fixture.sol";

contract ProposeTreasuryTest is Fixture {
    function testFuzz_refusesWhoIsNotTheTreasury(address caller) external {
        vm.assume(caller != treasury);
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotTreasury.selector, treasury, caller));
        vm.prank(caller);
        deopenchat.proposeTreasury(caller);
    }

    function test_refusesWhoWasOnlyProposed() external {
        _propose(stranger);
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotTreasury.selector, treasury, stranger));
        vm.prank(stranger);
        deopenchat.proposeTreasury(stranger);
    }

    function testFuzz_withoutATreasuryNobodyProposes(address caller) external {
        vm.assume(caller != address(0)); // no transaction comes from there
        treasury = address(0);
        deopenchat = _deploy(address(0));
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotTreasury.selector, address(0), caller));
        vm.prank(caller);
        deopenchat.proposeTreasury(caller);
    }

    function testFuzz_namesTheNextOneAndChangesNothingElse(address proposed) external {
        vm.prank(treasury);
        deopenchat.setFee(100);
        FeeView memory expected = deopenchat.fee();
        vm.expectEmit(address(deopenchat));
        emit ITreasury.TreasuryProposed(treasury, proposed);
        _propose(proposed);
        expected.proposedTreasury = proposed;
        vm.assertEq(abi.encode(deopenchat.fee()), abi.encode(expected), "fee");
    }

    function test_zeroTakesAProposalBack() external {
        _propose(stranger);
        _propose(address(0));
        vm.assertEq(deopenchat.fee().proposedTreasury, address(0), "proposed");
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotProposedTreasury.selector, address(0), stranger));
        vm.prank(stranger);
        deopenchat.acceptTreasury();
    }

    function _propose(address proposed) private {
        vm.prank(treasury);
        deopenchat.proposeTreasury(proposed);
    }
}
