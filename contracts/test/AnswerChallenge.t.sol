// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDomain} from "../src/interfaces/IDomain.sol";
import {IOrders, OrderState, OrderView} from "../src/interfaces/IOrders.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

contract AnswerChallengeTest is OrderFixture {
    function test_refusesAnOrderThatIsNotLocked() external {
        InferenceRequest memory request = _request(provider);
        _refuses(7, request, CLIENT_KEY, _wrongState(7, OrderState.Locked, OrderState.None));
        uint256 orderId = _post();
        _refuses(orderId, request, CLIENT_KEY, _wrongState(orderId, OrderState.Locked, OrderState.Open));
        _lock(orderId);
        _finishOrder(orderId);
        _refuses(orderId, request, CLIENT_KEY, _wrongState(orderId, OrderState.Locked, OrderState.Finished));
    }

    function test_refusesAnAnswerThatComesAfterTheOrderWasOpenedAgain() external {
        uint256 orderId = _reopened();
        _refuses(orderId, _request(provider), CLIENT_KEY, _wrongState(orderId, OrderState.Locked, OrderState.Open));
    }

    function test_refusesWhenTheTimeToServeIsOver() external {
        uint256 orderId = _postAndLock();
        InferenceRequest memory request = _request(provider);
        vm.warp(START + SERVE_SECONDS);
        _refuses(orderId, request, CLIENT_KEY, _wrongState(orderId, OrderState.Locked, OrderState.Expired));
    }

    function test_refusesASecondAnswer() external {
        uint256 orderId = _postAndLock();
        _answer(orderId);
        bytes memory expected = abi.encodeWithSelector(IOrders.OrderHasAnswer.selector, orderId);
        _refuses(orderId, _request(provider), CLIENT_KEY, expected);
    }

    /// @dev What the client sent to somebody else proves nothing of this provider.
    function testFuzz_refusesARequestForAnotherProvider(address other) external {
        vm.assume(other != provider);
        uint256 orderId = _postAndLock();
        bytes memory expected = abi.encodeWithSelector(IOrders.NotOrderProvider.selector, provider, other);
        _refuses(orderId, _request(other), CLIENT_KEY, expected);
    }

    function test_refusesTheRequestOfTheOneThatStayedSilent() external {
        uint256 orderId = _reopened();
        _lockAs(otherProvider, orderId, _terms());
        bytes memory expected = abi.encodeWithSelector(IOrders.NotOrderProvider.selector, otherProvider, provider);
        _refuses(orderId, _request(provider), CLIENT_KEY, expected);
    }

    function test_refusesARequestOfAnotherClient() external {
        uint256 orderId = _postAndLock();
        bytes memory expected = abi.encodeWithSelector(IDomain.WrongSigner.selector, client, otherClient);
        _refuses(orderId, _request(provider), OTHER_CLIENT_KEY, expected);
    }

    function test_refusesARequestForAnotherContract() external {
        uint256 orderId = _postAndLock();
        InferenceRequest memory request = _request(provider);
        Signature memory signature = _requestSignature(CLIENT_KEY, address(this), request);
        address signer = _signerOf(address(deopenchat), _structHashOf(request), signature);
        _refusesSignature(orderId, request, _long(signature), signer);
    }

    function test_refusesSignaturesOfAnotherForm() external {
        uint256 orderId = _postAndLock();
        InferenceRequest memory request = _request(provider);
        Signature memory signature = _requestSignature(CLIENT_KEY, address(deopenchat), request);
        _refusesSignature(orderId, request, "", address(0));
        _refusesSignature(orderId, request, bytes.concat(_long(signature), hex"00"), address(0));
        _refusesSignature(orderId, request, _long(_malleated(signature)), address(0));
        _refusesSignature(orderId, request, new bytes(65), address(0));
    }

    function testFuzz_refusesARequestThatTheClientDidNotSign(uint8 field, uint64 change) external {
        vm.assume(change != 0);
        uint256 orderId = _postAndLock();
        InferenceRequest memory request = _request(provider);
        Signature memory signature = _requestSignature(CLIENT_KEY, address(deopenchat), request);
        _change(request, field % 9, change);
        address signer = _signerOf(address(deopenchat), _structHashOf(request), signature);
        _refusesSignature(orderId, request, _long(signature), signer);
    }

    function test_endsTheQuestionForGood() external {
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderAnswered(orderId, provider);
        _answer(orderId);
        OrderView memory view_ = deopenchat.order(orderId);
        vm.assertTrue(view_.answered, "answered");
        vm.assertEq(view_.silentFrom, 0, "silent from");
        vm.warp(START + SILENCE_SECONDS);
        bytes memory expected = abi.encodeWithSelector(IOrders.OrderHasAnswer.selector, orderId);
        vm.expectRevert(expected);
        _reopen(orderId);
        vm.expectRevert(expected);
        _challenge(orderId);
    }

    function test_mayComeBeforeTheQuestion() external {
        uint256 orderId = _postAndLock();
        _answer(orderId);
        vm.assertTrue(deopenchat.order(orderId).answered, "answered");
    }

    function testFuzz_mayComeLateAsLongAsNobodyOpenedTheOrderAgain(uint32 wait) external {
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        vm.warp(START + wait % SERVE_SECONDS);
        _answer(orderId);
        vm.expectRevert(abi.encodeWithSelector(IOrders.OrderHasAnswer.selector, orderId));
        _reopen(orderId);
    }

    function test_mayBeHandedInByAnybodyInShortForm() external {
        uint256 orderId = _postAndLock();
        InferenceRequest memory request = _request(provider);
        bytes memory signature = _short(_requestSignature(CLIENT_KEY, address(deopenchat), request));
        vm.prank(stranger);
        deopenchat.answerChallenge(orderId, _sent(request), signature);
        vm.assertTrue(deopenchat.order(orderId).answered, "answered");
    }

    /// @dev Only that it was sent counts, neither when nor for how much.
    function testFuzz_anyRequestForThisProviderIsAnAnswer(uint8 field, uint64 change) external {
        uint256 orderId = _postAndLock();
        InferenceRequest memory request = _request(provider);
        _change(request, field % 9, change);
        bytes memory signature = _long(_requestSignature(CLIENT_KEY, address(deopenchat), request));
        deopenchat.answerChallenge(orderId, _sent(request), signature);
        vm.assertTrue(deopenchat.order(orderId).answered, "answered");
    }

    /// @dev The stake stays with the provider, which may still be paid; the owner leaves like any other owner.
    function test_afterAnAnswerTheOwnerWaitsForTheDelay() external {
        uint256 orderId = _postAndLock();
        _answer(orderId);
        _withdraw(STAKE);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function _change(InferenceRequest memory request, uint256 field, uint64 change) private pure {
        if (field == 0) request.sequence ^= change;
        else if (field == 1) request.contentHash ^= bytes32(uint256(change));
        else if (field == 2) request.model ^= bytes32(uint256(change));
        else if (field == 3) request.requestPrice ^= change;
        else if (field == 4) request.inputPrice ^= change;
        else if (field == 5) request.outputPrice ^= change;
        else if (field == 6) request.maxCost ^= change;
        else if (field == 7) request.authorized ^= change;
        else request.deadline ^= change;
    }

    function _refuses(uint256 orderId, InferenceRequest memory request, uint256 key, bytes memory expected) private {
        bytes memory signature = _long(_requestSignature(key, address(deopenchat), request));
        vm.expectRevert(expected);
        deopenchat.answerChallenge(orderId, _sent(request), signature);
    }

    function _refusesSignature(uint256 orderId, InferenceRequest memory request, bytes memory signature, address signer)
        private
    {
        vm.expectRevert(abi.encodeWithSelector(IDomain.WrongSigner.selector, client, signer));
        deopenchat.answerChallenge(orderId, _sent(request), signature);
    }
}
