// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry, ProviderDetails, ProviderView} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract RegisterProviderTest is Fixture {
    function test_refusesASecondRegistration() external {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.AlreadyRegistered.selector, provider));
        vm.prank(provider);
        deopenchat.registerProvider(_details());
    }

    function test_refusesAnEmptyEndpoint() external {
        ProviderDetails memory details = _details();
        details.endpoint = "";
        _refusesLength(details, "endpoint", 1, 0);
    }

    function test_refusesALongEndpoint() external {
        ProviderDetails memory details = _details();
        details.endpoint = _text(257);
        _refusesLength(details, "endpoint", 1, 257);
    }

    function test_refusesALongMetadataUri() external {
        ProviderDetails memory details = _details();
        details.metadataUri = _text(257);
        _refusesLength(details, "metadataUri", 0, 257);
    }

    function test_refusesControlCharacters() external {
        ProviderDetails memory details = _details();
        details.endpoint = "https://a\nb";
        vm.expectRevert(abi.encodeWithSelector(IRegistry.TextNotPrintable.selector, "endpoint", 9, bytes1("\n")));
        vm.prank(stranger);
        deopenchat.registerProvider(details);
    }

    function test_refusesAMetadataUriThatIsNotPrintable() external {
        ProviderDetails memory details = _details();
        details.metadataUri = "ipfs://\x7f";
        vm.expectRevert(abi.encodeWithSelector(IRegistry.TextNotPrintable.selector, "metadataUri", 7, bytes1(0x7f)));
        vm.prank(stranger);
        deopenchat.registerProvider(details);
    }

    function testFuzz_acceptsExactlyPrintableCharacters(bytes1 character) external {
        ProviderDetails memory details = _details();
        details.endpoint = string(bytes.concat("x", character));
        if (uint8(character) < 32 || uint8(character) > 126) {
            vm.expectRevert(abi.encodeWithSelector(IRegistry.TextNotPrintable.selector, "endpoint", 1, character));
        }
        vm.prank(stranger);
        deopenchat.registerProvider(details);
    }

    function test_registersWithTheLongestTexts() external {
        ProviderDetails memory details = _details();
        details.endpoint = _text(256);
        details.metadataUri = _text(256);
        vm.expectEmit(address(deopenchat));
        emit IRegistry.ProviderRegistered(
            stranger, operator, details.encryptionKey, details.endpoint, details.metadataUri
        );
        vm.prank(stranger);
        deopenchat.registerProvider(details);
        ProviderView memory expected;
        expected.provider = stranger;
        expected.operator = operator;
        expected.releaseOperator = operator;
        expected.encryptionKey = details.encryptionKey;
        expected.endpoint = details.endpoint;
        expected.metadataUri = details.metadataUri;
        expected.registeredAt = uint64(block.timestamp);
        expected.heartbeatAt = uint64(block.timestamp);
        vm.assertEq(abi.encode(deopenchat.provider(stranger)), abi.encode(expected), "provider");
        vm.assertEq(deopenchat.providerCount(), 3, "count");
    }

    function test_makesTheProviderItsOwnOperatorIfNoneIsNamed() external {
        ProviderDetails memory details = _details();
        details.operator = address(0);
        vm.prank(stranger);
        deopenchat.registerProvider(details);
        vm.assertEq(deopenchat.provider(stranger).operator, stranger, "operator");
        vm.assertEq(deopenchat.provider(stranger).releaseOperator, stranger, "release operator");
    }

    function test_leavesOtherProvidersAlone() external {
        bytes memory before = abi.encode(deopenchat.providers(0, 2));
        vm.prank(stranger);
        deopenchat.registerProvider(_details());
        vm.assertEq(abi.encode(deopenchat.providers(0, 2)), before, "others");
        vm.assertEq(deopenchat.listingCount(stranger), 0, "listings");
    }

    function _refusesLength(ProviderDetails memory details, string memory field, uint256 minimum, uint256 actual)
        private
    {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.TextLengthOutOfRange.selector, field, minimum, 256, actual));
        vm.prank(stranger);
        deopenchat.registerProvider(details);
    }

    function _text(uint256 length) private pure returns (string memory) {
        bytes memory characters = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            characters[i] = "a";
        }
        return string(characters);
    }
}
