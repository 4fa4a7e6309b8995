// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IDomain} from "../src/interfaces/IDomain.sol";
import {IProvisionalClaims} from "../src/interfaces/IProvisionalClaims.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract ContestTest is ProvisionalFixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function test_refusesIfNoneIsOpen() external {
        _refuses(owner, keccak256("request"), 0, "", _none(client));
        _refuses(owner, bytes32(0), 0, "", _none(client));
    }

    function test_refusesAnotherRequest() external {
        bytes32 requestHash = _assert(200);
        _refuses(owner, ~requestHash, 0, "", _none(client));
        _refuses(owner, bytes32(0), 0, "", _none(client));
    }

    function test_refusesAnotherClientsClaim() external {
        bytes32 requestHash = _assert(200);
        vm.expectRevert(_none(otherClient));
        vm.prank(owner);
        deopenchat.contest(provider, otherClient, requestHash, 0, "");
    }

    function test_refusesASecondTime() external {
        bytes32 requestHash = _assert(200);
        _contest(requestHash, 50);
        _refuses(owner, requestHash, 50, "", _none(client));
    }

    function test_refusesOnceTheWindowIsOver() external {
        bytes32 requestHash = _assert(200);
        uint256 closesAt = block.timestamp + DELAY;
        vm.warp(closesAt);
        _refuses(
            owner,
            requestHash,
            0,
            "",
            abi.encodeWithSelector(IProvisionalClaims.ChallengeWindowOver.selector, closesAt, closesAt)
        );
        vm.warp(closesAt - 1);
        _contest(requestHash, 0);
        _assertNothingOpen();
    }

    function testFuzz_refusesEverybodyWithoutASignature(address caller) external {
        vm.assume(caller != owner);
        bytes32 requestHash = _assert(200);
        _refuses(caller, requestHash, 0, "", _wrongSigner(address(0)));
        _refuses(caller, requestHash, 0, new bytes(65), _wrongSigner(address(0)));
        _refuses(caller, requestHash, 0, new bytes(64), _wrongSigner(address(0)));
    }

    function test_refusesAnotherKeysSignature() external {
        bytes32 requestHash = _assert(200);
        bytes memory signature = _contestSigned(OPERATOR_KEY, requestHash, 50);
        _refuses(provider, requestHash, 50, signature, _wrongSigner(operator));
    }

    function test_refusesASignatureWithHighS() external {
        bytes32 requestHash = _assert(200);
        Signature memory signature = _contestSignature(CLIENT_KEY, address(deopenchat), provider, requestHash, 50);
        _refuses(stranger, requestHash, 50, _long(_malleated(signature)), _wrongSigner(address(0)));
    }

    function test_refusesASignatureForAnotherContract() external {
        bytes32 requestHash = _assert(200);
        _refusesSignature(requestHash, 50, _contestSignature(CLIENT_KEY, address(this), provider, requestHash, 50));
    }

    function test_refusesASignatureForAnotherProvider() external {
        bytes32 requestHash = _assert(200);
        _refusesSignature(
            requestHash, 50, _contestSignature(CLIENT_KEY, address(deopenchat), otherProvider, requestHash, 50)
        );
    }

    function test_refusesASignatureForAnotherRequest() external {
        bytes32 requestHash = _assert(200);
        _refusesSignature(
            requestHash, 50, _contestSignature(CLIENT_KEY, address(deopenchat), provider, ~requestHash, 50)
        );
    }

    function testFuzz_refusesAnotherAmountThanSigned(uint96 signed, uint96 owed) external {
        vm.assume(signed != owed);
        bytes32 requestHash = _assert(200);
        _refusesSignature(
            requestHash, owed, _contestSignature(CLIENT_KEY, address(deopenchat), provider, requestHash, signed)
        );
    }

    /// @dev Of two providers, a client may owe one everything.
    function test_decidesNothingElsewhere() external {
        _fetch(owner, otherProvider, CLIENT_KEY, 300);
        _fetch(owner, provider, OTHER_CLIENT_KEY, 300);
        bytes32 before = _elsewhere();
        _contest(_assert(200), 50);
        vm.assertEq(_elsewhere(), before, "elsewhere");
    }

    function test_paysWhatIsOwedAndBurnsTheRestOfBoth() external {
        _claim(_confirmation(CLIENT_KEY, provider, 60));
        bytes32 requestHash = _assert(200);
        vm.expectEmit(address(deopenchat));
        emit IProvisionalClaims.ProvisionalClaimContested(provider, client, requestHash, 110, 50, 90, 110);
        vm.expectEmit(address(deopenchat));
        emit ICurrency.Credited(provider, 50);
        vm.expectEmit(address(deopenchat));
        emit ICurrency.Credited(provider, 50);
        _contest(requestHash, 110);
        _assertMoney(240 - 140, 110);
        _assertNothingOpen();
        vm.assertEq(deopenchat.credit(provider), 50 + 140 - 90, "paid, and the rest of the bond");
        vm.assertEq(deopenchat.burned(), 180, "burned");
        vm.assertEq(address(deopenchat).balance, 100 + 100 + 180, "balance");
        vm.assertEq(owner.balance, 1e30 - 300, "the owner gets nothing");
        vm.assertEq(_account().contested, 90, "contested by the account");
        vm.assertEq(_record().contested, 90, "contested of the provider");
        vm.assertEq(_record().money, 110, "money");
        vm.assertEq(_record().clients, 1, "a client is counted once");
    }

    function test_takesTheWholeBondOfALie() external {
        _contest(_assert(200), 0);
        _assertMoney(100, 0);
        vm.assertEq(deopenchat.credit(provider), 0, "credit");
        vm.assertEq(_gain(), -200, "provider");
        vm.assertEq(deopenchat.burned(), 400, "burned");
        vm.assertEq(_record().clients, 0, "no client has paid");
    }

    function test_burnsNothingIfAllIsAdmitted() external {
        bytes32 requestHash = _assert(200);
        vm.expectEmit(address(deopenchat));
        emit IProvisionalClaims.ProvisionalClaimContested(provider, client, requestHash, 200, 200, 0, 200);
        _contest(requestHash, 200);
        _assertMoney(100, 200);
        vm.assertEq(_gain(), 200, "provider");
        vm.assertEq(deopenchat.burned(), 0, "burned");
        vm.assertEq(_account().contested, 0, "contested");
        vm.assertEq(_record().clients, 1, "a client that paid for the first time");
    }

    function test_paysNoMoreThanWasAsserted() external {
        _contest(_assert(200), type(uint96).max);
        _assertMoney(100, 200);
        vm.assertEq(_gain(), 200, "provider");
        vm.assertEq(deopenchat.burned(), 0, "burned");
    }

    function test_countsWhatWasClaimedAsOwed() external {
        _claim(_confirmation(CLIENT_KEY, provider, 60));
        _contest(_assert(200), 59);
        _assertMoney(100, 60);
        vm.assertEq(_gain(), 60 - 140, "provider");
        vm.assertEq(deopenchat.burned(), 280, "burned");
    }

    function test_confirmedClaimsLowerWhatCanBurn() external {
        bytes32 requestHash = _assert(200);
        _claim(_confirmation(CLIENT_KEY, provider, 120));
        _assertHeld(80);
        _contest(requestHash, 150);
        _assertMoney(100, 150);
        vm.assertEq(_gain(), 150 - 50, "provider");
        vm.assertEq(deopenchat.burned(), 100, "burned");
        vm.assertEq(_account().contested, 50, "contested");
    }

    function test_burnsNothingIfAllWasConfirmedMeanwhile() external {
        bytes32 requestHash = _assert(200);
        _claim(_confirmation(CLIENT_KEY, provider, 230));
        _assertHeld(0);
        vm.expectEmit(address(deopenchat));
        emit IProvisionalClaims.ProvisionalClaimContested(provider, client, requestHash, 0, 0, 0, 230);
        _contest(requestHash, 0);
        _assertMoney(70, 230);
        vm.assertEq(_gain(), 230, "the bond returned");
        vm.assertEq(deopenchat.burned(), 0, "burned");
    }

    function test_anybodyHandsInWhatTheClientSigned() external {
        bytes32 requestHash = _assert(200);
        bytes memory signature = _short(_contestSignature(CLIENT_KEY, address(deopenchat), provider, requestHash, 150));
        vm.prank(stranger);
        deopenchat.contest(provider, client, requestHash, 150, signature);
        _assertMoney(100, 150);
        vm.assertEq(stranger.balance, 1e30, "stranger");
        vm.assertEq(deopenchat.credit(provider), 150 + 150, "credit");
    }

    function test_sendsAProviderThatHandsItInItsMoney() external {
        bytes32 requestHash = _assert(200);
        bytes memory signature = _contestSigned(CLIENT_KEY, requestHash, 150);
        vm.prank(provider);
        deopenchat.contest(provider, client, requestHash, 150, signature);
        vm.assertEq(provider.balance, 1e30 + 150 - 50, "provider");
        vm.assertEq(deopenchat.credit(provider), 0, "credit");
    }

    function test_theOwnersWordNeedsNoSignatureButMayCarryOne() external {
        bytes32 requestHash = _assert(200);
        vm.prank(owner);
        deopenchat.contest(provider, client, requestHash, 150, hex"00");
        _assertMoney(100, 150);
    }

    function test_aDisplacedOwnerHasNoWord() external {
        bytes32 requestHash = _assert(200);
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 3);
        _refuses(owner, requestHash, 0, "", _wrongSigner(address(0)));
        vm.prank(otherOwner);
        deopenchat.contest(provider, client, requestHash, 0, "");
        _assertNothingOpen();
    }

    function test_aProviderThatRefusesMoneyStopsNobody() external {
        Receiver refusing = _receivingProvider();
        refusing.refuse(true);
        bytes32 requestHash = _opening(SEQUENCE, 200).receipt.requestHash;
        refusing.act(address(deopenchat), 200, _encoded(_opening(SEQUENCE, 200)));
        _contest(requestHash, 150);
        vm.assertEq(deopenchat.credit(provider), 300, "credit");
    }

    function test_aProviderThatReentersIsPaidOnce() external {
        Receiver greedy = _receivingProvider();
        Opening memory opening = _opening(SEQUENCE, 200);
        bytes32 requestHash = opening.receipt.requestHash;
        greedy.act(address(deopenchat), 200, _encoded(opening));
        bytes memory contest = abi.encodeCall(
            deopenchat.contest, (provider, client, requestHash, 150, _contestSigned(CLIENT_KEY, requestHash, 150))
        );
        greedy.replay(contest);
        greedy.act(address(deopenchat), 0, contest);
        vm.assertEq(greedy.replays(), 1, "entered again");
        vm.assertTrue(!greedy.lastSucceeded(), "refused");
        vm.assertEq(provider.balance, 1000 + 150 - 50, "paid");
        _assertMoney(100, 150);
    }

    function test_theFeeIsOfWhatIsPaidAndNeverOfTheBond() external {
        vm.prank(treasury);
        deopenchat.setFee(500);
        vm.warp(block.timestamp + DELAY);
        _contest(_assert(200), 150);
        // A twentieth of 150, rounded up.
        vm.assertEq(deopenchat.credit(treasury), 8, "fee");
        vm.assertEq(deopenchat.credit(provider), 150 - 8 + 150, "provider");
        vm.assertEq(_record().money, 150, "the record counts the fee in");
        _assertMoney(100, 150);
    }

    function test_theRecordsStopAtWhatTheyCanHold() external {
        uint96 most = type(uint96).max;
        _reach(0, most);
        _contest(_assert(most), 0);
        _deposit(2);
        Opening memory opening = _opening(SEQUENCE + 1, 2);
        _submit(opening);
        _contest(opening.receipt.requestHash, 1);
        vm.assertEq(_account().contested, most, "contested by the account");
        vm.assertEq(_record().contested, most, "contested of the provider");
        vm.assertEq(deopenchat.burned(), 2 * (uint256(most) + 1), "burned");
    }

    function test_theProviderMayAssertAnotherRequestAfterwards() external {
        _contest(_assert(200), 150);
        _submit(_opening(SEQUENCE + 1, 180));
        _assertHeld(30);
    }

    /// @dev Escrow, claimed and burned share what was paid in, the bond what is burned of it and what returns; whatever was
    /// confirmed before and meanwhile.
    function testFuzz_conservesBothHalves(uint96 claimed, uint96 escrow, uint96 asserted, uint96 confirmed, uint96 owed)
        external
    {
        (claimed, escrow, asserted) = _reachOpening(claimed, escrow, asserted);
        confirmed = uint96(confirmed % (uint256(claimed) + escrow + 1));
        Opening memory opening = _opening(SEQUENCE, asserted);
        uint256 before = provider.balance;
        _submit(opening);
        if (confirmed > 0) _claim(_confirmation(CLIENT_KEY, provider, confirmed));
        uint256 claimedBefore = _account().claimed;
        _contest(opening.receipt.requestHash, owed);
        uint256 half = deopenchat.burned() / 2;
        vm.assertEq(deopenchat.burned(), half * 2, "two equal halves");
        uint256 total = claimedBefore > owed ? claimedBefore : owed;
        vm.assertEq(half, asserted > total ? asserted - total : 0, "what was asserted beyond what is owed");
        _assertMoney(uint256(claimed) + escrow - half - _account().claimed, _max(claimedBefore, _min(owed, asserted)));
        uint256 paid = _account().claimed - claimed;
        vm.assertEq(provider.balance + deopenchat.credit(provider) + half, before + paid, "the provider's half");
        uint256 credit = deopenchat.credit(provider);
        vm.assertEq(address(deopenchat).balance, _account().escrow + credit + deopenchat.burned(), "balance");
        _assertNothingOpen();
    }

    /// @dev Whatever the client signs, the owner keeps what it would keep had the client told the truth; and a provider that
    /// asserts another total than the truth gets no more than by the truth.
    function testFuzz_nobodyGainsByALie(uint96 claimed, uint96 escrow, uint96 truth, uint96 asserted, uint96 owed)
        external
    {
        (claimed, escrow, asserted) = _reachOpening(claimed, escrow, asserted);
        truth = claimed + uint96(truth % (uint256(escrow) + 1));
        uint256 state = vm.snapshotState();

        (int256 ofALie, uint256 leftByTruth) = _outcome(asserted, truth);
        vm.assertTrue(ofALie <= int256(uint256(truth)) - int256(uint256(claimed)), "provider");
        vm.revertToState(state);

        (, uint256 leftByALie) = _outcome(asserted, owed);
        vm.assertLe(leftByALie, leftByTruth, "owner");
        vm.revertToState(state);

        if (truth == claimed) return;
        (int256 ofTheTruth,) = _outcome(truth, truth);
        vm.assertTrue(ofALie <= ofTheTruth, "provider by the truth");
    }

    /// @dev What the provider gains over what it had, and what is left to the owner.
    function _outcome(uint96 asserted, uint96 owed) private returns (int256 gain, uint256 left) {
        int256 before = _gain();
        _contest(_assert(asserted), owed);
        return (_gain() - before, _account().escrow);
    }

    function _elsewhere() private view returns (bytes32) {
        return
            keccak256(abi.encode(deopenchat.account(otherProvider, client), deopenchat.account(provider, otherClient)));
    }

    function _refuses(address caller, bytes32 requestHash, uint96 owed, bytes memory signature, bytes memory expected)
        private
    {
        vm.expectRevert(expected);
        vm.prank(caller);
        deopenchat.contest(provider, client, requestHash, owed, signature);
    }

    /// @dev A signature over other words than `Contest(provider, requestHash, owed)`.
    function _refusesSignature(bytes32 requestHash, uint96 owed, Signature memory signature) private {
        bytes32 type_ = keccak256("Contest(address provider,bytes32 requestHash,uint96 owed)");
        bytes32 digest = _digestOf(address(deopenchat), keccak256(abi.encode(type_, provider, requestHash, owed)));
        address recovered = ecrecover(digest, signature.v, signature.r, signature.s);
        _refuses(stranger, requestHash, owed, _long(signature), _wrongSigner(recovered));
    }

    function _wrongSigner(address actual) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDomain.WrongSigner.selector, client, actual);
    }

    function _none(address client_) private view returns (bytes memory) {
        return abi.encodeWithSelector(IProvisionalClaims.NoProvisionalClaim.selector, provider, client_);
    }

    function _max(uint256 left, uint256 right) private pure returns (uint256) {
        return left > right ? left : right;
    }

    function _min(uint256 left, uint256 right) private pure returns (uint256) {
        return left < right ? left : right;
    }
}
