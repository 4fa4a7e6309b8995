// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IRegistry, Prices} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract FetchTokensTest is Fixture {
    function test_refusesAModelThatIsNotListed() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.prank(provider);
        deopenchat.unlistModel(MODEL);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.ModelNotListed.selector, provider, MODEL));
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, "");
    }

    function test_refusesAnUnknownProvider() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.ModelNotListed.selector, stranger, MODEL));
        deopenchat.fetchTokens{value: 3}(stranger, MODEL, 1, publicKey, "");
    }

    function test_refusesNoTokens() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
        deopenchat.fetchTokens(provider, MODEL, 0, publicKey, "");
    }

    function test_refusesAFreeModel() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        _list(Prices(5, 0, 0));
        vm.expectRevert(abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, "");
    }

    function test_refusesACostBeyondMoney() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        _list(Prices(0, type(uint96).max, 0));
        vm.warp(block.timestamp + DELAY);
        uint256 cost = (uint256(type(uint64).max) * type(uint96).max + 999) / 1000;
        vm.expectRevert(abi.encodeWithSelector(IEscrow.AmountTooLarge.selector, type(uint96).max, cost));
        deopenchat.fetchTokens(provider, MODEL, type(uint64).max, publicKey, "");
    }

    function test_refusesTooLittleMoney() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.InsufficientValue.selector, 30, 29));
        deopenchat.fetchTokens{value: 29}(provider, MODEL, 10, publicKey, "");
    }

    function test_refusesAPublicKeyOfAnotherLength() external {
        bytes memory publicKey = bytes.concat(hex"04", _publicKey(CLIENT_KEY));
        vm.expectRevert(abi.encodeWithSelector(IEscrow.WrongPublicKeyLength.selector, 64, 65));
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, "");
    }

    function testFuzz_refusesAPointOffTheCurve(uint256 x, uint256 y) external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.PointNotOnCurve.selector, x, y));
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, abi.encode(x, y), "");
    }

    function test_refusesAnEscrowBeyondMoney() external {
        _list(Prices(0, 1000, 0));
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        _fetch(owner, provider, CLIENT_KEY, 3);
        vm.deal(owner, type(uint256).max);
        vm.startPrank(owner);
        uint96 rest = type(uint96).max - 1;
        deopenchat.depositFor{value: rest}(provider, client, owner, rest);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowOverflow.selector, type(uint96).max, 3));
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 3, publicKey, "");
        vm.stopPrank();
    }

    /// @dev What was claimed does not make room again: a provisional claim asserts a total of claimed and escrow.
    function testFuzz_refusesWhatDoesNotFitWithWhatWasClaimed(uint96 claimed, uint64 room, uint64 excess) external {
        (room, excess) = (room % 1000, excess % 1000 + 1);
        claimed = claimed % (type(uint96).max - room);
        uint96 escrow = type(uint96).max - claimed - room;
        _reach(claimed, escrow);
        // At 1,000 base units for 1,000,000 tokens, a thousand tokens cost one.
        _list(Prices(0, 0, 1000));
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.deal(owner, 3000);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowOverflow.selector, escrow, room + excess));
        deopenchat.fetchTokens{value: room + excess}(provider, MODEL, room + excess, publicKey, "");
        if (room > 0) deopenchat.fetchTokens{value: room}(provider, MODEL, room, publicKey, "");
        vm.stopPrank();
        _assertMoney(escrow + room, claimed);
    }

    function test_refusesSomebodyElsesAccount() external {
        _fetch(owner, provider, CLIENT_KEY, 30);
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.WrongOwner.selector, otherOwner, owner));
        vm.prank(otherOwner);
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, "");
    }

    function test_opensAnAccountForItsFirstFunder() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        (bytes32 x, bytes32 y) = abi.decode(publicKey, (bytes32, bytes32));
        vm.expectEmit(address(deopenchat));
        emit IEscrow.AccountOpened(provider, client, owner, x, y);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, client, owner, 30, 30);
        vm.prank(owner);
        deopenchat.fetchTokens{value: 30}(provider, MODEL, 10, publicKey, "");
        AccountView memory view_ = _account();
        vm.assertEq(view_.client, client, "client");
        vm.assertEq(view_.owner, owner, "owner");
        vm.assertEq(view_.publicKeyX, x, "x");
        vm.assertEq(view_.publicKeyY, y, "y");
        vm.assertEq(view_.escrow, 30, "escrow");
        vm.assertEq(view_.claimed, 0, "claimed");
        vm.assertEq(view_.rounds, 0, "rounds");
        vm.assertEq(view_.maturesAt, 0, "matures at");
        vm.assertEq(view_.lapsesAt, 0, "lapses at");
        vm.assertEq(deopenchat.accountCount(provider), 1, "count");
    }

    function test_topsUpWithoutOpeningAgain() external {
        _fetch(owner, provider, CLIENT_KEY, 30);
        _fetch(owner, provider, CLIENT_KEY, 3);
        _assertMoney(33, 0);
        vm.assertEq(deopenchat.accountCount(provider), 1, "count");
    }

    function test_opensOneAccountPerProvider() external {
        _fetch(owner, provider, CLIENT_KEY, 30);
        _fetch(otherOwner, otherProvider, CLIENT_KEY, 3);
        _assertMoney(30, 0);
        vm.assertEq(deopenchat.account(otherProvider, client).owner, otherOwner, "owner");
        vm.assertEq(deopenchat.account(otherProvider, client).escrow, 3, "escrow");
    }

    function test_returnsWhatWasSentTooMuch() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        uint256 before = owner.balance;
        vm.prank(owner);
        deopenchat.fetchTokens{value: 1 ether}(provider, MODEL, 10, publicKey, "");
        vm.assertEq(before - owner.balance, 30, "spent");
        vm.assertEq(address(deopenchat).balance, 30, "balance");
    }

    function test_costsARaisedPriceOnlyAfterTheNotice() external {
        _list(Prices(7, 2000, 6000));
        vm.warp(block.timestamp + DELAY - 1);
        _fetch(owner, provider, CLIENT_KEY, 30);
        vm.warp(block.timestamp + 1);
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.InsufficientValue.selector, 60, 30));
        vm.prank(owner);
        deopenchat.fetchTokens{value: 30}(provider, MODEL, 10, publicKey, "");
        vm.prank(owner);
        deopenchat.fetchTokens{value: 60}(provider, MODEL, 10, publicKey, "");
        _assertMoney(90, 0);
    }

    function test_costsALoweredPriceAtOnce() external {
        _list(Prices(7, 2000, 1000));
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.prank(owner);
        deopenchat.fetchTokens{value: 30}(provider, MODEL, 10, publicKey, "");
        _assertMoney(20, 0);
    }

    function test_refusesARelistedModelBeforeTheNotice() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.prank(provider);
        deopenchat.unlistModel(MODEL);
        _list(_prices());
        vm.warp(block.timestamp + DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.ModelNotListed.selector, provider, MODEL));
        deopenchat.fetchTokens{value: 3}(provider, MODEL, 1, publicKey, "");
        vm.warp(block.timestamp + 1);
        _fetch(owner, provider, CLIENT_KEY, 3);
        _assertMoney(3, 0);
    }

    function testFuzz_costsTheLargerPriceRoundedUp(uint64 ktokens, uint96 inputPrice, uint96 outputPrice) external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        _list(Prices(0, inputPrice, outputPrice));
        vm.warp(block.timestamp + DELAY);
        uint256 price = inputPrice > outputPrice ? inputPrice : outputPrice;
        uint256 tokens = uint256(ktokens) * 1000;
        uint256 cost = tokens * price / 1_000_000;
        if (cost * 1_000_000 < tokens * price) ++cost;
        vm.assume(cost > 0 && cost <= type(uint96).max);
        vm.deal(owner, cost);
        vm.prank(owner);
        deopenchat.fetchTokens{value: cost}(provider, MODEL, ktokens, publicKey, "");
        _assertMoney(cost, 0);
        vm.assertGe(deopenchat.tokensLeft(provider, client, MODEL), tokens, "tokens left");
    }

    function _list(Prices memory prices) private {
        vm.prank(provider);
        deopenchat.listModel(NAME, 0, 8, prices);
    }
}
