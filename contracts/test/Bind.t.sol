// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimStatus} from "../src/interfaces/IClaims.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {Fixture} from "./support/Fixture.sol";

/// @notice `fetchTokens` with a bind: the client replaces the owner of its account.
contract BindTest is Fixture {
    address private squatter = stranger;

    function setUp() public override {
        super.setUp();
        _fetch(squatter, provider, CLIENT_KEY, 30);
    }

    function test_refusesABindOfAnotherLength() external {
        _refuses(hex"00", abi.encodeWithSelector(IEscrow.WrongBindLength.selector, 1));
    }

    function test_refusesABindForAnotherProvider() external {
        _refuses(
            _bind(CLIENT_KEY, address(deopenchat), otherProvider, owner),
            abi.encodeWithSelector(IEscrow.WrongBindProvider.selector, provider, otherProvider)
        );
    }

    function test_refusesABindOfAnotherClient() external {
        _refuses(
            _bind(OTHER_CLIENT_KEY, address(deopenchat), provider, owner),
            abi.encodeWithSelector(IEscrow.WrongBindSigner.selector, client, otherClient)
        );
    }

    function test_refusesABindWithHighS() external {
        Signature memory signature = _malleated(_bindSignature(CLIENT_KEY, address(deopenchat), provider, owner));
        _refuses(
            bytes.concat(bytes20(provider), _long(signature)),
            abi.encodeWithSelector(IEscrow.WrongBindSigner.selector, client, address(0))
        );
    }

    function testFuzz_refusesABindForAnotherOwner(address other) external {
        vm.assume(other != owner);
        bytes memory bind = _bind(CLIENT_KEY, address(deopenchat), provider, other);
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.prank(owner);
        (bool accepted,) = address(deopenchat).call{value: 3}(
            abi.encodeCall(deopenchat.fetchTokens, (provider, MODEL, 1, publicKey, bind))
        );
        vm.assertTrue(!accepted, "refused");
    }

    function test_refusesABindAfterTheFirstClaim() external {
        _claim(_confirmation(CLIENT_KEY, provider, 1));
        _refuses(
            _bind(CLIENT_KEY, address(deopenchat), provider, owner),
            abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, squatter, 1)
        );
    }

    function test_undoesSquattingThatSettledWithItself() external {
        vm.prank(squatter);
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 1);
        vm.warp(block.timestamp + deopenchat.withdrawalDelay());
        vm.prank(squatter);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.account(provider, client).claimed, 1, "settled by the squatter alone");

        _fetchWithBind(owner, provider, CLIENT_KEY, 3);
        vm.assertEq(deopenchat.account(provider, client).owner, owner, "owner");
    }

    function test_refusesASecondOwnerForGood() external {
        bytes memory expected = abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, otherOwner, 0);
        bytes memory bind = _bind(CLIENT_KEY, address(deopenchat), provider, owner);
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 3);
        _refuses(bind, expected);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        _refuses(bind, expected);
        _exit(otherOwner);
        _refuses(bind, expected);
    }

    function test_refusesAnotherOwnerOfAnAccountThatABindOpened() external {
        _fetchWithBind(otherOwner, provider, OTHER_CLIENT_KEY, 3);
        bytes memory bind = _bind(OTHER_CLIENT_KEY, address(deopenchat), provider, owner);
        bytes memory publicKey = _publicKey(OTHER_CLIENT_KEY);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, otherOwner, 0));
        vm.prank(owner);
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, bind);
    }

    function test_opensAnAccountWhoseOwnerIsFinal() external {
        bytes memory bind = _bind(OTHER_CLIENT_KEY, address(deopenchat), provider, owner);
        bytes memory publicKey = _publicKey(OTHER_CLIENT_KEY);
        (bytes32 x, bytes32 y) = abi.decode(publicKey, (bytes32, bytes32));
        vm.expectEmit(address(deopenchat));
        emit IEscrow.AccountOpened(provider, otherClient, owner, x, y);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerBound(provider, otherClient, owner);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, otherClient, owner, 3, 3);
        vm.prank(owner);
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, bind);
        vm.assertTrue(deopenchat.account(provider, otherClient).bound, "bound");
    }

    function test_makesThePresentOwnerFinal() external {
        vm.assertTrue(!_account().bound, "bound before");
        bytes memory bind = _bind(CLIENT_KEY, address(deopenchat), provider, squatter);
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerBound(provider, client, squatter);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, client, squatter, 3, 33);
        vm.prank(squatter);
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, bind);
        vm.assertTrue(_account().bound, "bound");
        vm.assertEq(_account().maturesAt, 0, "nobody was displaced");
        _refuses(
            _bind(CLIENT_KEY, address(deopenchat), provider, owner),
            abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, squatter, 0)
        );
    }

    function test_theOwnerBuysWithAnOldBindAfterClaims() external {
        _fetchWithBind(owner, provider, CLIENT_KEY, 3);
        _claim(_confirmation(CLIENT_KEY, provider, 1));
        _fetchWithBind(owner, provider, CLIENT_KEY, 3);
        _assertMoney(35, 1);
        vm.assertEq(_account().withdrawing, 30, "the displaced withdrawal stays");
    }

    function test_makesTheCallerOwnerAndTheOldEscrowAWithdrawal() external {
        uint64 maturesAt = uint64(block.timestamp) + DELAY;
        bytes memory bind = _bind(CLIENT_KEY, address(deopenchat), provider, owner);
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerDisplaced(provider, client, owner, squatter, 30, maturesAt);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerBound(provider, client, owner);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, client, owner, 300, 330);
        vm.prank(owner);
        deopenchat.fetchTokens{value: 300}(provider, MODEL, 100, publicKey, bind);
        AccountView memory view_ = _account();
        vm.assertEq(view_.owner, owner, "owner");
        vm.assertTrue(view_.bound, "bound");
        vm.assertEq(view_.escrow, 330, "escrow");
        vm.assertEq(view_.withdrawing, 30, "withdrawing");
        vm.assertEq(view_.declaredTotal, 0, "declared total");
        vm.assertEq(view_.maturesAt, maturesAt, "matures at");
        vm.assertEq(view_.lapsesAt, type(uint64).max, "lapses at");
        vm.assertEq(view_.withdrawalBeneficiary, squatter, "beneficiary");
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 100_000, "tokens left");
        vm.assertEq(deopenchat.credit(squatter), 0, "nothing leaves at once");
    }

    function test_acceptsABindForAnyProviderAndShortSignatures() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes memory bind =
            bytes.concat(bytes20(0), _short(_bindSignature(CLIENT_KEY, address(deopenchat), address(0), owner)));
        vm.prank(owner);
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, bind);
        vm.assertEq(_account().owner, owner, "owner");
    }

    function test_displacesAnOwnerWithoutEscrowAtOnce() external {
        _exit(squatter);
        _fetchWithBind(owner, provider, CLIENT_KEY, 3);
        vm.assertEq(_account().withdrawalBeneficiary, address(0), "beneficiary");
        vm.assertEq(_account().maturesAt, 0, "matures at");
        _assertMoney(3, 0);
    }

    function test_replacesAPendingWithdrawalOfTheDisplacedOwner() external {
        vm.prank(squatter);
        deopenchat.requestWithdrawal(provider, client, 5, type(uint96).max);
        vm.warp(block.timestamp + DELAY);
        _fetchWithBind(owner, provider, CLIENT_KEY, 300);
        vm.assertEq(_account().withdrawing, 30, "withdrawing");
        vm.assertEq(_account().declaredTotal, 0, "what the squatter declared does not touch new money");
        vm.assertEq(_account().maturesAt, block.timestamp + DELAY, "matures at");
    }

    function test_neitherOwnerCanTouchTheDisplacedWithdrawal() external {
        _fetchWithBind(owner, provider, CLIENT_KEY, 300);
        bytes memory pending =
            abi.encodeWithSelector(IEscrow.DisplacedWithdrawalPending.selector, squatter, block.timestamp + DELAY);
        vm.startPrank(owner);
        vm.expectRevert(pending);
        deopenchat.cancelWithdrawal(provider, client);
        vm.expectRevert(pending);
        deopenchat.requestWithdrawal(provider, client, 1, 0);
        vm.expectRevert(pending);
        deopenchat.release(provider, client, 0, 0, uint64(block.timestamp), "");
        vm.stopPrank();
        vm.startPrank(squatter);
        bytes memory notOwner = abi.encodeWithSelector(IWithdrawals.NotOwner.selector, owner, squatter);
        vm.expectRevert(notOwner);
        deopenchat.cancelWithdrawal(provider, client);
        vm.expectRevert(notOwner);
        deopenchat.requestWithdrawal(provider, client, 1, 0);
        vm.stopPrank();
    }

    function test_theProviderIsPaidForConfirmedRoundsWithinTheDelay() external {
        _fetchWithBind(owner, provider, CLIENT_KEY, 3);
        vm.warp(block.timestamp + DELAY - 1);
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 25)), ClaimStatus.Paid);
        vm.warp(block.timestamp + 1);
        vm.prank(squatter);
        deopenchat.finishWithdrawal(provider, client);
        _assertMoney(0, 25);
        vm.assertEq(squatter.balance, 1e30 - 30 + 8, "rest");
    }

    function test_theDisplacedOwnerGetsItsMoneyHoweverLate() external {
        _fetchWithBind(owner, provider, CLIENT_KEY, 300);
        vm.warp(block.timestamp + 1000 days);
        vm.prank(owner);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.credit(squatter), 30, "credit");
        _assertMoney(300, 0);
        vm.assertEq(_account().withdrawalBeneficiary, address(0), "beneficiary");
        _exit(owner);
        vm.assertEq(owner.balance, 1e30, "the new owner's own money");
    }

    function test_spendingTakesTheNewOwnersMoneyFirst() external {
        _fetchWithBind(owner, provider, CLIENT_KEY, 300);
        _claim(_confirmation(CLIENT_KEY, provider, 310));
        vm.warp(block.timestamp + DELAY);
        vm.prank(squatter);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(squatter.balance, 1e30 - 10, "what is left of the displaced escrow");
    }

    function _exit(address owner_) private {
        vm.startPrank(owner_);
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.stopPrank();
    }

    function _refuses(bytes memory bind, bytes memory expected) private {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectRevert(expected);
        vm.prank(owner);
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, bind);
    }
}
