// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IPermits} from "../src/interfaces/IPermits.sol";
import {AcceptingToken} from "./mocks/AcceptingToken.sol";
import {PermitToken} from "./mocks/PermitToken.sol";
import {TestToken} from "./mocks/TestToken.sol";
import {Fixture} from "./support/Fixture.sol";

contract PermitTest is Fixture {
    uint256 private constant OWNER_KEY = 0x0e4e;

    PermitToken private token;
    uint64 private deadline;

    function _currency() internal override returns (address) {
        token = new PermitToken();
        return address(token);
    }

    function setUp() public override {
        super.setUp();
        owner = vm.addr(OWNER_KEY);
        token.mint(owner, 1000);
        deadline = uint64(block.timestamp) + 1 hours;
    }

    function test_refusesAnotherSigner() external {
        _refuses(CLIENT_KEY, address(deopenchat), 300, deadline);
    }

    function test_refusesAnApprovalOfSomebodyElse() external {
        _refuses(OWNER_KEY, stranger, 300, deadline);
    }

    function test_refusesAnotherAmount() external {
        _refuses(OWNER_KEY, address(deopenchat), 299, deadline);
        _refuses(OWNER_KEY, address(deopenchat), 301, deadline);
    }

    function test_refusesAnotherDeadline() external {
        _refuses(OWNER_KEY, address(deopenchat), 300, deadline + 1);
    }

    function test_refusesAPastDeadline() external {
        vm.warp(deadline + 1);
        _refuses(OWNER_KEY, address(deopenchat), 300, deadline);
    }

    /// @dev Who hands in a permit is who signed it: nobody approves for somebody else here.
    function test_refusesThePermitOfAnotherCaller() external {
        Signature memory signature = _permit(OWNER_KEY, address(deopenchat), 300, deadline);
        vm.expectRevert(abi.encodeWithSelector(IPermits.PermitRefused.selector, address(token), stranger, 300));
        vm.prank(stranger);
        deopenchat.permit(300, deadline, signature.v, signature.r, signature.s);
        vm.assertEq(token.allowance(owner, address(deopenchat)), 0, "approved");
    }

    function test_refusesAUsedPermitWhoseApprovalIsSpent() external {
        Signature memory signature = _permit(OWNER_KEY, address(deopenchat), 300, deadline);
        vm.startPrank(owner);
        deopenchat.permit(300, deadline, signature.v, signature.r, signature.s);
        deopenchat.prefund(1);
        vm.expectRevert(abi.encodeWithSelector(IPermits.PermitRefused.selector, address(token), owner, 300));
        deopenchat.permit(300, deadline, signature.v, signature.r, signature.s);
        vm.stopPrank();
    }

    function testFuzz_approvesTheAmount(uint256 amount, uint256 before) external {
        Signature memory signature = _permit(OWNER_KEY, address(deopenchat), amount, deadline);
        vm.startPrank(owner);
        token.approve(address(deopenchat), before);
        deopenchat.permit(amount, deadline, signature.v, signature.r, signature.s);
        vm.stopPrank();
        vm.assertEq(token.allowance(owner, address(deopenchat)), amount, "approved");
        vm.assertEq(token.balanceOf(owner), 1000, "nothing moves");
    }

    /// @dev Anybody who sees a permit on its way may hand it in first, which uses it up.
    function test_aPermitThatSomebodyHandedInBeforeIsNoError() external {
        Signature memory signature = _permit(OWNER_KEY, address(deopenchat), 300, deadline);
        vm.prank(stranger);
        token.permit(owner, address(deopenchat), 300, deadline, signature.v, signature.r, signature.s);
        vm.prank(owner);
        deopenchat.permit(300, deadline, signature.v, signature.r, signature.s);
        vm.assertEq(token.allowance(owner, address(deopenchat)), 300, "approved");
    }

    function testFuzz_anApprovalFromBeforeIsEnoughIfItCovers(uint256 approved, uint256 amount) external {
        vm.startPrank(owner);
        token.approve(address(deopenchat), approved);
        if (approved < amount) {
            vm.expectRevert(abi.encodeWithSelector(IPermits.PermitRefused.selector, address(token), owner, amount));
        }
        deopenchat.permit(amount, deadline, 27, 0, 0);
        vm.stopPrank();
        vm.assertEq(token.allowance(owner, address(deopenchat)), approved, "approved");
    }

    function test_paysInTheSameBatch() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes[] memory calls = _calls(
            _permitCall(300),
            abi.encodeCall(deopenchat.prefund, (200)),
            abi.encodeCall(deopenchat.fetchTokens, (provider, MODEL, 33, publicKey, ""))
        );
        vm.prank(owner);
        deopenchat.batch(calls);
        vm.assertEq(deopenchat.prefundOf(owner), 200, "balance");
        _assertMoney(99, 0);
        vm.assertEq(token.balanceOf(owner), 701, "owner");
        vm.assertEq(token.allowance(owner, address(deopenchat)), 1, "approval left");
    }

    function test_aBatchSurvivesThatItsPermitWasHandedInBefore() external {
        Signature memory signature = _permit(OWNER_KEY, address(deopenchat), 300, deadline);
        bytes[] memory calls = _calls(
            _permitCall(300), abi.encodeCall(deopenchat.prefund, (200)), abi.encodeCall(deopenchat.prefund, (100))
        );
        vm.prank(stranger);
        token.permit(owner, address(deopenchat), 300, deadline, signature.v, signature.r, signature.s);
        vm.prank(owner);
        deopenchat.batch(calls);
        vm.assertEq(deopenchat.prefundOf(owner), 300, "balance");
    }

    function test_aBatchCannotSpendMoreThanItsPermit() external {
        bytes[] memory calls = _calls(
            _permitCall(300), abi.encodeCall(deopenchat.prefund, (200)), abi.encodeCall(deopenchat.prefund, (101))
        );
        vm.expectRevert(
            abi.encodeWithSelector(
                ICurrency.TokenTransferFailed.selector, address(token), owner, address(deopenchat), 101
            )
        );
        vm.prank(owner);
        deopenchat.batch(calls);
        vm.assertEq(token.allowance(owner, address(deopenchat)), 0, "not even the permit is used");
    }

    function _permitCall(uint256 amount) private view returns (bytes memory) {
        Signature memory signature = _permit(OWNER_KEY, address(deopenchat), amount, deadline);
        return abi.encodeCall(deopenchat.permit, (amount, deadline, signature.v, signature.r, signature.s));
    }

    /// @dev Hands in, as a permit of 300 until `deadline`, one that was signed otherwise.
    function _refuses(uint256 key, address spender, uint256 amount, uint64 until) private {
        Signature memory signature = _permit(key, spender, amount, until);
        vm.expectRevert(abi.encodeWithSelector(IPermits.PermitRefused.selector, address(token), owner, 300));
        vm.prank(owner);
        deopenchat.permit(300, deadline, signature.v, signature.r, signature.s);
        vm.assertEq(token.allowance(owner, address(deopenchat)), 0, "approved");
    }

    /// @dev EIP-2612, of the owner.
    function _permit(uint256 key, address spender, uint256 amount, uint64 until)
        private
        view
        returns (Signature memory signature)
    {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                owner,
                spender,
                amount,
                token.nonces(owner),
                until
            )
        );
        bytes32 digest = keccak256(bytes.concat(hex"1901", token.DOMAIN_SEPARATOR(), structHash));
        (signature.v, signature.r, signature.s) = vm.sign(key, digest);
    }

    function _calls(bytes memory first, bytes memory second, bytes memory third)
        private
        pure
        returns (bytes[] memory calls)
    {
        calls = new bytes[](3);
        (calls[0], calls[1], calls[2]) = (first, second, third);
    }
}

/// @notice Currencies without permits.
contract NoPermitTest is Fixture {
    function test_refusesWhereNativeCoinIsTheCurrency() external {
        _refuses(address(0), 300);
        _refuses(address(0), 0);
    }

    function test_refusesATokenWithoutPermit() external {
        TestToken token = new TestToken();
        deopenchat = _deploy(address(token));
        _refuses(address(token), 300);
        vm.prank(owner);
        token.approve(address(deopenchat), 299);
        _refuses(address(token), 300);
    }

    function test_anApprovalIsEnoughForATokenWithoutPermit() external {
        TestToken token = new TestToken();
        deopenchat = _deploy(address(token));
        vm.startPrank(owner);
        token.approve(address(deopenchat), 300);
        deopenchat.permit(300, block.timestamp, 27, 0, 0);
        vm.stopPrank();
    }

    /// @dev Wrapped native coins are such tokens: their fallback takes any call for a deposit of nothing.
    function test_aTokenThatAcceptsAnyCallHasApprovedNothing() external {
        AcceptingToken token = new AcceptingToken();
        deopenchat = _deploy(address(token));
        _refuses(address(token), 300);
        vm.startPrank(owner);
        token.approve(address(deopenchat), 300);
        deopenchat.permit(300, block.timestamp, 27, 0, 0);
        vm.stopPrank();
    }

    function _refuses(address currency, uint256 amount) private {
        vm.expectRevert(abi.encodeWithSelector(IPermits.PermitRefused.selector, currency, owner, amount));
        vm.prank(owner);
        deopenchat.permit(amount, block.timestamp, 27, 0, 0);
    }
}
