// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDomain} from "../src/interfaces/IDomain.sol";
import {ProviderRecord} from "../src/interfaces/IEarnings.sol";
import {IReputation} from "../src/interfaces/IReputation.sol";
import {Fixture} from "./support/Fixture.sol";

/// @notice The client paid 100 to the provider.
contract FlagTest is Fixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
        _claim(_confirmation(CLIENT_KEY, provider, 100));
    }

    function test_refusesAnotherSigner() external {
        bytes memory signature = _flag(OTHER_CLIENT_KEY, provider, 10);
        _expectWrongSigner(otherClient);
        deopenchat.flag(provider, client, 10, signature);
    }

    function testFuzz_refusesASignatureOverOtherValues(address signedProvider, uint96 signedTotal) external {
        vm.assume(signedProvider != provider || signedTotal != 10);
        Signature memory signature = _flagSignature(CLIENT_KEY, address(deopenchat), signedProvider, signedTotal);
        _refuse(signature);
    }

    function test_refusesASignatureForAnotherContract() external {
        _refuse(_flagSignature(CLIENT_KEY, address(this), provider, 10));
    }

    function test_refusesASignatureForAnotherChain() external {
        Signature memory signature = _flagSignature(CLIENT_KEY, address(deopenchat), provider, 10);
        vm.chainId(block.chainid + 1);
        _refuse(signature);
    }

    function test_refusesAHighS() external {
        _expectWrongSigner(address(0));
        deopenchat.flag(
            provider, client, 10, _long(_malleated(_flagSignature(CLIENT_KEY, address(deopenchat), provider, 10)))
        );
    }

    function testFuzz_refusesOtherLengths(bytes calldata signature) external {
        vm.assume(signature.length != 64 && signature.length != 65);
        _expectWrongSigner(address(0));
        deopenchat.flag(provider, client, 10, signature);
    }

    function test_zeroIsNoClient() external {
        vm.expectRevert(abi.encodeWithSelector(IDomain.WrongSigner.selector, address(0), address(0)));
        deopenchat.flag(provider, address(0), 0, "");
    }

    function testFuzz_refusesMoreThanWasPaid(uint96 total) external {
        vm.assume(total > 100);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalTooHigh.selector, 100, total));
        this.flag(CLIENT_KEY, provider, total);
    }

    function test_refusesWhoPaidSomebodyElse() external {
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalTooHigh.selector, 0, 1));
        this.flag(CLIENT_KEY, otherProvider, 1);
    }

    function testFuzz_refusesWhatWasSaidBefore(uint96 first, uint96 second) external {
        (first, second) = (1 + first % 100, second % 101);
        vm.assume(second <= first);
        this.flag(CLIENT_KEY, provider, first);
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalNotRaised.selector, first, second));
        this.flag(CLIENT_KEY, provider, second);
    }

    function test_refusesNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IReputation.TotalNotRaised.selector, 0, 0));
        this.flag(CLIENT_KEY, provider, 0);
    }

    function test_anyoneHandsInEitherForm() external {
        vm.expectEmit(address(deopenchat));
        emit IReputation.Flagged(provider, client, 10);
        vm.prank(stranger);
        deopenchat.flag(provider, client, 10, _flag(CLIENT_KEY, provider, 10));
        bytes memory short = _short(_flagSignature(CLIENT_KEY, address(deopenchat), provider, 100));
        vm.expectEmit(address(deopenchat));
        emit IReputation.Flagged(provider, client, 100);
        vm.prank(stranger);
        deopenchat.flag(provider, client, 100, short);
        vm.assertEq(_account().flagged, 100, "account");
        vm.assertEq(_recordOf(provider).flagged, 100, "record");
    }

    function test_changesNothingElse() external {
        ProviderRecord memory expected = _recordOf(provider);
        this.flag(CLIENT_KEY, provider, 7);
        expected.flagged = 7;
        vm.assertEq(abi.encode(_recordOf(provider)), abi.encode(expected), "record");
        vm.assertEq(_recordOf(otherProvider).flagged, 0, "other provider");
        _assertMoney(200, 100);
    }

    function test_whatWasPaidSinceMayBeFlaggedToo() external {
        this.flag(CLIENT_KEY, provider, 100);
        _claim(_confirmation(CLIENT_KEY, provider, 150));
        this.flag(CLIENT_KEY, provider, 150);
        vm.assertEq(_recordOf(provider).flagged, 150, "record");
    }

    /// @dev However many clients say something how often, the record is the sum of their totals.
    function testFuzz_theRecordIsTheSumOfAllClients(uint96[4] calldata first, uint96[4] calldata second) external {
        _fetch(owner, provider, OTHER_CLIENT_KEY, 300);
        _claim(_confirmation(OTHER_CLIENT_KEY, provider, 300));
        uint256 sum = _flagAll(CLIENT_KEY, first, 100) + _flagAll(OTHER_CLIENT_KEY, second, 300);
        vm.assertEq(_recordOf(provider).flagged, sum, "record");
        vm.assertEq(sum, uint256(_account().flagged) + deopenchat.account(provider, otherClient).flagged, "accounts");
    }

    function test_theRecordStopsAtWhatMoneyCanBe() external {
        uint96 most = type(uint96).max;
        uint256[2] memory keys = [CLIENT_KEY, OTHER_CLIENT_KEY];
        for (uint256 i = 0; i < keys.length; ++i) {
            _fetch(owner, otherProvider, keys[i], 3);
            vm.prank(owner);
            deopenchat.depositFor{value: most - 3}(otherProvider, vm.addr(keys[i]), owner, most - 3);
            deopenchat.claim(otherProvider, _rows(_confirmation(keys[i], otherProvider, most)));
            this.flag(keys[i], otherProvider, most - 1);
        }
        vm.assertEq(_recordOf(otherProvider).flagged, most, "record");
    }

    /// @dev External, so that the next call is the one that a test expects to revert.
    function flag(uint256 clientKey, address provider_, uint96 total) external {
        deopenchat.flag(provider_, vm.addr(clientKey), total, _flag(clientKey, provider_, total));
    }

    function _flagAll(uint256 clientKey, uint96[4] calldata totals, uint96 paid) private returns (uint256 largest) {
        for (uint256 i = 0; i < totals.length; ++i) {
            uint96 total = totals[i] % (paid + 1);
            if (total <= largest) continue;
            largest = total;
            this.flag(clientKey, provider, total);
        }
    }

    function _flag(uint256 clientKey, address provider_, uint96 total) private view returns (bytes memory) {
        return _long(_flagSignature(clientKey, address(deopenchat), provider_, total));
    }

    /// @dev Handed in as a flag of 10, which it is not signed for.
    function _refuse(Signature memory signature) private {
        bytes32 structHash = keccak256(abi.encode(keccak256("Flag(address provider,uint96 total)"), provider, 10));
        _expectWrongSigner(_signerOf(address(deopenchat), structHash, signature));
        deopenchat.flag(provider, client, 10, _long(signature));
    }

    function _expectWrongSigner(address actual) private {
        vm.expectRevert(abi.encodeWithSelector(IDomain.WrongSigner.selector, client, actual));
    }
}
