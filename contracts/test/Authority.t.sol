// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccounts} from "../src/interfaces/IAccounts.sol";
import {IBatch} from "../src/interfaces/IBatch.sol";
import {ClaimRow, IClaims} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IDelay} from "../src/interfaces/IDelay.sol";
import {IDeopenchat} from "../src/interfaces/IDeopenchat.sol";
import {IDomain} from "../src/interfaces/IDomain.sol";
import {IEarnings} from "../src/interfaces/IEarnings.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IOrders, OrderTerms} from "../src/interfaces/IOrders.sol";
import {IPermits} from "../src/interfaces/IPermits.sol";
import {IPrefunds, TopUpRow} from "../src/interfaces/IPrefunds.sol";
import {IProvisionalClaims} from "../src/interfaces/IProvisionalClaims.sol";
import {IRegistry} from "../src/interfaces/IRegistry.sol";
import {IReputation} from "../src/interfaces/IReputation.sol";
import {ArchivedTranscript, ITranscripts} from "../src/interfaces/ITranscripts.sol";
import {ITreasury} from "../src/interfaces/ITreasury.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

/// @notice Who may call what: every function of the contract, tried by every role, directly and in a batch, and on the extension's
/// own address. A function that says nothing of its caller here acts on what is the caller's own.
/// @dev A rule brings the world into the state in which the one who may succeeds, and is undone afterwards.
contract AuthorityTest is ProvisionalFixture {
    uint64 private constant START = 1_800_000_000;
    uint96 private constant STAKE = 30;

    /// @dev Stands for the caller in an expected refusal.
    address private constant CALLER = address(uint160(uint256(keccak256("the caller of a refused call"))));

    address[] private _roles = [owner, client, provider, otherProvider, operator, treasury, stranger];
    string[] private _names = ["owner", "client", "provider", "other provider", "operator", "treasury", "stranger"];

    /// @dev Whom an order is for; nobody named: for any provider.
    address[] private _wanted = [provider];

    address[] private _anyone = _roles;
    address[] private _nobody;

    /// @dev One account of the client with each provider, 300 paid in, 100 claimed.
    function setUp() public override {
        super.setUp();
        address[2] memory providers = [provider, otherProvider];
        for (uint256 i = 0; i < providers.length; ++i) {
            _fetch(owner, providers[i], CLIENT_KEY, 300);
            deopenchat.claim(providers[i], _rows(_confirmation(CLIENT_KEY, providers[i], 100)));
        }
        for (uint256 i = 0; i < _roles.length; ++i) {
            vm.deal(_roles[i], 1e30);
        }
    }

    function test_everyoneMayWhatItMayAndNothingElse() external {
        function() returns (bytes4)[40] memory rules = [
            _ruleRegisterProvider,
            _ruleUpdateProvider,
            _ruleHeartbeat,
            _ruleListModel,
            _ruleUnlistModel,
            _ruleFetchTokens,
            _ruleDepositFor,
            _ruleBindOwner,
            _ruleClaim,
            _ruleRequestWithdrawal,
            _ruleCancelWithdrawal,
            _ruleFinishWithdrawal,
            _ruleRelease,
            _ruleOpenProvisionalClaim,
            _ruleContest,
            _ruleFinishProvisionalClaim,
            _ruleDropProvisionalClaim,
            _rulePrefund,
            _ruleWithdrawPrefund,
            _ruleAllowClient,
            _ruleAllowProviders,
            _ruleTopUp,
            _ruleCollectCredit,
            _rulePostOrder,
            _ruleReturnOrder,
            _ruleLockOrder,
            _ruleFinishOrder,
            _ruleChallengeOrder,
            _ruleAnswerChallenge,
            _ruleReopenOrder,
            _rulePublish,
            _ruleSetFee,
            _ruleProposeTreasury,
            _ruleAcceptTreasury,
            _ruleFlag,
            _ruleCompare,
            _ruleArchiveTranscripts,
            _rulePermit,
            _ruleBatch,
            _viewRules
        ];
        bytes4 covered;
        for (uint256 i = 0; i < rules.length; ++i) {
            uint256 state = vm.snapshotState();
            covered ^= rules[i]();
            vm.revertToState(state);
        }
        vm.assertEq(bytes32(covered), bytes32(_allSelectors()), "every function has one rule");
    }

    // Providers: everybody for itself.

    function _ruleRegisterProvider() private returns (bytes4) {
        bytes memory refusal = abi.encodeWithSelector(IRegistry.AlreadyRegistered.selector, CALLER);
        address[] memory allowed = new address[](5);
        (allowed[0], allowed[1], allowed[2], allowed[3], allowed[4]) = (owner, client, operator, treasury, stranger);
        return _check("registerProvider", abi.encodeCall(deopenchat.registerProvider, (_details())), allowed, refusal);
    }

    function _ruleUpdateProvider() private returns (bytes4) {
        return _providersOnly("updateProvider", abi.encodeCall(deopenchat.updateProvider, (_details())));
    }

    function _ruleHeartbeat() private returns (bytes4) {
        return _providersOnly("heartbeat", abi.encodeCall(deopenchat.heartbeat, ()));
    }

    function _ruleListModel() private returns (bytes4) {
        return _providersOnly("listModel", abi.encodeCall(deopenchat.listModel, (NAME, 0, 9, _prices())));
    }

    function _ruleUnlistModel() private returns (bytes4) {
        bytes memory refusal = abi.encodeWithSelector(IRegistry.ModelNotListed.selector, CALLER, MODEL);
        bytes memory call_ = abi.encodeCall(deopenchat.unlistModel, (MODEL));
        return _check("unlistModel", call_, _both(provider, otherProvider), refusal);
    }

    // Accounts: anyone pays in, the owner alone takes out, the client's signature decides who that is.

    function _ruleFetchTokens() private returns (bytes4) {
        bytes memory call_ = abi.encodeCall(deopenchat.fetchTokens, (provider, MODEL, 1, _publicKey(CLIENT_KEY), ""));
        bytes memory refusal = abi.encodeWithSelector(IEscrow.WrongOwner.selector, CALLER, owner);
        _check("fetchTokens", call_, 3, _only(owner), refusal);
        call_ = abi.encodeCall(deopenchat.fetchTokens, (provider, MODEL, 1, _publicKey(OTHER_CLIENT_KEY), ""));
        return _check("fetchTokens of a new account", call_, 3, _anyone, "");
    }

    function _ruleDepositFor() private returns (bytes4) {
        bytes memory call_ = abi.encodeCall(deopenchat.depositFor, (provider, client, owner, 10));
        return _check("depositFor", call_, 10, _anyone, "");
    }

    function _ruleBindOwner() private returns (bytes4) {
        _fetch(stranger, provider, OTHER_CLIENT_KEY, 3);
        bytes memory bind = _bind(CLIENT_KEY, address(deopenchat), provider, owner);
        bytes memory refusal = abi.encodeWithSelector(IEscrow.WrongBindSigner.selector, otherClient, client);
        bytes memory call_ = abi.encodeCall(deopenchat.bindOwner, (provider, otherClient, owner, bind));
        _check("bindOwner without the client's signature", call_, _nobody, refusal);
        bind = _bind(OTHER_CLIENT_KEY, address(deopenchat), provider, owner);
        call_ = abi.encodeCall(deopenchat.bindOwner, (provider, otherClient, owner, bind));
        return _check("bindOwner", call_, _anyone, "");
    }

    function _ruleClaim() private returns (bytes4) {
        ClaimRow[] memory rows = _rows(_confirmation(CLIENT_KEY, provider, 150));
        return _check("claim", abi.encodeCall(deopenchat.claim, (provider, rows)), _anyone, "");
    }

    function _ruleRequestWithdrawal() private returns (bytes4) {
        bytes memory call_ = abi.encodeCall(deopenchat.requestWithdrawal, (provider, client, 10, 0));
        return _ownerOnly("requestWithdrawal", call_);
    }

    function _ruleCancelWithdrawal() private returns (bytes4) {
        _request();
        return _ownerOnly("cancelWithdrawal", abi.encodeCall(deopenchat.cancelWithdrawal, (provider, client)));
    }

    function _ruleFinishWithdrawal() private returns (bytes4) {
        _request();
        vm.warp(block.timestamp + DELAY);
        bytes memory call_ = abi.encodeCall(deopenchat.finishWithdrawal, (provider, client));
        return _check("finishWithdrawal", call_, _anyone, "");
    }

    function _ruleRelease() private returns (bytes4) {
        return _ownerOnly("release", _releaseCall(OPERATOR_KEY));
    }

    // Provisional claims: the provider asserts, the owner or the client's signature contests, anyone ends.

    function _ruleOpenProvisionalClaim() private returns (bytes4) {
        Opening memory opening = _opening(SEQUENCE, 150);
        bytes memory refusal = abi.encodeWithSelector(IProvisionalClaims.NotProvider.selector, provider, CALLER);
        return _check("openProvisionalClaim", _encoded(opening), opening.bond, _only(provider), refusal);
    }

    function _ruleContest() private returns (bytes4) {
        bytes32 requestHash = _assert(150);
        bytes memory refusal = abi.encodeWithSelector(IDomain.WrongSigner.selector, client, address(0));
        bytes memory call_ = abi.encodeCall(deopenchat.contest, (provider, client, requestHash, 120, ""));
        _check("contest without a signature", call_, _only(owner), refusal);
        bytes memory signature = _contestSigned(CLIENT_KEY, requestHash, 120);
        call_ = abi.encodeCall(deopenchat.contest, (provider, client, requestHash, 120, signature));
        return _check("contest", call_, _anyone, "");
    }

    function _ruleFinishProvisionalClaim() private returns (bytes4) {
        _assert(150);
        vm.warp(block.timestamp + DELAY);
        bytes memory call_ = abi.encodeCall(deopenchat.finishProvisionalClaim, (provider, client));
        return _check("finishProvisionalClaim", call_, _anyone, "");
    }

    function _ruleDropProvisionalClaim() private returns (bytes4) {
        _assert(150);
        _confirm(150);
        bytes memory refusal = abi.encodeWithSelector(IProvisionalClaims.NoProvisionalClaim.selector, CALLER, client);
        bytes memory call_ = abi.encodeCall(deopenchat.dropProvisionalClaim, (client));
        return _check("dropProvisionalClaim", call_, _only(provider), refusal);
    }

    // Prefunds and credit: everybody's own, and what the client's signature moves.

    function _rulePrefund() private returns (bytes4) {
        return _check("prefund", abi.encodeCall(deopenchat.prefund, (10)), 10, _anyone, "");
    }

    function _ruleWithdrawPrefund() private returns (bytes4) {
        _prefundOwner();
        bytes memory refusal = abi.encodeWithSelector(IPrefunds.InsufficientPrefund.selector, 0, 10);
        return _check("withdrawPrefund", abi.encodeCall(deopenchat.withdrawPrefund, (10)), _only(owner), refusal);
    }

    function _ruleAllowClient() private returns (bytes4) {
        bytes memory call_ = abi.encodeCall(deopenchat.allowClient, (_publicKey(CLIENT_KEY), 10, type(uint64).max));
        return _check("allowClient", call_, _anyone, "");
    }

    function _ruleAllowProviders() private returns (bytes4) {
        bytes memory call_ = abi.encodeCall(deopenchat.allowProviders, (client, _only(provider), new uint96[](1)));
        return _check("allowProviders", call_, _anyone, "");
    }

    function _ruleTopUp() private returns (bytes4) {
        _prefundOwner();
        TopUpRow[] memory rows = new TopUpRow[](1);
        uint64 deadline = uint64(block.timestamp);
        rows[0] = _topUpRow(CLIENT_KEY, address(deopenchat), owner, provider, 10, deadline);
        return _check("topUp", abi.encodeCall(deopenchat.topUp, (rows)), _anyone, "");
    }

    function _ruleCollectCredit() private returns (bytes4) {
        _request();
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        bytes memory refusal = abi.encodeWithSelector(ICurrency.NoCredit.selector, CALLER);
        return _check("collectCredit", abi.encodeCall(deopenchat.collectCredit, ()), _only(owner), refusal);
    }

    // Orders: the owner asks, a provider locks and finishes, anyone helps them out when the time is over.

    function _rulePostOrder() private returns (bytes4) {
        bytes memory refusal = abi.encodePacked(IEscrow.WrongBindSigner.selector);
        return _check("postOrder", _postCall(), STAKE, _only(owner), refusal);
    }

    function _ruleReturnOrder() private returns (bytes4) {
        uint256 orderId = _post();
        bytes memory call_ = abi.encodeCall(deopenchat.returnOrder, (orderId));
        uint64 lockUntil = _terms().lockUntil;
        bytes memory refusal = abi.encodeWithSelector(IOrders.OrderStillOpen.selector, lockUntil, block.timestamp);
        _check("returnOrder in time", call_, _only(owner), refusal);
        vm.warp(lockUntil);
        return _check("returnOrder", call_, _anyone, "");
    }

    function _ruleLockOrder() private returns (bytes4) {
        uint256 orderId = _post();
        bytes memory call_ = abi.encodeCall(deopenchat.lockOrder, (orderId, _terms()));
        bytes memory refusal = abi.encodeWithSelector(IOrders.ProviderNotWanted.selector, orderId, CALLER);
        _check("lockOrder", call_, _only(provider), refusal);
        delete _wanted;
        call_ = abi.encodeCall(deopenchat.lockOrder, (_post(), _terms()));
        refusal = abi.encodeWithSelector(IRegistry.ModelNotListed.selector, CALLER, MODEL);
        return _check("lockOrder by any provider", call_, _both(provider, otherProvider), refusal);
    }

    function _ruleFinishOrder() private returns (bytes4) {
        uint256 orderId = _lock();
        bytes memory refusal = abi.encodeWithSelector(IOrders.NotOrderProvider.selector, provider, CALLER);
        bytes memory call_ = abi.encodeCall(deopenchat.finishOrder, (orderId, new ClaimRow[](0)));
        return _check("finishOrder", call_, _only(provider), refusal);
    }

    function _ruleChallengeOrder() private returns (bytes4) {
        uint256 orderId = _lock();
        bytes memory refusal = abi.encodeWithSelector(IOrders.NotOrderOwner.selector, owner, CALLER);
        bytes memory call_ = abi.encodeCall(deopenchat.challengeOrder, (orderId, _terms()));
        return _check("challengeOrder", call_, _only(owner), refusal);
    }

    function _ruleAnswerChallenge() private returns (bytes4) {
        uint256 orderId = _lock();
        bytes memory refusal = abi.encodeWithSelector(IDomain.WrongSigner.selector, client, otherClient);
        _check(
            "answerChallenge without the client's signature", _answerCall(orderId, OTHER_CLIENT_KEY), _nobody, refusal
        );
        return _check("answerChallenge", _answerCall(orderId, CLIENT_KEY), _anyone, "");
    }

    function _ruleReopenOrder() private returns (bytes4) {
        uint256 orderId = _lock();
        OrderTerms memory terms = _terms();
        vm.prank(owner);
        deopenchat.challengeOrder(orderId, terms);
        vm.warp(block.timestamp + terms.silenceSeconds);
        bytes memory refusal = abi.encodeWithSelector(IOrders.NotOrderOwner.selector, owner, CALLER);
        return _check("reopenOrder", abi.encodeCall(deopenchat.reopenOrder, (orderId)), _only(owner), refusal);
    }

    function _rulePublish() private returns (bytes4) {
        uint256 orderId = _post();
        bytes memory refusal = abi.encodeWithSelector(IOrders.NotPartyOfOrder.selector, orderId, CALLER);
        bytes memory call_ = abi.encodeCall(deopenchat.publish, (orderId, 0, "sealed"));
        _check("publish before the lock", call_, _only(owner), refusal);
        _lock(orderId);
        return _check("publish", call_, _both(owner, provider), refusal);
    }

    // The fee.

    function _ruleSetFee() private returns (bytes4) {
        return _treasuryOnly("setFee", abi.encodeCall(deopenchat.setFee, (1)));
    }

    function _ruleProposeTreasury() private returns (bytes4) {
        return _treasuryOnly("proposeTreasury", abi.encodeCall(deopenchat.proposeTreasury, (stranger)));
    }

    function _ruleAcceptTreasury() private returns (bytes4) {
        vm.prank(treasury);
        deopenchat.proposeTreasury(stranger);
        bytes memory refusal = abi.encodeWithSelector(ITreasury.NotProposedTreasury.selector, stranger, CALLER);
        return _check("acceptTreasury", abi.encodeCall(deopenchat.acceptTreasury, ()), _only(stranger), refusal);
    }

    // What clients sign, and what anyone may say.

    function _ruleFlag() private returns (bytes4) {
        bytes memory refusal = abi.encodeWithSelector(IDomain.WrongSigner.selector, client, otherClient);
        bytes memory signature = _long(_flagSignature(OTHER_CLIENT_KEY, address(deopenchat), provider, 10));
        bytes memory call_ = abi.encodeCall(deopenchat.flag, (provider, client, 10, signature));
        _check("flag without the client's signature", call_, _nobody, refusal);
        signature = _long(_flagSignature(CLIENT_KEY, address(deopenchat), provider, 10));
        call_ = abi.encodeCall(deopenchat.flag, (provider, client, 10, signature));
        return _check("flag", call_, _anyone, "");
    }

    function _ruleCompare() private returns (bytes4) {
        bytes memory refusal = abi.encodeWithSelector(IDomain.WrongSigner.selector, client, otherClient);
        bytes memory call_ = _compareCall(OTHER_CLIENT_KEY);
        _check("compare without the client's signature", call_, _nobody, refusal);
        return _check("compare", _compareCall(CLIENT_KEY), _anyone, "");
    }

    function _ruleArchiveTranscripts() private returns (bytes4) {
        ArchivedTranscript[] memory archives = new ArchivedTranscript[](1);
        bytes memory call_ = abi.encodeCall(deopenchat.archiveTranscripts, (provider, archives));
        return _check("archiveTranscripts", call_, _anyone, "");
    }

    function _rulePermit() private returns (bytes4) {
        bytes memory refusal = abi.encodeWithSelector(IPermits.PermitRefused.selector, address(0), CALLER, 10);
        return _check("permit", abi.encodeCall(deopenchat.permit, (10, 0, 27, "", "")), _nobody, refusal);
    }

    function _ruleBatch() private returns (bytes4) {
        return _check("batch", abi.encodeCall(deopenchat.batch, (new bytes[](0))), _anyone, "");
    }

    function _viewRules() private returns (bytes4 covered) {
        bytes[25] memory calls = [
            abi.encodeCall(deopenchat.domainSeparator, ()),
            abi.encodeCall(deopenchat.eip712Domain, ()),
            abi.encodeCall(deopenchat.withdrawalDelay, ()),
            abi.encodeCall(deopenchat.extension, ()),
            abi.encodeCall(deopenchat.currency, ()),
            abi.encodeCall(deopenchat.credit, (owner)),
            abi.encodeCall(deopenchat.provider, (provider)),
            abi.encodeCall(deopenchat.providerCount, ()),
            abi.encodeCall(deopenchat.providers, (0, 10)),
            abi.encodeCall(deopenchat.listing, (provider, MODEL)),
            abi.encodeCall(deopenchat.listingCount, (provider)),
            abi.encodeCall(deopenchat.listings, (provider, 0, 10)),
            abi.encodeCall(deopenchat.account, (provider, client)),
            abi.encodeCall(deopenchat.accountCount, (provider)),
            abi.encodeCall(deopenchat.accounts, (provider, 0, 10)),
            abi.encodeCall(deopenchat.tokensLeft, (provider, client, MODEL)),
            abi.encodeCall(deopenchat.provisionalClaim, (provider, client)),
            abi.encodeCall(deopenchat.burned, ()),
            abi.encodeCall(deopenchat.prefundOf, (owner)),
            abi.encodeCall(deopenchat.allowance, (owner, client)),
            abi.encodeCall(deopenchat.providerAllowance, (owner, client, provider)),
            abi.encodeCall(deopenchat.orderCount, ()),
            abi.encodeCall(deopenchat.order, (1)),
            abi.encodeCall(deopenchat.providerRecords, (_roles)),
            abi.encodeCall(deopenchat.fee, ())
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            covered ^= _check("a view", calls[i], _anyone, "");
        }
    }

    function _allSelectors() private pure returns (bytes4) {
        return type(IDeopenchat).interfaceId ^ type(IDomain).interfaceId ^ type(ICurrency).interfaceId
            ^ type(IDelay).interfaceId ^ type(IRegistry).interfaceId ^ type(IAccounts).interfaceId
            ^ type(IEscrow).interfaceId ^ type(IClaims).interfaceId ^ type(IWithdrawals).interfaceId
            ^ type(IProvisionalClaims).interfaceId ^ type(IPrefunds).interfaceId ^ type(IOrders).interfaceId
            ^ type(IEarnings).interfaceId ^ type(ITreasury).interfaceId ^ type(IReputation).interfaceId
            ^ type(ITranscripts).interfaceId ^ type(IPermits).interfaceId ^ type(IBatch).interfaceId;
    }

    // States of the world.

    function _request() private {
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 10, 0);
    }

    function _prefundOwner() private {
        uint96[] memory limits = new uint96[](1);
        limits[0] = 10;
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.startPrank(owner);
        deopenchat.prefund{value: 10}(10);
        deopenchat.allowClient(publicKey, 10, type(uint64).max);
        deopenchat.allowProviders(client, _only(provider), limits);
        vm.stopPrank();
    }

    function _terms() private view returns (OrderTerms memory terms) {
        terms.model = MODEL;
        terms.stake = STAKE;
        terms.maxPrices = _prices();
        terms.lockUntil = START + 1 days;
        terms.serveSeconds = 1 days;
        terms.silenceSeconds = 1 hours;
        terms.criteria.maxFlaggedShare = 10_000;
        terms.providers = _wanted;
    }

    function _post() private returns (uint256 orderId) {
        bytes memory call_ = _postCall();
        vm.prank(owner);
        (, bytes memory answer) = address(deopenchat).call{value: STAKE}(call_);
        return abi.decode(answer, (uint256));
    }

    function _lock() private returns (uint256 orderId) {
        orderId = _post();
        _lock(orderId);
    }

    function _lock(uint256 orderId) private {
        OrderTerms memory terms = _terms();
        vm.prank(provider);
        deopenchat.lockOrder(orderId, terms);
    }

    function _postCall() private returns (bytes memory) {
        bytes memory bind = _long(_bindSignature(CLIENT_KEY, address(deopenchat), address(0), owner));
        return abi.encodeCall(deopenchat.postOrder, (_terms(), _publicKey(CLIENT_KEY), bind, ""));
    }

    function _answerCall(uint256 orderId, uint256 key) private view returns (bytes memory) {
        InferenceRequest memory request = _opening(SEQUENCE, 150).request;
        bytes memory signature = _long(_requestSignature(key, address(deopenchat), request));
        return abi.encodeCall(deopenchat.answerChallenge, (orderId, _sent(request), signature));
    }

    function _releaseCall(uint256 key) private view returns (bytes memory) {
        uint64 deadline = uint64(block.timestamp);
        bytes memory signature = _long(_releaseSignature(key, address(deopenchat), provider, client, 120, 0, deadline));
        return abi.encodeCall(deopenchat.release, (provider, client, 120, 0, deadline, signature));
    }

    function _compareCall(uint256 key) private view returns (bytes memory) {
        bytes memory signature = _long(_comparisonSignature(key, address(deopenchat), provider, otherProvider, 10));
        return abi.encodeCall(deopenchat.compare, (provider, otherProvider, client, 10, signature));
    }

    // The machinery.

    function _providersOnly(string memory name, bytes memory call_) private returns (bytes4) {
        bytes memory refusal = abi.encodeWithSelector(IRegistry.NotRegistered.selector, CALLER);
        return _check(name, call_, _both(provider, otherProvider), refusal);
    }

    function _ownerOnly(string memory name, bytes memory call_) private returns (bytes4) {
        bytes memory refusal = abi.encodeWithSelector(IWithdrawals.NotOwner.selector, owner, CALLER);
        return _check(name, call_, _only(owner), refusal);
    }

    function _treasuryOnly(string memory name, bytes memory call_) private returns (bytes4) {
        bytes memory refusal = abi.encodeWithSelector(ITreasury.NotTreasury.selector, treasury, CALLER);
        return _check(name, call_, _only(treasury), refusal);
    }

    function _check(string memory name, bytes memory call_, address[] memory allowed, bytes memory refusal)
        private
        returns (bytes4)
    {
        bytes[] memory calls = new bytes[](1);
        calls[0] = call_;
        bytes memory batch = abi.encodeCall(deopenchat.batch, (calls));
        for (uint256 i = 0; i < _roles.length; ++i) {
            bytes memory expected = _isAmong(allowed, _roles[i]) ? bytes("") : _with(refusal, _roles[i]);
            _try(string.concat(name, " in a batch by ", _names[i]), _roles[i], batch, 0, expected);
        }
        return _check(name, call_, 0, allowed, refusal);
    }

    function _check(
        string memory name,
        bytes memory call_,
        uint256 value,
        address[] memory allowed,
        bytes memory refusal
    ) private returns (bytes4) {
        for (uint256 i = 0; i < _roles.length; ++i) {
            bytes memory expected = _isAmong(allowed, _roles[i]) ? bytes("") : _with(refusal, _roles[i]);
            _try(string.concat(name, " by ", _names[i]), _roles[i], call_, value, expected);
            _tryExtension(string.concat(name, " of the extension by ", _names[i]), _roles[i], call_, value);
        }
        return bytes4(call_);
    }

    /// @dev Calls, compares and undoes. An empty refusal expects success; of one with four bytes the values depend on the
    /// caller in a way that this test does not compute.
    function _try(string memory what, address role, bytes memory call_, uint256 value, bytes memory refusal) private {
        uint256 state = vm.snapshotState();
        uint256 before = role.balance + deopenchat.credit(role);
        vm.prank(role);
        (bool succeeded, bytes memory answer) = address(deopenchat).call{value: value}(call_);
        vm.assertEq(succeeded, refusal.length == 0, what);
        if (refusal.length == 4) vm.assertEq(bytes32(bytes4(answer)), bytes32(bytes4(refusal)), what);
        else if (!succeeded) vm.assertEq(answer, refusal, what);
        // Whoever has no part in an account never gains by whatever it may do.
        if (role != owner && role != provider) vm.assertLe(role.balance + deopenchat.credit(role), before, what);
        vm.revertToState(state);
    }

    /// @dev Whether it answers or refuses, nothing of the contract changes and nobody's money moves.
    function _tryExtension(string memory what, address role, bytes memory call_, uint256 value) private {
        uint256 state = vm.snapshotState();
        address extension = deopenchat.extension();
        uint256[3] memory before = [role.balance, address(deopenchat).balance, extension.balance];
        vm.record();
        vm.prank(role);
        (bool succeeded,) = extension.call{value: value}(call_);
        vm.assertTrue(!succeeded || value == 0, what);
        (, bytes32[] memory writes) = vm.accesses(address(deopenchat));
        vm.assertEq(writes.length, 0, what);
        uint256[3] memory afterwards = [role.balance, address(deopenchat).balance, extension.balance];
        vm.assertEq(abi.encode(afterwards), abi.encode(before), what);
        vm.revertToState(state);
    }

    function _with(bytes memory refusal, address role) private pure returns (bytes memory named) {
        named = bytes.concat(refusal);
        for (uint256 end = 36; end <= named.length; end += 32) {
            bytes32 word;
            assembly ("memory-safe") {
                word := mload(add(named, end))
            }
            if (word != bytes32(uint256(uint160(CALLER)))) continue;
            assembly ("memory-safe") {
                mstore(add(named, end), role)
            }
        }
    }

    function _isAmong(address[] memory list, address role) private pure returns (bool) {
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] == role) return true;
        }
        return false;
    }

    function _only(address role) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = role;
    }

    function _both(address left, address right) private pure returns (address[] memory list) {
        list = new address[](2);
        (list[0], list[1]) = (left, right);
    }
}
