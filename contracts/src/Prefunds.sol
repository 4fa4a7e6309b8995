// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {AllowanceView, IPrefunds, TopUpRow, TopUpStatus} from "./interfaces/IPrefunds.sol";
import {Messages} from "./libraries/Messages.sol";
import {PublicKeys} from "./libraries/PublicKeys.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Prefunded balances and top-ups
abstract contract Prefunds is Books, IPrefunds {
    /// @inheritdoc IPrefunds
    function prefund(uint96 amount) external payable {
        if (amount == 0) revert IEscrow.ZeroAmount();
        uint256 excess = _take(amount);
        uint96 balance = _prefunds[msg.sender];
        if (amount > type(uint96).max - balance) revert PrefundOverflow(balance, amount);
        balance += amount;
        _prefunds[msg.sender] = balance;
        emit Prefunded(msg.sender, amount, balance);
        _push(msg.sender, excess);
    }

    /// @inheritdoc IPrefunds
    function withdrawPrefund(uint96 amount) external {
        if (amount == 0) revert IEscrow.ZeroAmount();
        uint96 balance = _prefunds[msg.sender];
        if (amount > balance) revert InsufficientPrefund(balance, amount);
        balance -= amount;
        _prefunds[msg.sender] = balance;
        emit PrefundWithdrawn(msg.sender, amount, balance);
        _push(msg.sender, amount);
    }

    /// @inheritdoc IPrefunds
    function allowClient(bytes calldata clientPublicKey, uint96 perDay, uint64 expiresAt) external {
        (uint256 x, uint256 y) = PublicKeys.read(clientPublicKey);
        address client = PublicKeys.toAddress(x, y);
        _remember(client, x, y);
        Allowance storage allowance_ = _allowances[msg.sender][client];
        // What was spent today stays: a new allowance is no second one for the same day.
        allowance_.perDay = perDay;
        // The smaller of the time and the most that the field holds, which is 34,000 years away.
        allowance_.expiresAt = uint40(_capped(expiresAt, type(uint40).max));
        emit ClientAllowed(msg.sender, client, perDay, allowance_.expiresAt);
    }

    /// @inheritdoc IPrefunds
    function allowProviders(address client, address[] calldata providers_, uint96[] calldata limits) external {
        if (providers_.length != limits.length) revert LengthMismatch(providers_.length, limits.length);
        for (uint256 i = 0; i < limits.length; ++i) {
            (address provider_, uint96 limit) = (providers_[i], limits[i]);
            if (_providers[provider_].registeredAt == 0) revert UnknownProvider(provider_);
            _limits[msg.sender][client][provider_].limit = limit;
            emit ProviderAllowed(msg.sender, client, provider_, limit);
        }
    }

    /// @inheritdoc IPrefunds
    function topUp(TopUpRow[] calldata rows) external returns (TopUpStatus[] memory statuses) {
        statuses = new TopUpStatus[](rows.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            statuses[i] = _topUp(rows[i]);
        }
    }

    /// @inheritdoc IPrefunds
    function prefundOf(address owner) external view returns (uint96) {
        return _prefunds[owner];
    }

    /// @inheritdoc IPrefunds
    function allowance(address owner, address client) external view returns (AllowanceView memory) {
        Allowance storage allowance_ = _allowances[owner][client];
        return AllowanceView(allowance_.perDay, _spentToday(allowance_), allowance_.expiresAt);
    }

    /// @inheritdoc IPrefunds
    function providerAllowance(address owner, address client, address provider_)
        external
        view
        returns (uint96 limit, uint96 moved)
    {
        Limit storage limit_ = _limits[owner][client][provider_];
        return (limit_.limit, limit_.moved);
    }

    /// @dev Never reverts, whatever a row says: what `_bind` and `_deposit` would refuse is looked at before.
    function _topUp(TopUpRow calldata row) private returns (TopUpStatus) {
        (address owner, address provider_) = (row.owner, row.provider);
        bytes32 structHash = Messages.topUp(owner, provider_, row.total, row.deadline);
        address client = Signatures.recover(_digest(structHash), row.r, row.vs);
        if (client == address(0)) return TopUpStatus.BadSignature;
        Allowance storage allowance_ = _allowances[owner][client];
        Limit storage limit_ = _limits[owner][client][provider_];
        if (allowance_.perDay == 0 || limit_.limit == 0) return TopUpStatus.NotAllowed;
        if (block.timestamp > row.deadline || block.timestamp >= allowance_.expiresAt) return TopUpStatus.Expired;
        return _move(row, client, allowance_, limit_);
    }

    /// @dev Moves what is allowed. The signature names the owner of the account, too, like a bind.
    function _move(TopUpRow calldata row, address client, Allowance storage allowance_, Limit storage limit_)
        private
        returns (TopUpStatus)
    {
        (address owner, address provider_, uint96 total) = (row.owner, row.provider, row.total);
        if (total <= limit_.moved) return TopUpStatus.Stale;
        Account storage account_ = _accounts[provider_][client];
        if (!_mayBind(account_, owner)) return TopUpStatus.WrongOwner;
        uint256 most = _capped(_prefunds[owner], _movable(allowance_, limit_, account_));
        uint96 amount = uint96(_capped(most, total - limit_.moved)); // at most a difference of two uint96
        if (amount == 0) return TopUpStatus.Capped;
        _bind(provider_, client, owner);
        _charge(row, client, allowance_, limit_, amount);
        _deposit(provider_, client, amount);
        return limit_.moved == total ? TopUpStatus.Moved : TopUpStatus.Capped;
    }

    /// @dev What the day, the provider's limit and the room in the escrow allow. Day and limit may have been lowered below what
    /// was moved already.
    function _movable(Allowance storage allowance_, Limit storage limit_, Account storage account_)
        private
        view
        returns (uint256 most)
    {
        most = _rest(type(uint96).max, uint256(account_.escrow) + account_.claimed);
        most = _capped(most, _rest(limit_.limit, limit_.moved));
        most = _capped(most, _rest(allowance_.perDay, _spentToday(allowance_)));
    }

    /// @dev `amount` is at most what each bound leaves: no sum here leaves its field, no difference is negative.
    function _charge(
        TopUpRow calldata row,
        address client,
        Allowance storage allowance_,
        Limit storage limit_,
        uint96 amount
    ) private {
        allowance_.spent = _spentToday(allowance_) + amount;
        allowance_.day = _today();
        limit_.moved += amount;
        uint96 balance = _prefunds[row.owner] - amount;
        _prefunds[row.owner] = balance;
        emit ToppedUp(row.provider, client, row.owner, amount, limit_.moved, balance);
    }

    function _spentToday(Allowance storage allowance_) private view returns (uint96) {
        return allowance_.day == _today() ? allowance_.spent : 0;
    }

    /// @dev Days of UTC since 1970 fit into 24 bits for 45,000 years.
    function _today() private view returns (uint24) {
        return uint24(block.timestamp / 1 days);
    }

    function _rest(uint256 whole, uint256 part) private pure returns (uint256) {
        return whole > part ? whole - part : 0;
    }
}
