// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDomain} from "../src/interfaces/IDomain.sol";
import {ProviderRecord} from "../src/interfaces/IEarnings.sol";
import {IReputation} from "../src/interfaces/IReputation.sol";
import {Fixture} from "./support/Fixture.sol";

/// @notice The client paid 100 to the provider and 60 to the other one.
contract CompareTest is Fixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
        _fetch(owner, otherProvider, CLIENT_KEY, 300);
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        deopenchat.claim(otherProvider, _rows(_confirmation(CLIENT_KEY, otherProvider, 60)));
    }

    function test_refusesAProviderComparedWithItself() external {
        vm.expectRevert(abi.encodeWithSelector(IReputation.SameProvider.selector, provider));
        this.compare(CLIENT_KEY, provider, provider, 10);
    }

    function test_refusesAnotherSigner() external {
        bytes memory signature = _comparison(OTHER_CLIENT_KEY, provider, otherProvider, 10);
        _expectWrongSigner(otherClient);
        deopenchat.compare(provider, otherProvider, client, 10, signature);
    }

    function test_refusesTheOtherWayRound() external {
        _refuse(_comparisonSignature(CLIENT_KEY, address(deopenchat), otherProvider, provider, 10));
    }

    function testFuzz_refusesASignatureOverOtherValues(address preferred, address other, uint96 total) external {
        vm.assume(preferred != provider || other != otherProvider || total != 10);
        _refuse(_comparisonSignature(CLIENT_KEY, address(deopenchat), preferred, other, total));
    }

    function test_refusesASignatureForAnotherContract() external {
        _refuse(_comparisonSignature(CLIENT_KEY, address(this), provider, otherProvider, 10));
    }

    function test_refusesASignatureForAnotherChain() external {
        Signature memory signature = _comparisonSignature(CLIENT_KEY, address(deopenchat), provider, otherProvider, 10);
        vm.chainId(block.chainid + 1);
        _refuse(signature);
    }

    function test_refusesAHighS() external {
        Signature memory signature =
            _malleated(_comparisonSignature(CLIENT_KEY, address(deopenchat), provider, otherProvider, 10));
        _expectWrongSigner(address(0));
        deopenchat.compare(provider, otherProvider, client, 10, _long(signature));
    }

    function test_zeroIsNoClient() external {
        vm.expectRevert(abi.encodeWithSelector(IDomain.WrongSigner.selector, address(0), address(0)));
        deopenchat.compare(provider, otherProvider, address(0), 0, "");
    }

    function testFuzz_refusesMoreThanTheSmallerPayment(uint96 total) external {
        vm.assume(total > 60);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalTooHigh.selector, 60, total));
        this.compare(CLIENT_KEY, provider, otherProvider, total);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalTooHigh.selector, 60, total));
        this.compare(CLIENT_KEY, otherProvider, provider, total);
    }

    function test_refusesAProviderThatWasNeverPaid() external {
        _register(stranger);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalTooHigh.selector, 0, 1));
        this.compare(CLIENT_KEY, provider, stranger, 1);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalTooHigh.selector, 0, 1));
        this.compare(CLIENT_KEY, stranger, provider, 1);
    }

    function test_refusesMoreThanBothWaysTogether() external {
        this.compare(CLIENT_KEY, provider, otherProvider, 40);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalTooHigh.selector, 20, 21));
        this.compare(CLIENT_KEY, otherProvider, provider, 21);
        this.compare(CLIENT_KEY, otherProvider, provider, 20);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalTooHigh.selector, 40, 41));
        this.compare(CLIENT_KEY, provider, otherProvider, 41);
    }

    /// @dev One payment is held against a provider once, however many others its client prefers.
    function testFuzz_refusesMoreThanWasPaidOverAllPairs(uint96 first, uint96 second, bool preferred) external {
        first = 1 + first % 60;
        _register(stranger);
        _pay(CLIENT_KEY, stranger, 1000);
        this.compare(CLIENT_KEY, provider, otherProvider, first);
        second = 61 - first + second % 60;
        (address winner, address loser) = preferred ? (otherProvider, stranger) : (stranger, otherProvider);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalTooHigh.selector, 60 - first, second));
        this.compare(CLIENT_KEY, winner, loser, second);
        if (first == 60) return;
        this.compare(CLIENT_KEY, winner, loser, 60 - first);
        vm.assertEq(_recordOf(otherProvider).compared, 60, "all of it");
    }

    function testFuzz_refusesWhatWasSaidBefore(uint96 first, uint96 second) external {
        (first, second) = (1 + first % 60, second % 61);
        vm.assume(second <= first);
        this.compare(CLIENT_KEY, provider, otherProvider, first);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalNotRaised.selector, first, second));
        this.compare(CLIENT_KEY, provider, otherProvider, second);
    }

    function test_refusesNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalNotRaised.selector, 0, 0));
        this.compare(CLIENT_KEY, provider, otherProvider, 0);
    }

    function test_anyoneHandsInEitherForm() external {
        vm.expectEmit(address(deopenchat));
        emit IReputation.Compared(provider, otherProvider, client, 10);
        vm.prank(stranger);
        deopenchat.compare(provider, otherProvider, client, 10, _comparison(CLIENT_KEY, provider, otherProvider, 10));
        bytes memory short = _short(_comparisonSignature(CLIENT_KEY, address(deopenchat), provider, otherProvider, 60));
        vm.expectEmit(address(deopenchat));
        emit IReputation.Compared(provider, otherProvider, client, 60);
        vm.prank(stranger);
        deopenchat.compare(provider, otherProvider, client, 60, short);
        _assertRecord(provider, 60, 60);
        _assertRecord(otherProvider, 60, 0);
    }

    function test_changesNothingElse() external {
        ProviderRecord memory winner = _recordOf(provider);
        ProviderRecord memory loser = _recordOf(otherProvider);
        this.compare(CLIENT_KEY, provider, otherProvider, 7);
        (winner.compared, winner.preferred, loser.compared) = (7, 7, 7);
        vm.assertEq(abi.encode(_recordOf(provider)), abi.encode(winner), "winner");
        vm.assertEq(abi.encode(_recordOf(otherProvider)), abi.encode(loser), "loser");
        _assertMoney(200, 100);
    }

    function test_whatWasPaidSinceCountsToo() external {
        this.compare(CLIENT_KEY, provider, otherProvider, 60);
        deopenchat.claim(otherProvider, _rows(_confirmation(CLIENT_KEY, otherProvider, 90)));
        this.compare(CLIENT_KEY, otherProvider, provider, 30);
        _assertRecord(provider, 90, 60);
        _assertRecord(otherProvider, 90, 30);
    }

    /// @dev Both ways together stay at most the smaller payment, and the records are the sums.
    function testFuzz_bothWaysStayWithinWhatWasPaid(uint96[8] calldata totals) external {
        uint96[2] memory said;
        for (uint256 i = 0; i < totals.length; ++i) {
            (uint256 way, uint96 total) = (i % 2, totals[i] % 61);
            if (total <= said[way] || total + said[1 - way] > 60) continue;
            said[way] = total;
            (address preferred, address other) = way == 0 ? (provider, otherProvider) : (otherProvider, provider);
            this.compare(CLIENT_KEY, preferred, other, total);
        }
        _assertRecord(provider, said[0] + said[1], said[0]);
        _assertRecord(otherProvider, said[0] + said[1], said[1]);
    }

    function test_clientsCountEachForItself() external {
        _pay(OTHER_CLIENT_KEY, provider, 30);
        _pay(OTHER_CLIENT_KEY, otherProvider, 30);
        this.compare(CLIENT_KEY, provider, otherProvider, 60);
        this.compare(OTHER_CLIENT_KEY, otherProvider, provider, 30);
        _assertRecord(provider, 90, 60);
        _assertRecord(otherProvider, 90, 30);
    }

    function test_theRecordsStopAtWhatMoneyCanBe() external {
        uint96 most = type(uint96).max;
        _register(stranger);
        _register(otherOwner);
        uint256[2] memory keys = [CLIENT_KEY, OTHER_CLIENT_KEY];
        for (uint256 i = 0; i < keys.length; ++i) {
            _pay(keys[i], stranger, most);
            _pay(keys[i], otherOwner, most);
            this.compare(keys[i], stranger, otherOwner, most - 1);
        }
        _assertRecord(stranger, most, most);
        _assertRecord(otherOwner, most, 0);
    }

    /// @dev External, so that the next call is the one that a test expects to revert.
    function compare(uint256 clientKey, address preferred, address other, uint96 total) external {
        bytes memory signature = _comparison(clientKey, preferred, other, total);
        deopenchat.compare(preferred, other, vm.addr(clientKey), total, signature);
    }

    function _pay(uint256 clientKey, address provider_, uint96 amount) private {
        _fetch(owner, provider_, clientKey, 3);
        vm.prank(owner);
        deopenchat.depositFor{value: amount - 3}(provider_, vm.addr(clientKey), owner, amount - 3);
        deopenchat.claim(provider_, _rows(_confirmation(clientKey, provider_, amount)));
    }

    function _comparison(uint256 clientKey, address preferred, address other, uint96 total)
        private
        view
        returns (bytes memory)
    {
        return _long(_comparisonSignature(clientKey, address(deopenchat), preferred, other, total));
    }

    /// @dev Handed in as a comparison of 10, which it is not signed for.
    function _refuse(Signature memory signature) private {
        bytes32 typeHash = keccak256("Comparison(address preferred,address other,uint96 total)");
        bytes32 structHash = keccak256(abi.encode(typeHash, provider, otherProvider, 10));
        _expectWrongSigner(_signerOf(address(deopenchat), structHash, signature));
        deopenchat.compare(provider, otherProvider, client, 10, _long(signature));
    }

    function _expectWrongSigner(address actual) private {
        vm.expectRevert(abi.encodeWithSelector(IDomain.WrongSigner.selector, client, actual));
    }

    function _assertRecord(address provider_, uint96 compared, uint96 preferred) private view {
        vm.assertEq(_recordOf(provider_).compared, compared, "compared");
        vm.assertEq(_recordOf(provider_).preferred, preferred, "preferred");
    }
}
