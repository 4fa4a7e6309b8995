// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IDeopenchat} from "../src/interfaces/IDeopenchat.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IOrders, OrderState, OrderTerms, OrderView} from "../src/interfaces/IOrders.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {TestToken} from "./mocks/TestToken.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

contract PostOrderTest is OrderFixture {
    function test_refusesMoneyOnTheExtensionItself() external {
        IDeopenchat extension = IDeopenchat(deopenchat.extension());
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes memory bind = _long(_bindSignature(CLIENT_KEY, address(extension), address(0), owner));
        vm.expectRevert(abi.encodeWithSelector(IDeopenchat.CalledDirectly.selector, address(extension)));
        vm.prank(owner);
        extension.postOrder{value: STAKE}(_terms(), publicKey, bind, MEMO);
    }

    function test_refusesAnOrderWithoutAStake() external {
        OrderTerms memory terms = _terms();
        terms.stake = 0;
        _refuses(terms, abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
    }

    function testFuzz_refusesATimeToLockThatIsOver(uint64 lockUntil) external {
        lockUntil = lockUntil % (START + 1);
        _refusesLockUntil(lockUntil);
        _refusesLockUntil(START);
    }

    function testFuzz_refusesATimeToLockBeyondThirtyDays(uint64 lockUntil) external {
        vm.assume(lockUntil > START + 30 days);
        _refusesLockUntil(lockUntil);
        _refusesLockUntil(START + 30 days + 1);
    }

    function test_refusesATimeToServeOutOfBounds() external {
        OrderTerms memory terms = _terms();
        uint32[3] memory wrong = [0, 30 days + 1, type(uint32).max];
        for (uint256 i = 0; i < wrong.length; ++i) {
            terms.serveSeconds = wrong[i];
            _refuses(terms, _timeOutOfRange(1, 30 days, wrong[i]));
        }
    }

    function test_refusesATimeOfSilenceOutOfBounds() external {
        OrderTerms memory terms = _terms();
        uint32[3] memory wrong = [0, SERVE_SECONDS + 1, type(uint32).max];
        for (uint256 i = 0; i < wrong.length; ++i) {
            terms.silenceSeconds = wrong[i];
            _refuses(terms, _timeOutOfRange(1, SERVE_SECONDS, wrong[i]));
        }
    }

    function test_refusesAPublicKeyOfAnotherLength() external {
        bytes memory bind = _orderBind(CLIENT_KEY, owner);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.WrongPublicKeyLength.selector, 64, 63));
        vm.prank(owner);
        deopenchat.postOrder{value: STAKE}(_terms(), new bytes(63), bind, MEMO);
    }

    function test_refusesAPointThatIsNoKey() external {
        bytes memory bind = _orderBind(CLIENT_KEY, owner);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.PointNotOnCurve.selector, 1, 1));
        vm.prank(owner);
        deopenchat.postOrder{value: STAKE}(_terms(), abi.encode(1, 1), bind, MEMO);
    }

    function test_refusesABindOfAnotherClient() external {
        _refusesBind(_orderBind(OTHER_CLIENT_KEY, owner), otherClient);
    }

    function testFuzz_refusesABindForAnotherOwner(address named) external {
        vm.assume(named != owner);
        Signature memory signature = _bindSignature(CLIENT_KEY, address(deopenchat), address(0), named);
        _refusesBind(_long(signature), _recovered(address(0), owner, signature));
    }

    function test_refusesABindForOneProvider() external {
        Signature memory signature = _bindSignature(CLIENT_KEY, address(deopenchat), provider, owner);
        _refusesBind(_long(signature), _recovered(address(0), owner, signature));
    }

    function test_refusesABindWithHighS() external {
        Signature memory signature = _bindSignature(CLIENT_KEY, address(deopenchat), address(0), owner);
        _refusesBind(_long(_malleated(signature)), address(0));
    }

    function test_refusesABindOfAnotherForm() external {
        bytes memory bind = _orderBind(CLIENT_KEY, owner);
        _refusesBind("", address(0));
        _refusesBind(bytes.concat(bind, hex"00"), address(0));
        _refusesBind(bytes.concat(bytes20(0), bind), address(0));
        _refusesBind(new bytes(65), address(0));
    }

    function testFuzz_refusesLessMoneyThanTheStake(uint96 value) external {
        value = value % STAKE;
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes memory bind = _orderBind(CLIENT_KEY, owner);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.InsufficientValue.selector, STAKE, value));
        vm.prank(owner);
        deopenchat.postOrder{value: value}(_terms(), publicKey, bind, MEMO);
    }

    function test_keepsTheStakeAndTheHashOfTheTerms() external {
        OrderTerms memory terms = _termsFor(provider);
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderPosted(1, owner, client, terms, MEMO);
        vm.assertEq(_post(terms), 1, "id");
        OrderView memory view_ = deopenchat.order(1);
        vm.assertEq(uint256(view_.state), uint256(OrderState.Open), "state");
        vm.assertEq(view_.owner, owner, "owner");
        vm.assertEq(view_.client, client, "client");
        vm.assertEq(view_.termsHash, _hashOf(terms), "hash of the terms");
        vm.assertEq(view_.stake, STAKE, "stake");
        vm.assertEq(view_.lockUntil, LOCK_UNTIL, "lock until");
        vm.assertEq(view_.provider, address(0), "provider");
        vm.assertEq(owner.balance, 1e30 - STAKE, "owner");
        vm.assertEq(address(deopenchat).balance, STAKE, "balance");
    }

    function test_remembersThePublicKeyForTheAccountToCome() external {
        _postAndLock();
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.assertEq(abi.encodePacked(_account().publicKeyX, _account().publicKeyY), publicKey, "public key");
    }

    function test_countsFromOne() external {
        vm.assertEq(deopenchat.orderCount(), 0, "none");
        _post();
        _postAs(otherOwner, OTHER_CLIENT_KEY, _terms());
        vm.assertEq(_post(), 3, "the third");
        vm.assertEq(deopenchat.orderCount(), 3, "count");
        vm.assertEq(deopenchat.order(2).owner, otherOwner, "the second one's owner");
    }

    function test_acceptsShortSignatures() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes memory bind = _short(_bindSignature(CLIENT_KEY, address(deopenchat), address(0), owner));
        vm.prank(owner);
        vm.assertEq(deopenchat.postOrder{value: STAKE}(_terms(), publicKey, bind, ""), 1, "id");
    }

    function test_acceptsTheBoundsOfEveryTime() external {
        OrderTerms memory terms = _terms();
        (terms.lockUntil, terms.serveSeconds, terms.silenceSeconds) = (START + 1, 1, 1);
        _post(terms);
        (terms.lockUntil, terms.serveSeconds, terms.silenceSeconds) = (START + 30 days, 30 days, 30 days);
        _post(terms);
    }

    function testFuzz_returnsWhatWasSentTooMuch(uint96 stake, uint96 excess) external {
        vm.assume(stake > 0);
        vm.deal(owner, uint256(stake) + excess);
        OrderTerms memory terms = _terms();
        terms.stake = stake;
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes memory bind = _orderBind(CLIENT_KEY, owner);
        vm.prank(owner);
        deopenchat.postOrder{value: uint256(stake) + excess}(terms, publicKey, bind, MEMO);
        vm.assertEq(owner.balance, excess, "excess");
        vm.assertEq(address(deopenchat).balance, stake, "balance");
        vm.assertEq(deopenchat.order(1).stake, stake, "stake");
    }

    /// @dev With the excess coming back the order exists, and its owner may take it back.
    function test_anOwnerThatReentersGetsItsStakeOnce() external {
        Receiver greedy = new Receiver(deopenchat);
        vm.deal(address(greedy), 1000);
        greedy.replay(abi.encodeCall(deopenchat.returnOrder, (1)));
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes memory bind = _orderBind(CLIENT_KEY, address(greedy));
        greedy.act(
            address(deopenchat), STAKE + 1, abi.encodeCall(deopenchat.postOrder, (_terms(), publicKey, bind, MEMO))
        );
        vm.assertTrue(greedy.lastSucceeded(), "entered again");
        vm.assertEq(address(greedy).balance, 1000, "paid back once");
        vm.assertEq(address(deopenchat).balance, 0, "balance");
        _assertState(1, OrderState.Returned);
    }

    function _refuses(OrderTerms memory terms, bytes memory expected) private {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes memory bind = _orderBind(CLIENT_KEY, owner);
        vm.expectRevert(expected);
        vm.prank(owner);
        deopenchat.postOrder{value: STAKE}(terms, publicKey, bind, MEMO);
    }

    function _refusesLockUntil(uint64 lockUntil) private {
        OrderTerms memory terms = _terms();
        terms.lockUntil = lockUntil;
        _refuses(terms, _timeOutOfRange(START + 1, START + 30 days, lockUntil));
    }

    function _refusesBind(bytes memory bind, address signer) private {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.WrongBindSigner.selector, client, signer));
        vm.prank(owner);
        deopenchat.postOrder{value: STAKE}(_terms(), publicKey, bind, MEMO);
    }

    /// @dev Whom a signature over other values seems to come from.
    function _recovered(address provider_, address owner_, Signature memory signature) private view returns (address) {
        bytes32 structHash = keccak256(abi.encode(keccak256("Bind(address provider,address owner)"), provider_, owner_));
        return _signerOf(address(deopenchat), structHash, signature);
    }

    function _timeOutOfRange(uint256 minimum, uint256 maximum, uint256 actual) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrders.OrderTimeOutOfRange.selector, minimum, maximum, actual);
    }
}

/// @notice The stake is an ERC-20.
contract PostOrderInTokensTest is OrderFixture {
    TestToken private token;

    function _currency() internal override returns (address) {
        token = new TestToken();
        return address(token);
    }

    function setUp() public override {
        super.setUp();
        token.mint(owner, 1000);
        vm.prank(owner);
        token.approve(address(deopenchat), STAKE);
    }

    function test_refusesNativeCoin() external {
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes memory bind = _orderBind(CLIENT_KEY, owner);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.UnexpectedValue.selector, 1));
        vm.prank(owner);
        deopenchat.postOrder{value: 1}(_terms(), publicKey, bind, MEMO);
    }

    function test_refusesWithoutApproval() external {
        OrderTerms memory terms = _terms();
        terms.stake = STAKE + 1;
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        bytes memory bind = _orderBind(CLIENT_KEY, owner);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICurrency.TokenTransferFailed.selector, address(token), owner, address(deopenchat), STAKE + 1
            )
        );
        vm.prank(owner);
        deopenchat.postOrder(terms, publicKey, bind, MEMO);
    }

    function test_pullsTheStake() external {
        _post();
        vm.assertEq(token.balanceOf(owner), 1000 - STAKE, "owner");
        vm.assertEq(token.balanceOf(address(deopenchat)), STAKE, "balance");
    }

    /// @dev No native coin comes along, so an order can be posted in a batch.
    function test_postsInABatch() external {
        bytes[] memory calls = new bytes[](1);
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        calls[0] = abi.encodeCall(deopenchat.postOrder, (_terms(), publicKey, _orderBind(CLIENT_KEY, owner), MEMO));
        vm.prank(owner);
        deopenchat.batch(calls);
        vm.assertEq(deopenchat.order(1).owner, owner, "owner");
    }

    function test_movesTokensAllTheWay() external {
        uint256 orderId = _postAndLock();
        _finishOrder(orderId, 100);
        vm.assertEq(token.balanceOf(provider), 100, "provider");
        vm.prank(owner);
        deopenchat.collectCredit();
        vm.assertEq(token.balanceOf(owner), 900, "owner");
        vm.assertEq(token.balanceOf(address(deopenchat)), 0, "balance");
    }
}
