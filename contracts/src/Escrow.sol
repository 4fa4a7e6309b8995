// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";
import {Messages} from "./libraries/Messages.sol";
import {PublicKeys} from "./libraries/PublicKeys.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Deposits and owners
abstract contract Escrow is Books, IEscrow {
    /// @inheritdoc IEscrow
    function fetchTokens(
        address provider_,
        bytes32 model,
        uint64 ktokens,
        bytes calldata clientPublicKey,
        bytes calldata bind
    ) external payable {
        uint96 cost = _cost(provider_, model, ktokens);
        uint256 excess = _take(cost);
        address client = _own(provider_, clientPublicKey, bind);
        _deposit(provider_, client, cost);
        _push(msg.sender, excess);
    }

    /// @inheritdoc IEscrow
    function depositFor(address provider_, address client, address expectedOwner, uint96 amount) external payable {
        if (amount == 0) revert ZeroAmount();
        uint256 excess = _take(amount);
        address owner = _accounts[provider_][client].owner;
        if (owner == address(0)) revert UnknownAccount(provider_, client);
        if (owner != expectedOwner) revert WrongOwner(expectedOwner, owner);
        _deposit(provider_, client, amount);
        _push(msg.sender, excess);
    }

    /// @inheritdoc IEscrow
    function bindOwner(address provider_, address client, address owner, bytes calldata bind) external {
        address present = _accounts[provider_][client].owner;
        if (present == address(0)) revert UnknownAccount(provider_, client);
        // Without an owner the account would read as one that was never opened, of which nothing can be asserted.
        if (owner == address(0)) revert ZeroOwner();
        _checkBind(provider_, client, owner, bind);
        _bind(provider_, client, owner);
    }

    /// @dev `ceil(ktokens * price / 1000)`: a uint64 times a uint96 needs 160 bits.
    function _cost(address provider_, bytes32 model, uint64 ktokens) private view returns (uint96) {
        (bool listed, uint96 price) = _tokenPrice(provider_, model);
        if (!listed) revert IRegistry.ModelNotListed(provider_, model);
        uint256 cost = (uint256(ktokens) * price + 999) / 1000;
        if (cost == 0) revert ZeroAmount();
        if (cost > type(uint96).max) revert AmountTooLarge(type(uint96).max, cost);
        return uint96(cost); // fits, see the line above
    }

    /// @dev Makes sure that the caller owns the client's account, opening it if it is new.
    function _own(address provider_, bytes calldata clientPublicKey, bytes calldata bind)
        private
        returns (address client)
    {
        (uint256 x, uint256 y) = PublicKeys.read(clientPublicKey);
        client = PublicKeys.toAddress(x, y);
        _remember(client, x, y);
        if (bind.length != 0) {
            _checkBind(provider_, client, msg.sender, bind);
            _bind(provider_, client, msg.sender);
        } else if (_isNew(provider_, client)) {
            _open(provider_, client, msg.sender);
        } else if (_accounts[provider_][client].owner != msg.sender) {
            revert WrongOwner(msg.sender, _accounts[provider_][client].owner);
        }
    }

    function _checkBind(address provider_, address client, address owner, bytes calldata bind) private view {
        if (bind.length != 84 && bind.length != 85) revert WrongBindLength(bind.length);
        address named = address(bytes20(bind[0:20]));
        if (named != address(0) && named != provider_) revert WrongBindProvider(provider_, named);
        address signer = Signatures.recover(_digest(Messages.bind(named, owner)), bind[20:]);
        if (signer != client) revert WrongBindSigner(client, signer);
    }
}
