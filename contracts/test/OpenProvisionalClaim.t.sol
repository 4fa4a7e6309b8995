// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IDeopenchat} from "../src/interfaces/IDeopenchat.sol";
import {IDomain} from "../src/interfaces/IDomain.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IProvisionalClaims, ProvisionalClaimView} from "../src/interfaces/IProvisionalClaims.sol";
import {ProviderDetails} from "../src/interfaces/IRegistry.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {StrangeToken} from "./mocks/StrangeToken.sol";
import {TestToken} from "./mocks/TestToken.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract OpenProvisionalClaimTest is ProvisionalFixture {
    uint256 private constant NEXT_OPERATOR_KEY = 0x0b1b;

    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function testFuzz_refusesEverybodyButTheProvider(address caller) external {
        vm.assume(caller != provider);
        vm.deal(caller, 200);
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.caller = caller;
        _refuses(opening, abi.encodeWithSelector(IProvisionalClaims.NotProvider.selector, provider, caller));
    }

    function test_refusesAnotherProviderOfTheSameClient() external {
        _fetch(owner, otherProvider, CLIENT_KEY, 300);
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.caller = otherProvider;
        _refuses(opening, abi.encodeWithSelector(IProvisionalClaims.NotProvider.selector, provider, otherProvider));
    }

    function test_refusesALesserBond() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.bond = 199;
        _refuses(opening, abi.encodeWithSelector(ICurrency.InsufficientValue.selector, 200, 199));
    }

    function test_refusesARequestThatAnotherKeySigned() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        _signRequest(opening, OTHER_CLIENT_KEY);
        _refuses(opening, abi.encodeWithSelector(IDomain.WrongSigner.selector, client, otherClient));
    }

    function test_refusesARequestSignatureWithHighS() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.requestSignature =
            _long(_malleated(_requestSignature(CLIENT_KEY, address(deopenchat), opening.request)));
        _refuses(opening, abi.encodeWithSelector(IDomain.WrongSigner.selector, client, address(0)));
    }

    function test_refusesARequestForAnotherContract() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        Signature memory signature = _requestSignature(CLIENT_KEY, address(this), opening.request);
        opening.requestSignature = _long(signature);
        bytes32 digest = _requestHash(address(deopenchat), opening.request);
        address recovered = ecrecover(digest, signature.v, signature.r, signature.s);
        _refuses(opening, abi.encodeWithSelector(IDomain.WrongSigner.selector, client, recovered));
    }

    /// @dev Were zero taken for a client, garbage would be a request of it.
    function test_refusesTheZeroClient() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.receipt.client = address(0);
        _signReceipt(opening, OPERATOR_KEY);
        opening.requestSignature = new bytes(65);
        _refuses(opening, abi.encodeWithSelector(IDomain.WrongSigner.selector, address(0), address(0)));
    }

    function testFuzz_refusesARequestThatWasChanged(uint8 field, uint256 change) external {
        Opening memory opening = _opening(SEQUENCE, 200);
        InferenceRequest memory request = opening.request;
        Signature memory signature = _requestSignature(CLIENT_KEY, address(deopenchat), request);
        field = field % 9;
        if (field == 0) request.sequence ^= _change64(change);
        else if (field == 1) request.contentHash ^= bytes32(uint256(_change96(change)));
        else if (field == 2) request.model ^= bytes32(uint256(_change96(change)));
        else if (field == 3) request.requestPrice ^= _change96(change);
        else if (field == 4) request.inputPrice ^= _change96(change);
        else if (field == 5) request.outputPrice ^= _change96(change);
        else if (field == 6) request.maxCost ^= _change96(change);
        else if (field == 7) request.authorized ^= _change96(change);
        else request.deadline ^= _change64(change);
        opening.receipt.requestHash = _requestHash(address(deopenchat), request);
        opening.receipt.sequence = request.sequence;
        _signReceipt(opening, OPERATOR_KEY);
        address recovered = ecrecover(opening.receipt.requestHash, signature.v, signature.r, signature.s);
        _refuses(opening, abi.encodeWithSelector(IDomain.WrongSigner.selector, client, recovered));
    }

    /// @dev Words that are no values of their types are other words: nothing cuts them to what was signed.
    function testFuzz_refusesWordsThatAreNoValues(uint256 word, uint256 bits) external {
        bytes memory data = _encoded(_opening(SEQUENCE, 200));
        // All words of the request and the receipt but those that fill 32 bytes; the offset between them is no field.
        uint256[14] memory fields = [uint256(0), 1, 4, 5, 6, 7, 8, 9, 11, 12, 15, 16, 17, 18];
        word = fields[word % fields.length];
        uint256 high = (bits % (2 ** 96 - 1) + 1) << 160;
        assembly ("memory-safe") {
            let place := add(data, add(36, shl(5, word)))
            mstore(place, or(mload(place), high))
        }
        vm.prank(provider);
        (bool accepted,) = address(deopenchat).call{value: 200}(data);
        vm.assertTrue(!accepted, "refused");
    }

    function test_refusesARequestOneDelayAfterItsDeadline() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        uint256 latest = uint256(opening.request.deadline) + DELAY;
        vm.warp(latest + 1);
        _refuses(opening, abi.encodeWithSelector(IProvisionalClaims.RequestTooOld.selector, latest, latest + 1));
        vm.warp(latest);
        _submit(opening);
        _assertHeld(200);
    }

    function test_acceptsADeadlineThatNeverComes() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.request.deadline = type(uint64).max;
        _signRequest(opening, CLIENT_KEY);
        _submit(opening);
        _assertHeld(200);
    }

    function test_refusesARequestThatWasDropped() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        _submit(opening);
        _confirm(200);
        _drop();
        opening.assertedTotal = 201;
        _refusesUsed(opening);
    }

    function test_refusesARequestThatWasContested() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        _submit(opening);
        _contest(opening.receipt.requestHash, 50);
        _refusesUsed(opening);
    }

    function test_refusesARequestThatWasPaid() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        _submit(opening);
        _finish();
        opening.assertedTotal = 201;
        _refusesUsed(opening);
    }

    /// @dev The same words signed again, in the other form, under another receipt: still the same request.
    function test_refusesAUsedRequestInOtherClothes() external {
        Opening memory opening = _opening(SEQUENCE, 100);
        _submit(opening);
        _confirm(100);
        _drop();
        opening.requestSignature = _short(_requestSignature(CLIENT_KEY, address(deopenchat), opening.request));
        opening.receipt.cost = 16;
        _signReceipt(opening, OPERATOR_KEY);
        opening.assertedTotal = 99;
        _refusesUsed(opening);
    }

    /// @dev A request does not name its client: of two that say the same, each backs a claim against its own signer.
    function test_theSameWordsOfAnotherClientAreAnotherRequest() external {
        _fetch(owner, provider, OTHER_CLIENT_KEY, 300);
        Opening memory opening = _opening(SEQUENCE, 200);
        _submit(opening);
        bytes32 requestHash = opening.receipt.requestHash;
        opening.receipt.client = otherClient;
        _signRequest(opening, OTHER_CLIENT_KEY);
        vm.assertEq(opening.receipt.requestHash, requestHash, "the same digest");
        _submit(opening);
        vm.assertEq(deopenchat.account(provider, otherClient).locked, 200, "locked");
        _refusesUsed(opening);
    }

    function test_refusesAReceiptForAnotherRequest() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        bytes32 requestHash = opening.receipt.requestHash;
        opening.receipt.requestHash = keccak256("another");
        _refusesReceipt(opening, requestHash);
    }

    function test_refusesAReceiptOfAnotherSequence() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.receipt.sequence = SEQUENCE + 1;
        _refusesReceipt(opening, opening.receipt.requestHash);
    }

    function test_refusesAReceiptThatCostsMoreThanTheRequestAllows() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.receipt.cost = opening.request.maxCost + 1;
        _refusesReceipt(opening, opening.receipt.requestHash);
        opening.receipt.cost = opening.request.maxCost;
        _signReceipt(opening, OPERATOR_KEY);
        _submit(opening);
        _assertHeld(200);
    }

    function testFuzz_acceptsExactlyTheStatusesOfAReceipt(uint8 status) external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.receipt.status = status;
        if (status > 2) return _refusesReceipt(opening, opening.receipt.requestHash);
        _signReceipt(opening, OPERATOR_KEY);
        _submit(opening);
        _assertHeld(200);
    }

    /// @dev The receipt names the client, so one for another client points to a request that this one did not sign.
    function test_refusesAReceiptForAnotherClient() external {
        _fetch(owner, provider, OTHER_CLIENT_KEY, 300);
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.receipt.client = otherClient;
        _signReceipt(opening, OPERATOR_KEY);
        _refuses(opening, abi.encodeWithSelector(IDomain.WrongSigner.selector, otherClient, client));
    }

    function test_refusesAReceiptThatAnotherKeySigned() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        _signReceipt(opening, CLIENT_KEY);
        _refusesSigner(opening, operator, client);
    }

    function test_refusesAReceiptSignatureWithHighS() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.receiptSignature =
            _long(_malleated(_receiptSignature(OPERATOR_KEY, address(deopenchat), opening.receipt)));
        _refusesSigner(opening, operator, address(0));
    }

    function test_refusesAReceiptWithoutASigner() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.receiptSignature = new bytes(65);
        _refusesSigner(opening, operator, address(0));
        opening.receiptSignature = "";
        _refusesSigner(opening, operator, address(0));
    }

    function testFuzz_refusesAReceiptThatWasChanged(uint8 field, uint256 change) external {
        Opening memory opening = _opening(SEQUENCE, 200);
        Receipt memory receipt = opening.receipt;
        Signature memory signature = _receiptSignature(OPERATOR_KEY, address(deopenchat), receipt);
        field = field % 5;
        if (field == 0) receipt.responseHash ^= bytes32(uint256(_change96(change)));
        else if (field == 1) receipt.promptTokens ^= _change64(change);
        else if (field == 2) receipt.completionTokens ^= _change64(change);
        else if (field == 3) receipt.cost = uint96((change % 50 + 16) % 51);
        else receipt.status = uint8(change % 2) + 1;
        bytes32 digest = _digestOf(address(deopenchat), _structHashOf(receipt));
        _refusesSigner(opening, operator, ecrecover(digest, signature.v, signature.r, signature.s));
    }

    /// @dev The operator of nobody reads as zero, and so does the signer of garbage.
    function test_refusesAProviderThatNeverRegistered() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.caller = stranger;
        opening.request.provider = stranger;
        _signRequest(opening, CLIENT_KEY);
        opening.receiptSignature = new bytes(65);
        _refusesSigner(opening, address(0), address(0));
    }

    function test_refusesTheNextOperatorsReceiptsBeforeTheNotice() external {
        _nameNextOperator();
        Opening memory opening = _opening(SEQUENCE, 200);
        _signReceipt(opening, NEXT_OPERATOR_KEY);
        vm.warp(block.timestamp + DELAY - 1);
        _refusesSigner(opening, operator, vm.addr(NEXT_OPERATOR_KEY));
        vm.warp(block.timestamp + 1);
        _submit(opening);
        _assertHeld(200);
    }

    function test_acceptsAReplacedOperatorsReceiptsWithinTheNotice() external {
        _nameNextOperator();
        vm.warp(block.timestamp + 2 * DELAY - 1);
        _submit(_opening(SEQUENCE, 200));
        _assertHeld(200);
    }

    function test_refusesAReplacedOperatorsReceiptsAfterTheNotice() external {
        _nameNextOperator();
        vm.warp(block.timestamp + 2 * DELAY);
        Opening memory opening = _opening(SEQUENCE, 200);
        _refusesSigner(opening, vm.addr(NEXT_OPERATOR_KEY), operator);
        _signReceipt(opening, NEXT_OPERATOR_KEY);
        _submit(opening);
        _assertHeld(200);
    }

    function test_refusesAnUnknownAccount() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.receipt.client = otherClient;
        _signRequest(opening, OTHER_CLIENT_KEY);
        _refuses(opening, abi.encodeWithSelector(IEscrow.UnknownAccount.selector, provider, otherClient));
    }

    function test_refusesASecondOneInAnAccount() external {
        _assert(100);
        uint256 closesAt = block.timestamp + DELAY;
        Opening memory opening = _opening(SEQUENCE + 1, 200);
        bytes memory expected =
            abi.encodeWithSelector(IProvisionalClaims.ProvisionalClaimOpen.selector, provider, client, closesAt);
        _refuses(opening, expected);
        vm.warp(closesAt);
        _refuses(opening, expected);
        _finish();
        opening.bond = 100;
        _submit(opening);
        _assertHeld(100);
    }

    function test_refusesATotalThatWasClaimed() external {
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        _refusesTotal(_opening(SEQUENCE, 99), 100, 99);
        _refusesTotal(_opening(SEQUENCE, 100), 100, 100);
        _refusesTotal(_opening(SEQUENCE, 0), 100, 0);
    }

    function test_refusesATotalBeyondWhatWasAuthorized() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.request.authorized = 199;
        _signRequest(opening, CLIENT_KEY);
        _refusesTotal(opening, 0, 199);
    }

    function test_refusesATotalBeyondWhatIsThere() external {
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        _refusesTotal(_opening(SEQUENCE, 301), 100, 300);
        _submit(_opening(SEQUENCE, 300));
        _assertHeld(200);
    }

    function testFuzz_acceptsExactlyTotalsAboveTheClaimedAndWithinTheMoney(
        uint96 claimed,
        uint96 escrow,
        uint96 authorized,
        uint96 total
    ) external {
        vm.assume(claimed < type(uint96).max);
        escrow = escrow % (type(uint96).max - claimed) + 1;
        _reach(claimed, escrow);
        Opening memory opening = _opening(SEQUENCE, total);
        opening.request.authorized = authorized;
        _signRequest(opening, CLIENT_KEY);
        uint256 maximum = uint256(claimed) + escrow;
        if (authorized < maximum) maximum = authorized;
        if (total <= claimed || total > maximum) return _refusesTotal(opening, claimed, maximum);
        uint256 before = provider.balance;
        _submit(opening);
        vm.assertEq(before - provider.balance, total - claimed, "bond");
        _assertHeld(total - claimed);
        _assertMoney(escrow, claimed);
    }

    function test_holdsAsMuchEscrowAsTheBond() external {
        _claim(_confirmation(CLIENT_KEY, provider, 60));
        Opening memory opening = _opening(SEQUENCE, 200);
        uint64 closesAt = uint64(block.timestamp) + DELAY;
        vm.expectEmit(address(deopenchat));
        emit IProvisionalClaims.ProvisionalClaimOpened(
            provider, client, opening.receipt.requestHash, 200, 140, closesAt
        );
        _submit(opening);
        ProvisionalClaimView memory view_ = deopenchat.provisionalClaim(provider, client);
        vm.assertEq(view_.requestHash, opening.receipt.requestHash, "request hash");
        vm.assertEq(view_.assertedTotal, 200, "asserted total");
        vm.assertEq(view_.bond, 140, "bond");
        vm.assertEq(view_.closesAt, closesAt, "closes at");
        _assertHeld(140);
        _assertMoney(240, 60);
        vm.assertEq(provider.balance, 1e30 + 60 - 140, "provider");
        vm.assertEq(address(deopenchat).balance, 240 + 140, "balance");
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 33_333, "only 100 base units are free");
        vm.assertEq(deopenchat.burned(), 0, "burned");
    }

    function test_acceptsShortSignatures() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.requestSignature = _short(_requestSignature(CLIENT_KEY, address(deopenchat), opening.request));
        opening.receiptSignature = _short(_receiptSignature(OPERATOR_KEY, address(deopenchat), opening.receipt));
        _submit(opening);
        _assertHeld(200);
    }

    function test_returnsWhatWasSentTooMuch() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.bond = 1 ether;
        _submit(opening);
        vm.assertEq(provider.balance, 1e30 - 200, "provider");
        vm.assertEq(deopenchat.provisionalClaim(provider, client).bond, 200, "bond");
    }

    function test_touchesNoOtherAccount() external {
        _fetch(otherOwner, provider, OTHER_CLIENT_KEY, 300);
        _fetch(otherOwner, otherProvider, CLIENT_KEY, 300);
        _assert(200);
        vm.assertEq(deopenchat.account(provider, otherClient).locked, 0, "another client");
        vm.assertEq(deopenchat.account(otherProvider, client).locked, 0, "another provider");
    }

    function test_aProviderThatReentersOpensOne() external {
        Receiver greedy = new Receiver(deopenchat);
        vm.deal(address(greedy), 1000);
        provider = address(greedy);
        _register(provider);
        _fetch(owner, provider, CLIENT_KEY, 300);
        greedy.replay(_encoded(_opening(SEQUENCE + 1, 100)));
        greedy.act(address(deopenchat), 150, _encoded(_opening(SEQUENCE, 100)));
        vm.assertEq(greedy.replays(), 1, "entered again");
        vm.assertTrue(!greedy.lastSucceeded(), "refused");
        _assertHeld(100);
        vm.assertEq(provider.balance, 900, "one bond");
    }

    function _nameNextOperator() private {
        ProviderDetails memory details = _details();
        details.operator = vm.addr(NEXT_OPERATOR_KEY);
        vm.prank(provider);
        deopenchat.updateProvider(details);
    }

    function _refuses(Opening memory opening, bytes memory expected) private {
        vm.expectRevert(expected);
        _submit(opening);
    }

    function _refusesUsed(Opening memory opening) private {
        _refuses(opening, abi.encodeWithSelector(IProvisionalClaims.RequestUsed.selector, opening.receipt.requestHash));
    }

    /// @dev The operator has signed what the receipt says now.
    function _refusesReceipt(Opening memory opening, bytes32 requestHash) private {
        _signReceipt(opening, OPERATOR_KEY);
        _refuses(opening, abi.encodeWithSelector(IProvisionalClaims.ReceiptMismatch.selector, requestHash));
    }

    function _refusesSigner(Opening memory opening, address expected, address actual) private {
        _refuses(opening, abi.encodeWithSelector(IDomain.WrongSigner.selector, expected, actual));
    }

    function _refusesTotal(Opening memory opening, uint256 above, uint256 maximum) private {
        _refuses(
            opening,
            abi.encodeWithSelector(
                IProvisionalClaims.AssertedTotalOutOfRange.selector, above, maximum, opening.assertedTotal
            )
        );
    }

    function _change64(uint256 change) private pure returns (uint64) {
        return uint64(change % type(uint64).max) + 1;
    }

    function _change96(uint256 change) private pure returns (uint96) {
        return uint96(change % type(uint96).max) + 1;
    }
}

/// @notice Bonds in an ordinary ERC-20.
contract OpenProvisionalClaimInTokensTest is ProvisionalFixture {
    TestToken private token;

    function _currency() internal override returns (address) {
        token = new TestToken();
        return address(token);
    }

    function setUp() public override {
        super.setUp();
        token.mint(owner, 300);
        token.mint(provider, 200);
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.startPrank(owner);
        token.approve(address(deopenchat), 300);
        deopenchat.fetchTokens(provider, MODEL, 100, publicKey, "");
        vm.stopPrank();
        vm.prank(provider);
        token.approve(address(deopenchat), 200);
    }

    function test_refusesNativeCoin() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        vm.expectRevert(abi.encodeWithSelector(ICurrency.UnexpectedValue.selector, 200));
        _submit(opening);
    }

    function test_pullsTheBondAndKeepsWhatIsBurned() external {
        Opening memory opening = _opening(SEQUENCE, 200);
        opening.bond = 0;
        _submit(opening);
        vm.assertEq(token.balanceOf(provider), 0, "provider");
        vm.assertEq(token.balanceOf(address(deopenchat)), 500, "balance");
        _contest(opening.receipt.requestHash, 150);
        vm.prank(provider);
        deopenchat.collectCredit();
        vm.assertEq(token.balanceOf(provider), 300, "provider: 150 earned, 150 of the bond");
        vm.assertEq(token.balanceOf(address(deopenchat)), 100 + 100, "escrow and burned");
        vm.assertEq(deopenchat.burned(), 100, "burned");
    }
}

/// @notice Finishes withdrawals in its own name, so that what they pay is credit of the parties.
contract Finisher {
    IDeopenchat private immutable DEOPENCHAT;

    constructor(IDeopenchat deopenchat) {
        DEOPENCHAT = deopenchat;
    }

    function finishWithdrawal(address provider, address client) external {
        DEOPENCHAT.finishWithdrawal(provider, client);
    }
}

/// @notice Bonds in a token that calls back while it is pulled.
contract OpenProvisionalClaimInStrangeTokensTest is ProvisionalFixture {
    StrangeToken private token;
    Receiver private greedy;

    function _currency() internal override returns (address) {
        token = new StrangeToken();
        return address(token);
    }

    function setUp() public override {
        super.setUp();
        greedy = new Receiver(IDeopenchat(address(new Finisher(deopenchat))));
        provider = address(greedy);
        _register(provider);
        token.mint(owner, 300);
        token.mint(provider, 1000);
        bytes memory publicKey = _publicKey(CLIENT_KEY);
        vm.startPrank(owner);
        deopenchat.fetchTokens(provider, MODEL, 100, publicKey, "");
        deopenchat.requestWithdrawal(provider, client, 1, 50);
        vm.stopPrank();
        vm.warp(block.timestamp + DELAY);
        token.setHabit(StrangeToken.Habit.TellsBothSides);
    }

    /// @dev A payment meanwhile, by credit, lowers what is held: the bond is the larger of both.
    function test_aBondIsNeverLessThanWhatIsHeld() external {
        Opening memory opening = _openingWithout(200);
        greedy.replay(abi.encodeCall(deopenchat.finishWithdrawal, (provider, client)));
        greedy.act(address(deopenchat), 0, _encoded(opening));
        vm.assertTrue(greedy.lastSucceeded(), "paid meanwhile");
        _assertHeld(150);
        vm.assertEq(deopenchat.provisionalClaim(provider, client).bond, 200, "bond");
        _contest(opening.receipt.requestHash, 0);
        vm.assertEq(deopenchat.credit(provider), 50 + 50, "declared, and the rest of the bond");
        vm.assertEq(deopenchat.burned(), 300, "burned");
        _assertMoney(99, 50);
        vm.assertEq(
            token.balanceOf(address(deopenchat)),
            99 + deopenchat.credit(provider) + deopenchat.credit(owner) + 300,
            "all"
        );
    }

    function test_refusesATotalThatWasPaidMeanwhile() external {
        Opening memory opening = _openingWithout(50);
        greedy.replay(abi.encodeCall(deopenchat.finishWithdrawal, (provider, client)));
        vm.expectRevert(abi.encodeWithSelector(IProvisionalClaims.AssertedTotalOutOfRange.selector, 50, 50, 50));
        greedy.act(address(deopenchat), 0, _encoded(opening));
    }

    function _openingWithout(uint96 assertedTotal) private view returns (Opening memory opening) {
        opening = _opening(SEQUENCE, assertedTotal);
        opening.bond = 0;
    }
}
