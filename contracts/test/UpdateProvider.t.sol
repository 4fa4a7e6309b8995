// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry, ProviderDetails, ProviderView} from "../src/interfaces/IRegistry.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {Fixture} from "./support/Fixture.sol";

contract UpdateProviderTest is Fixture {
    uint256 private constant SECOND_KEY = 0x0b02;
    uint256 private constant THIRD_KEY = 0x0b03;

    address private _second = vm.addr(SECOND_KEY);
    address private _third = vm.addr(THIRD_KEY);

    function test_refusesAStranger() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NotRegistered.selector, stranger));
        vm.prank(stranger);
        deopenchat.updateProvider(_details());
    }

    function test_refusesAnEmptyEndpoint() external {
        ProviderDetails memory details = _details();
        details.endpoint = "";
        vm.expectRevert(abi.encodeWithSelector(IRegistry.TextLengthOutOfRange.selector, "endpoint", 1, 256, 0));
        vm.prank(provider);
        deopenchat.updateProvider(details);
    }

    function test_refusesAMetadataUriThatIsNotPrintable() external {
        ProviderDetails memory details = _details();
        details.metadataUri = "\x1b[2J";
        vm.expectRevert(
            abi.encodeWithSelector(IRegistry.TextNotPrintable.selector, "metadataUri", 0, bytes1(uint8(0x1b)))
        );
        vm.prank(provider);
        deopenchat.updateProvider(details);
    }

    function test_replacesAllDetailsAtOnceAndNothingElse() external {
        ProviderView memory expected = deopenchat.provider(provider);
        bytes memory other = abi.encode(deopenchat.provider(otherProvider));
        vm.warp(block.timestamp + 1 days);
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ProviderUpdated(provider, bytes32(uint256(9)), "https://new.example", "");
        vm.prank(provider);
        deopenchat.updateProvider(ProviderDetails("https://new.example", operator, bytes32(uint256(9)), ""));
        expected.endpoint = "https://new.example";
        expected.encryptionKey = bytes32(uint256(9));
        expected.metadataUri = "";
        vm.assertEq(abi.encode(deopenchat.provider(provider)), abi.encode(expected), "provider");
        vm.assertEq(abi.encode(deopenchat.provider(otherProvider)), other, "other provider");
    }

    function test_aNewOperatorSignsReceiptsAfterTheNoticeAndTheOldOnesHoldOneMore() external {
        uint64 from = uint64(block.timestamp) + DELAY;
        vm.expectEmit(address(deopenchat));
        emit IRegistry.OperatorNamed(provider, _second, from);
        _name(_second);
        _assertOperators(operator, _second, _second, from, address(0), 0);
        vm.warp(from - 1);
        _assertOperators(operator, _second, _second, from, address(0), 0);
        vm.warp(from);
        _assertOperators(_second, _second, address(0), 0, operator, from + DELAY);
        vm.warp(from + DELAY - 1);
        _assertOperators(_second, _second, address(0), 0, operator, from + DELAY);
        vm.warp(from + DELAY);
        _assertOperators(_second, _second, address(0), 0, address(0), 0);
    }

    function test_aNewOperatorSignsReleasesAtOnceAndTheOldOneNoMore() external {
        _fetch(owner, provider, CLIENT_KEY, 30);
        _name(_second);
        uint64 deadline = uint64(block.timestamp) + 600;
        bytes memory old = _release(OPERATOR_KEY, deadline);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WrongReleaseSigner.selector, _second, operator));
        vm.prank(owner);
        deopenchat.release(provider, client, 0, 0, deadline, old);
        bytes memory signature = _release(SECOND_KEY, deadline);
        vm.prank(owner);
        deopenchat.release(provider, client, 0, 0, deadline, signature);
        _assertMoney(0, 0);
    }

    function test_zeroMakesTheProviderItsOwnOperator() external {
        uint64 from = uint64(block.timestamp) + DELAY;
        vm.expectEmit(address(deopenchat));
        emit IRegistry.OperatorNamed(provider, provider, from);
        _name(address(0));
        _assertOperators(operator, provider, provider, from, address(0), 0);
        vm.warp(from);
        _assertOperators(provider, provider, address(0), 0, operator, from + DELAY);
    }

    function test_namingThePresentOperatorTakesTheAnnouncementBack() external {
        _name(_second);
        vm.warp(block.timestamp + DELAY - 1);
        vm.expectEmit(address(deopenchat));
        emit IRegistry.OperatorNamed(provider, operator, uint64(block.timestamp));
        _name(operator);
        _assertOperators(operator, operator, address(0), 0, address(0), 0);
        vm.warp(block.timestamp + DELAY);
        _assertOperators(operator, operator, address(0), 0, address(0), 0);
    }

    function test_takingBackKeepsTheOperatorThatWasReplacedBefore() external {
        uint64 end = uint64(block.timestamp) + 2 * DELAY;
        _name(_second);
        vm.warp(end - DELAY);
        _name(_third);
        _assertOperators(_second, _third, _third, end, operator, end);
        _name(_second);
        _assertOperators(_second, _second, address(0), 0, operator, end);
        vm.warp(end);
        _assertOperators(_second, _second, address(0), 0, address(0), 0);
    }

    function test_anAnnouncedOperatorIsReplacedBeforeItEverSigned() external {
        _name(_second);
        vm.warp(block.timestamp + DELAY - 1);
        uint64 from = uint64(block.timestamp) + DELAY;
        _name(_third);
        _assertOperators(operator, _third, _third, from, address(0), 0);
        vm.warp(from);
        _assertOperators(_third, _third, address(0), 0, operator, from + DELAY);
    }

    function test_namingTheAnnouncedOperatorAgainDoesNotPostponeIt() external {
        uint64 from = uint64(block.timestamp) + DELAY;
        _name(_second);
        vm.warp(from - 1);
        _expectNothingNamed(_second);
        _assertOperators(operator, _second, _second, from, address(0), 0);
    }

    function test_namingTheOperatorInForceAgainChangesNothing() external {
        _expectNothingNamed(operator);
        _assertOperators(operator, operator, address(0), 0, address(0), 0);
        uint64 from = uint64(block.timestamp) + DELAY;
        _name(_second);
        vm.warp(from);
        _expectNothingNamed(_second);
        _assertOperators(_second, _second, address(0), 0, operator, from + DELAY);
        vm.warp(from + DELAY);
        _expectNothingNamed(_second);
        _assertOperators(_second, _second, address(0), 0, address(0), 0);
    }

    function test_anOperatorComesBackLikeANewOne() external {
        uint64 from = uint64(block.timestamp) + DELAY;
        _name(_second);
        vm.warp(from);
        _name(operator);
        _assertOperators(_second, operator, operator, from + DELAY, operator, from + DELAY);
        vm.warp(from + DELAY);
        _assertOperators(operator, operator, address(0), 0, _second, from + 2 * DELAY);
    }

    function test_aChainOfChangesGivesEachOneItsNoticeAndItsEnd() external {
        uint64 from = uint64(block.timestamp) + DELAY;
        _name(_second);
        vm.warp(from + 1);
        _name(_third);
        _assertOperators(_second, _third, _third, from + DELAY + 1, operator, from + DELAY);
        vm.warp(from + DELAY);
        _assertOperators(_second, _third, _third, from + DELAY + 1, address(0), 0);
        vm.warp(from + DELAY + 1);
        _name(address(0));
        _assertOperators(_third, provider, provider, from + 2 * DELAY + 1, _second, from + 2 * DELAY + 1);
        vm.warp(from + 2 * DELAY + 1);
        _assertOperators(provider, provider, address(0), 0, _third, from + 3 * DELAY + 1);
    }

    /// @dev Whoever signs receipts at one time is known one delay ahead, and its receipts hold one delay afterwards; the last
    /// one named signs releases.
    function testFuzz_operatorsComeAndGoWithOneDelay(uint256 seed) external {
        address[4] memory keys = [operator, _second, _third, provider];
        ProviderView[] memory looks = new ProviderView[](12);
        uint256[] memory times = new uint256[](looks.length);
        for (uint256 i = 0; i < looks.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _name(keys[seed % 4]);
            (times[i], looks[i]) = (block.timestamp, deopenchat.provider(provider));
            vm.assertEq(looks[i].releaseOperator, keys[seed % 4], "release operator");
            _checkPromises(times, looks, i);
            vm.warp(block.timestamp + [uint256(0), 1, DELAY / 2, DELAY - 1, DELAY][(seed >> 8) % 5]);
            _checkPromises(times, looks, i);
        }
    }

    function _checkPromises(uint256[] memory times, ProviderView[] memory looks, uint256 last) private view {
        ProviderView memory now_ = deopenchat.provider(provider);
        for (uint256 i = 0; i <= last; ++i) {
            if (times[i] + DELAY <= block.timestamp) continue;
            ProviderView memory seen = looks[i];
            bool came = seen.nextOperatorFrom != 0 && block.timestamp >= seen.nextOperatorFrom;
            vm.assertTrue(now_.operator == seen.operator || (came && now_.operator == seen.nextOperator), "known ahead");
            vm.assertTrue(now_.operator == seen.operator || now_.previousOperator == seen.operator, "holds afterwards");
        }
    }

    function _name(address named) private {
        ProviderDetails memory details = _details();
        details.operator = named;
        vm.prank(provider);
        deopenchat.updateProvider(details);
    }

    function _expectNothingNamed(address named) private {
        vm.recordLogs();
        _name(named);
        vm.assertEq(vm.getRecordedLogs().length, 1, "only the update");
    }

    function _release(uint256 key, uint64 deadline) private view returns (bytes memory) {
        return _long(_releaseSignature(key, address(deopenchat), provider, client, 0, 0, deadline));
    }

    function _assertOperators(
        address present,
        address release,
        address next,
        uint64 nextFrom,
        address previous,
        uint64 previousUntil
    ) private view {
        ProviderView memory view_ = deopenchat.provider(provider);
        vm.assertEq(view_.operator, present, "operator");
        vm.assertEq(view_.releaseOperator, release, "release operator");
        vm.assertEq(view_.nextOperator, next, "next operator");
        vm.assertEq(view_.nextOperatorFrom, nextFrom, "next operator from");
        vm.assertEq(view_.previousOperator, previous, "previous operator");
        vm.assertEq(view_.previousOperatorUntil, previousUntil, "previous operator until");
    }
}
