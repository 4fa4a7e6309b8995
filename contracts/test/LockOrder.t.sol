// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimRow} from "../src/interfaces/IClaims.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IOrders, OrderState, OrderTerms, OrderView} from "../src/interfaces/IOrders.sol";
import {IRegistry, Prices} from "../src/interfaces/IRegistry.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {TestToken} from "./mocks/TestToken.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

/// @notice What a lock changes, and in which states it is refused.
contract LockOrderTest is OrderFixture {
    function test_refusesAnOrderNobodyPosted() external {
        _refuses(provider, 7, _terms(), _wrongState(7, OrderState.Open, OrderState.None));
    }

    function test_refusesTheSecondOfTwoProviders() external {
        uint256 orderId = _postAndLock();
        _refuses(otherProvider, orderId, _terms(), _wrongState(orderId, OrderState.Open, OrderState.Locked));
        _refuses(provider, orderId, _terms(), _wrongState(orderId, OrderState.Open, OrderState.Locked));
        vm.assertEq(deopenchat.account(otherProvider, client).owner, address(0), "nothing went to the second one");
        _assertStakeIsInOnePlace(orderId, STAKE, 0);
    }

    function test_refusesAnOrderThatWasLockedBefore() external {
        uint256 orderId = _postAndLock();
        _finishOrder(orderId);
        _refuses(otherProvider, orderId, _terms(), _wrongState(orderId, OrderState.Open, OrderState.Finished));
        orderId = _postAndLock();
        vm.warp(block.timestamp + SERVE_SECONDS);
        _refuses(otherProvider, orderId, _terms(), _wrongState(orderId, OrderState.Open, OrderState.Expired));
    }

    function testFuzz_refusesWhenTheTimeToLockIsOver(uint32 late) external {
        uint256 orderId = _post();
        vm.warp(uint256(LOCK_UNTIL) + late);
        bytes memory over = abi.encodeWithSelector(IOrders.OrderLockOver.selector, LOCK_UNTIL, block.timestamp);
        _refuses(provider, orderId, _terms(), over);
    }

    function test_acceptsTheLastSecond() external {
        uint256 orderId = _post();
        vm.warp(LOCK_UNTIL - 1);
        _lock(orderId);
        _assertState(orderId, OrderState.Locked);
    }

    function testFuzz_refusesChangedTerms(uint8 field, uint16 change) external {
        vm.assume(change != 0);
        uint256 orderId = _post();
        OrderTerms memory terms = _terms();
        _change(terms, field % 16, change);
        bytes memory expected =
            abi.encodeWithSelector(IOrders.WrongOrderTerms.selector, orderId, _hashOf(_terms()), _hashOf(terms));
        _refuses(provider, orderId, terms, expected);
    }

    function test_refusesTheTermsOfAnotherOrder() external {
        uint256 cheap = _post();
        OrderTerms memory terms = _terms();
        terms.stake = STAKE - 1;
        uint256 other = _post(terms);
        bytes memory expected =
            abi.encodeWithSelector(IOrders.WrongOrderTerms.selector, cheap, _hashOf(_terms()), _hashOf(terms));
        _refuses(provider, cheap, terms, expected);
        _lockAs(provider, other, terms);
    }

    function test_refusesAnAccountThatHoldsAnotherOrder() external {
        uint256 first = _postAndLock();
        uint256 second = _post();
        bytes memory taken = abi.encodeWithSelector(IOrders.AccountHasOrder.selector, first);
        _refuses(provider, second, _terms(), taken);
        _lockAs(otherProvider, second, _terms());
        vm.warp(block.timestamp + SERVE_SECONDS);
        OrderTerms memory terms = _terms();
        terms.lockUntil = uint64(block.timestamp) + 2 days;
        uint256 third = _post(terms);
        _refuses(provider, third, terms, taken);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        _lockAs(provider, third, terms);
    }

    function test_refusesAnAccountWhoseOwnerIsFinal() external {
        uint256 orderId = _post();
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 3);
        _refuses(provider, orderId, _terms(), abi.encodeWithSelector(IEscrow.OwnerIsFinal.selector, otherOwner, 0));
        _lockAs(otherProvider, orderId, _terms());
        _assertState(orderId, OrderState.Locked);
    }

    function test_refusesAnAccountWithoutRoom() external {
        uint256 orderId = _post();
        _fetch(owner, provider, CLIENT_KEY, 3);
        uint96 full = type(uint96).max - STAKE + 1;
        _deposit(full - 3);
        _refuses(provider, orderId, _terms(), abi.encodeWithSelector(IEscrow.EscrowOverflow.selector, full, STAKE));
    }

    function test_makesTheStakeEscrowOfThePair() external {
        uint256 orderId = _post();
        uint64 serveUntil = START + SERVE_SECONDS;
        bytes memory key = _publicKey(CLIENT_KEY);
        (bytes32 x, bytes32 y) = abi.decode(key, (bytes32, bytes32));
        vm.expectEmit(address(deopenchat));
        emit IEscrow.AccountOpened(provider, client, owner, x, y);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerBound(provider, client, owner);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.Deposited(provider, client, owner, STAKE, STAKE);
        vm.expectEmit(address(deopenchat));
        emit IWithdrawals.WithdrawalRequested(
            provider, client, owner, type(uint96).max, 0, serveUntil + DELAY, serveUntil + DELAY + WINDOW
        );
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderLocked(orderId, provider, client, STAKE, serveUntil);
        _lock(orderId);
        AccountView memory account = _account();
        vm.assertEq(account.owner, owner, "owner");
        vm.assertTrue(account.bound, "bound");
        vm.assertEq(account.withdrawing, type(uint96).max, "withdrawing");
        vm.assertEq(account.declaredTotal, 0, "declared total");
        vm.assertEq(account.maturesAt, serveUntil + DELAY, "matures at");
        OrderView memory view_ = deopenchat.order(orderId);
        vm.assertEq(view_.provider, provider, "provider");
        vm.assertEq(view_.serveUntil, serveUntil, "serve until");
        vm.assertEq(view_.silentFrom, 0, "silent from");
        _assertState(orderId, OrderState.Locked);
        _assertStakeIsInOnePlace(orderId, STAKE, 0);
    }

    function test_countsTheLockInTheRecord() external {
        _postAndLock();
        _assertOrderCounts(provider, 1, 0, 0);
        _assertOrderCounts(otherProvider, 0, 0, 0);
    }

    function test_theCountOfLocksStops() external {
        _fillOrderCounts(provider);
        _postAndLock();
        _assertOrderCounts(provider, type(uint32).max, type(uint32).max, type(uint32).max);
        vm.assertEq(_recordOf(provider).contested, 0, "its neighbour");
    }

    /// @dev The stake is the provider's or the owner's: a squatter with one unit gets that unit, after the delay.
    function test_displacesASquatter() external {
        uint256 orderId = _post();
        _fetch(stranger, provider, CLIENT_KEY, 3);
        vm.expectEmit(address(deopenchat));
        emit IEscrow.OwnerDisplaced(provider, client, owner, stranger, 3, START + DELAY);
        _lock(orderId);
        AccountView memory account = _account();
        vm.assertEq(account.owner, owner, "owner");
        vm.assertEq(account.escrow, STAKE + 3, "escrow");
        vm.assertEq(account.withdrawing, 3, "what leaves by itself is the squatter's");
        vm.assertEq(account.withdrawalBeneficiary, stranger, "beneficiary");
        vm.warp(block.timestamp + DELAY);
        vm.prank(stranger);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(stranger.balance, 1e30, "squatter");
        _assertMoney(STAKE, 0);
        vm.assertEq(_account().maturesAt, 0, "the owner asks for the rest itself");
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.credit(owner), STAKE, "owner");
    }

    /// @dev A request of the owner would let the stake leave early, one with a declared total would give it away.
    function test_replacesAPendingWithdrawalOfTheOwner() external {
        _fetch(owner, provider, CLIENT_KEY, 30);
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 10, 20);
        _postAndLock();
        vm.assertEq(_account().withdrawing, type(uint96).max, "withdrawing");
        vm.assertEq(_account().declaredTotal, 0, "declared total");
        vm.assertEq(_account().maturesAt, START + SERVE_SECONDS + DELAY, "matures at");
    }

    function test_returnsWhatIsLeftAfterTheTimeToServe() external {
        _postAndLock();
        uint256 maturesAt = _account().maturesAt;
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        vm.warp(maturesAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WithdrawalNotMature.selector, maturesAt, block.timestamp));
        deopenchat.finishWithdrawal(provider, client);
        _claim(_confirmation(CLIENT_KEY, provider, 120));
        vm.warp(maturesAt);
        vm.prank(stranger);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.credit(owner), STAKE - 120, "owner");
        vm.assertEq(provider.balance, 1e30 + 120, "provider");
        _assertMoney(0, 120);
    }

    /// @dev From the lock on the account is an ordinary one: claims and provisional claims as everywhere.
    function test_theProviderClaimsFromTheStake() external {
        _postAndLock();
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        vm.assertEq(provider.balance, 1e30 + 100, "claimed");
        _assert(150);
        vm.assertEq(_account().locked, 50, "held");
    }

    function testFuzz_locksAnyStake(uint96 stake) external {
        vm.assume(stake > 0);
        vm.deal(owner, stake);
        OrderTerms memory terms = _terms();
        terms.stake = stake;
        uint256 orderId = _post(terms);
        _lockAs(provider, orderId, terms);
        _assertMoney(stake, 0);
        vm.assertEq(address(deopenchat).balance, stake, "balance");
    }

    function _change(OrderTerms memory terms, uint256 field, uint16 change) private pure {
        if (field == 0) terms.model ^= bytes32(uint256(change));
        else if (field == 1) terms.stake ^= change;
        else if (field == 2) terms.maxPrices.requestPrice ^= change;
        else if (field == 3) terms.maxPrices.inputPrice ^= change;
        else if (field == 4) terms.maxPrices.outputPrice ^= change;
        else if (field == 5) terms.lockUntil ^= change;
        else if (field == 6) terms.serveSeconds ^= change;
        else if (field == 7) terms.silenceSeconds ^= change;
        else if (field == 8) terms.criteria.minMoney ^= change;
        else if (field == 9) terms.criteria.minRounds ^= change;
        else if (field == 10) terms.criteria.minClients ^= change;
        else if (field == 11) terms.criteria.minFinishedShare ^= change;
        else if (field == 12) terms.criteria.minPreferredShare ^= change;
        else if (field == 13) terms.criteria.maxFlaggedShare ^= change;
        else if (field == 14) terms.providers = new address[](change % 8 + 1);
        else terms.providers = _termsFor(address(uint160(change))).providers;
    }

    function _refuses(address provider_, uint256 orderId, OrderTerms memory terms, bytes memory expected) private {
        vm.expectRevert(expected);
        _lockAs(provider_, orderId, terms);
    }
}

/// @notice Whom an order lets lock it: names and prices.
contract LockOrderOfferTest is OrderFixture {
    function test_refusesWhoIsNotOnTheList() external {
        uint256 orderId = _post(_termsFor(otherProvider));
        _refuses(provider, orderId, _termsFor(otherProvider), _notWanted(orderId, provider));
        _lockAs(otherProvider, orderId, _termsFor(otherProvider));
    }

    function test_acceptsEachOneOfAList() external {
        OrderTerms memory terms = _terms();
        terms.providers = new address[](3);
        (terms.providers[0], terms.providers[1], terms.providers[2]) = (stranger, otherProvider, provider);
        _lockAs(otherProvider, _post(terms), terms);
        uint256 orderId = _post(terms);
        _lockAs(provider, orderId, terms);
        _assertState(orderId, OrderState.Locked);
    }

    function test_refusesTheOneThatStayedSilent() external {
        uint256 orderId = _reopened();
        _refuses(provider, orderId, _terms(), _notWanted(orderId, provider));
        _lockAs(otherProvider, orderId, _terms());
        vm.assertEq(deopenchat.order(orderId).provider, otherProvider, "provider");
        vm.assertEq(deopenchat.account(otherProvider, client).escrow, STAKE, "escrow");
        _assertMoney(0, 0);
    }

    function test_refusesAnybodyWhoNeverRegistered() external {
        uint256 orderId = _post(_termsFor(stranger));
        _refuses(stranger, orderId, _termsFor(stranger), _notListed(stranger));
    }

    function test_refusesAnotherModel() external {
        OrderTerms memory terms = _terms();
        terms.model = keccak256("another model");
        uint256 orderId = _post(terms);
        bytes memory expected = abi.encodeWithSelector(IRegistry.ModelNotListed.selector, provider, terms.model);
        _refuses(provider, orderId, terms, expected);
    }

    function test_refusesAModelOffTheMarketUntilItsRelistingHolds() external {
        uint256 orderId = _post();
        vm.startPrank(provider);
        deopenchat.unlistModel(MODEL);
        vm.stopPrank();
        _refuses(provider, orderId, _terms(), _notListed(provider));
        _list(_prices());
        _refuses(provider, orderId, _terms(), _notListed(provider));
        vm.warp(START + DELAY - 1);
        _refuses(provider, orderId, _terms(), _notListed(provider));
        vm.warp(START + DELAY);
        _lock(orderId);
        _assertState(orderId, OrderState.Locked);
    }

    function test_refusesEachPriceAboveTheOrders() external {
        for (uint256 i = 0; i < 3; ++i) {
            OrderTerms memory terms = _terms();
            if (i == 0) --terms.maxPrices.requestPrice;
            if (i == 1) --terms.maxPrices.inputPrice;
            if (i == 2) --terms.maxPrices.outputPrice;
            uint256 orderId = _post(terms);
            _refuses(provider, orderId, terms, _tooDear(terms.maxPrices, _prices()));
        }
    }

    function test_acceptsLowerPrices() external {
        OrderTerms memory terms = _terms();
        terms.maxPrices = Prices(type(uint96).max, type(uint96).max, type(uint96).max);
        uint256 orderId = _post(terms);
        _lockAs(provider, orderId, terms);
        _assertState(orderId, OrderState.Locked);
    }

    function test_anAnnouncedRiseCountsFromItsTimeOn() external {
        Prices memory dearer = _prices();
        ++dearer.outputPrice;
        uint256 first = _post();
        uint256 second = _postAs(otherOwner, OTHER_CLIENT_KEY, _terms());
        _list(dearer);
        vm.warp(START + DELAY - 1);
        _lock(first);
        vm.warp(START + DELAY);
        _refuses(provider, second, _terms(), _tooDear(_prices(), dearer));
    }

    function test_aFallCountsAtOnce() external {
        OrderTerms memory terms = _terms();
        terms.maxPrices = Prices(0, 0, 0);
        uint256 orderId = _post(terms);
        _refuses(provider, orderId, terms, _tooDear(terms.maxPrices, _prices()));
        _list(terms.maxPrices);
        _lockAs(provider, orderId, terms);
        _assertState(orderId, OrderState.Locked);
    }

    function testFuzz_comparesEachPrice(Prices calldata maximum, Prices calldata actual) external {
        address seller = stranger;
        vm.startPrank(seller);
        deopenchat.registerProvider(_details());
        deopenchat.listModel(NAME, 0, 8, actual);
        vm.stopPrank();
        OrderTerms memory terms = _terms();
        terms.maxPrices = maximum;
        uint256 orderId = _post(terms);
        bool fits = actual.requestPrice <= maximum.requestPrice && actual.inputPrice <= maximum.inputPrice
            && actual.outputPrice <= maximum.outputPrice;
        if (fits) {
            _lockAs(seller, orderId, terms);
            _assertState(orderId, OrderState.Locked);
        } else {
            _refuses(seller, orderId, terms, _tooDear(maximum, actual));
        }
    }

    function _list(Prices memory prices) private {
        vm.prank(provider);
        deopenchat.listModel(NAME, 0, 8, prices);
    }

    function _refuses(address provider_, uint256 orderId, OrderTerms memory terms, bytes memory expected) private {
        vm.expectRevert(expected);
        _lockAs(provider_, orderId, terms);
    }

    function _notWanted(uint256 orderId, address provider_) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrders.ProviderNotWanted.selector, orderId, provider_);
    }

    function _notListed(address provider_) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRegistry.ModelNotListed.selector, provider_, MODEL);
    }

    function _tooDear(Prices memory maximum, Prices memory actual) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrders.PriceAboveOrder.selector, maximum, actual);
    }
}

/// @notice What an order asks of a provider's record. The fixture's provider was paid 200 of 300 for 7 rounds by one client, which
/// flagged 20 of it and preferred another provider over it with 30, and it over that one with 10.
contract LockOrderCriteriaTest is OrderFixture {
    uint96 private constant MONEY = 200;
    uint64 private constant ROUNDS = 7;

    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, OTHER_CLIENT_KEY, 300);
        _fetch(owner, otherProvider, OTHER_CLIENT_KEY, 300);
        deopenchat.claim(provider, _rows(_paid(provider)));
        deopenchat.claim(otherProvider, _rows(_paid(otherProvider)));
        _flag(20);
        _compare(provider, otherProvider, 10);
        _compare(otherProvider, provider, 30);
    }

    function testFuzz_asksForMoney(uint96 minimum) external {
        OrderTerms memory terms = _terms();
        terms.criteria.minMoney = minimum;
        _expect(terms, minimum <= MONEY);
    }

    function testFuzz_asksForRounds(uint64 minimum) external {
        OrderTerms memory terms = _terms();
        terms.criteria.minRounds = minimum;
        _expect(terms, minimum <= ROUNDS);
    }

    function testFuzz_asksForClients(uint64 minimum) external {
        OrderTerms memory terms = _terms();
        terms.criteria.minClients = minimum;
        _expect(terms, minimum <= 1);
    }

    function test_countsOnTheBorder() external {
        OrderTerms memory terms = _terms();
        (terms.criteria.minMoney, terms.criteria.minRounds, terms.criteria.minClients) = (MONEY, ROUNDS, 1);
        _expect(terms, true);
        ++terms.criteria.minMoney;
        _expect(terms, false);
        (terms.criteria.minMoney, terms.criteria.minRounds) = (MONEY, ROUNDS + 1);
        _expect(terms, false);
        (terms.criteria.minRounds, terms.criteria.minClients) = (ROUNDS, 2);
        _expect(terms, false);
    }

    /// @dev One of the two that it locked is finished.
    function test_asksForTheShareOfFinishedOrders() external {
        _finishOrder(_postAndLock(), 100);
        _postAndLock();
        OrderTerms memory terms = _terms();
        terms.criteria.minFinishedShare = 5000;
        _expect(terms, true);
        terms.criteria.minFinishedShare = 5001;
        _expect(terms, false);
    }

    function test_whoLockedNothingMeetsAnyShareOfFinishedOrders() external {
        OrderTerms memory terms = _terms();
        terms.criteria.minFinishedShare = 10_000;
        _expect(terms, true);
        terms.criteria.minFinishedShare = type(uint16).max;
        _expect(terms, true);
    }

    function test_countsALockedOrderAsNotFinishedYet() external {
        _postAndLock();
        OrderTerms memory terms = _terms();
        terms.criteria.minFinishedShare = 1;
        _expect(terms, false);
    }

    /// @dev 10 of 40.
    function test_asksForTheShareOfWonComparisons() external {
        OrderTerms memory terms = _terms();
        terms.criteria.minPreferredShare = 2500;
        _expect(terms, true);
        terms.criteria.minPreferredShare = 2501;
        _expect(terms, false);
    }

    function test_whoWasNeverComparedMeetsAnyShareOfWonComparisons() external {
        OrderTerms memory terms = _terms();
        terms.criteria.minPreferredShare = type(uint16).max;
        _register(stranger);
        _lockAs(stranger, _post(terms), terms);
    }

    /// @dev 20 of 200.
    function test_asksForTheShareOfFlaggedMoney() external {
        OrderTerms memory terms = _terms();
        terms.criteria.maxFlaggedShare = 1000;
        _expect(terms, true);
        terms.criteria.maxFlaggedShare = 999;
        _expect(terms, false);
        terms.criteria.maxFlaggedShare = 0;
        _expect(terms, false);
    }

    /// @dev 20 flagged and 60 contested of 200.
    function test_countsContestedMoneyAsFlagged() external {
        _loseContest(60);
        OrderTerms memory terms = _terms();
        terms.criteria.maxFlaggedShare = 4000;
        _expect(terms, true);
        terms.criteria.maxFlaggedShare = 3999;
        _expect(terms, false);
    }

    /// @dev Nobody ever paid it, so any loss is beyond every share; who lost nothing meets the smallest one.
    function test_whoLostContestsAndWasNeverPaidMeetsNoShare() external {
        provider = stranger;
        _register(provider);
        OrderTerms memory terms = _terms();
        terms.criteria.maxFlaggedShare = 0;
        _expect(terms, true);
        _fetch(owner, provider, CLIENT_KEY, 90);
        _loseContest(60);
        vm.assertEq(_recordOf(provider).money, 0, "money");
        terms.criteria.maxFlaggedShare = 9999;
        _expect(terms, false);
        terms.criteria.maxFlaggedShare = 10_000;
        _expect(terms, true);
    }

    function test_tenThousandAllowsEvenMoreLossesThanPayments() external {
        provider = stranger;
        _register(provider);
        _fetch(owner, provider, CLIENT_KEY, 90);
        _loseContest(60);
        OrderTerms memory terms = _terms();
        terms.criteria.maxFlaggedShare = type(uint16).max;
        _expect(terms, true);
    }

    function test_everyCriterionCounts() external {
        OrderTerms memory terms = _terms();
        (terms.criteria.minMoney, terms.criteria.minRounds, terms.criteria.minClients) = (MONEY, ROUNDS, 1);
        (terms.criteria.minPreferredShare, terms.criteria.maxFlaggedShare) = (2500, 1000);
        terms.criteria.minFinishedShare = 10_000;
        _expect(terms, true);
    }

    function _paid(address provider_) private view returns (ClaimRow memory) {
        return _row(OTHER_CLIENT_KEY, address(deopenchat), provider_, MONEY, ROUNDS, 0, bytes32(0));
    }

    function _flag(uint96 total) private {
        bytes memory signature = _long(_flagSignature(OTHER_CLIENT_KEY, address(deopenchat), provider, total));
        deopenchat.flag(provider, otherClient, total, signature);
    }

    function _compare(address preferred, address other, uint96 total) private {
        bytes memory signature =
            _long(_comparisonSignature(OTHER_CLIENT_KEY, address(deopenchat), preferred, other, total));
        deopenchat.compare(preferred, other, otherClient, total, signature);
    }

    function _loseContest(uint96 amount) private {
        if (_account().owner == address(0)) _fetch(owner, provider, CLIENT_KEY, 90);
        _contest(_assert(amount), 0);
        vm.assertEq(_recordOf(provider).contested, amount, "contested");
    }

    /// @dev Whether the fixture's provider may lock an order with these terms; leaves nothing behind.
    function _expect(OrderTerms memory terms, bool met) private {
        uint256 state = vm.snapshotState();
        uint256 orderId = _postAs(otherOwner, 0xf0e5, terms);
        if (!met) vm.expectRevert(abi.encodeWithSelector(IOrders.CriteriaNotMet.selector, orderId, provider));
        _lockAs(provider, orderId, terms);
        _assertState(orderId, met ? OrderState.Locked : OrderState.Open);
        vm.revertToState(state);
    }
}

/// @notice The stake is an ERC-20: a lock moves none of it.
contract LockOrderInTokensTest is OrderFixture {
    TestToken private token;

    function _currency() internal override returns (address) {
        token = new TestToken();
        return address(token);
    }

    function test_movesNoTokens() external {
        token.mint(owner, STAKE);
        vm.prank(owner);
        token.approve(address(deopenchat), STAKE);
        _postAndLock();
        _assertMoney(STAKE, 0);
        vm.assertEq(token.balanceOf(address(deopenchat)), STAKE, "balance");
    }
}
