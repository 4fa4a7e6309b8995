// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Withdrawals} from "./Withdrawals.sol";
import {AccountView, IEscrow} from "./interfaces/IEscrow.sol";
import {Messages} from "./libraries/Messages.sol";
import {Pages} from "./libraries/Pages.sol";
import {PublicKeys} from "./libraries/PublicKeys.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Deposits, owners, and views of accounts
abstract contract Escrow is Withdrawals, IEscrow {
    struct PublicKey {
        bytes32 x;
        bytes32 y;
    }

    mapping(address client => PublicKey) private _publicKeys;
    mapping(address provider => address[] clients) private _clients;

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
    function account(address provider_, address client) external view returns (AccountView memory) {
        return _accountView(provider_, client);
    }

    /// @inheritdoc IEscrow
    function accountCount(address provider_) external view returns (uint256) {
        return _clients[provider_].length;
    }

    /// @inheritdoc IEscrow
    function accounts(address provider_, uint256 offset, uint256 limit)
        external
        view
        returns (AccountView[] memory page)
    {
        address[] storage clients = _clients[provider_];
        page = new AccountView[](Pages.size(clients.length, offset, limit));
        for (uint256 i = 0; i < page.length; ++i) {
            page[i] = _accountView(provider_, clients[offset + i]);
        }
    }

    /// @inheritdoc IEscrow
    function tokensLeft(address provider_, address client, bytes32 model) external view returns (uint256) {
        (bool listed, uint96 price) = _tokenPrice(provider_, model);
        if (!listed) return 0;
        if (price == 0) return type(uint256).max;
        Account storage account_ = _accounts[provider_][client];
        uint256 escrow = account_.escrow;
        uint256 held = account_.locked;
        if (account_.beneficiary != address(0)) held += account_.withdrawing;
        return escrow > held ? (escrow - held) * 1_000_000 / price : 0;
    }

    /// @dev `ceil(ktokens * price / 1000)`: a uint64 times a uint96 needs 160 bits.
    function _cost(address provider_, bytes32 model, uint64 ktokens) private view returns (uint96) {
        (bool listed, uint96 price) = _tokenPrice(provider_, model);
        if (!listed) revert ModelNotListed(provider_, model);
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
        Account storage account_ = _accounts[provider_][client];
        address owner = account_.owner;
        if (owner == msg.sender) return client;
        if (owner == address(0)) {
            account_.owner = msg.sender;
            _clients[provider_].push(client);
            // A point with x = 0 is on no y of this curve, so a stored key never reads as missing.
            if (_publicKeys[client].x == 0) _publicKeys[client] = PublicKey(bytes32(x), bytes32(y));
            emit AccountOpened(provider_, client, msg.sender, bytes32(x), bytes32(y));
        } else {
            _displace(account_, provider_, client, bind);
        }
    }

    /// @dev The client decides whose account it is until a claim with its signature counted a round. What an owner alone
    /// can settle, by a withdrawal with a declared total, proves no consent of the client. The displaced owner gets
    /// its escrow back like any other owner, after the delay and with claims open: were it paid at once, two colluding
    /// owners could take escrow away from under confirmed rounds.
    function _displace(Account storage account_, address provider_, address client, bytes calldata bind) private {
        address displaced = account_.owner;
        if (bind.length == 0) revert WrongOwner(displaced, msg.sender);
        if (account_.rounds != 0) revert OwnerIsFinal(displaced, account_.rounds);
        if (account_.beneficiary != address(0)) {
            revert DisplacedWithdrawalPending(account_.beneficiary, account_.maturesAt);
        }
        _checkBind(provider_, client, bind);
        _clearWithdrawal(account_);
        uint96 escrow = account_.escrow;
        account_.owner = msg.sender;
        if (escrow != 0) {
            account_.withdrawing = escrow;
            account_.maturesAt = _maturity();
            account_.beneficiary = displaced;
        }
        emit OwnerDisplaced(provider_, client, msg.sender, displaced, escrow, account_.maturesAt);
    }

    function _checkBind(address provider_, address client, bytes calldata bind) private view {
        if (bind.length != 84 && bind.length != 85) revert WrongBindLength(bind.length);
        address named = address(bytes20(bind[0:20]));
        if (named != address(0) && named != provider_) revert WrongBindProvider(provider_, named);
        address signer = Signatures.recover(_digest(Messages.bind(named, msg.sender)), bind[20:]);
        if (signer != client) revert WrongBindSigner(client, signer);
    }

    function _deposit(address provider_, address client, uint96 amount) private {
        Account storage account_ = _accounts[provider_][client];
        uint256 escrow = uint256(account_.escrow) + amount;
        if (escrow > type(uint96).max) revert EscrowOverflow(account_.escrow, amount);
        account_.escrow = uint96(escrow); // fits, see the line above
        emit Deposited(provider_, client, account_.owner, amount, uint96(escrow));
    }

    function _accountView(address provider_, address client) private view returns (AccountView memory view_) {
        Account storage account_ = _accounts[provider_][client];
        view_.owner = account_.owner;
        if (view_.owner == address(0)) return view_;
        view_.client = client;
        view_.publicKeyX = _publicKeys[client].x;
        view_.publicKeyY = _publicKeys[client].y;
        view_.escrow = account_.escrow;
        view_.claimed = account_.claimed;
        view_.rounds = account_.rounds;
        view_.locked = account_.locked;
        view_.withdrawing = account_.withdrawing;
        view_.declaredTotal = account_.declaredTotal;
        view_.maturesAt = account_.maturesAt;
        view_.lapsesAt = _lapse(account_);
        view_.releaseNonce = account_.releaseNonce;
        view_.withdrawalBeneficiary = account_.beneficiary;
    }
}
