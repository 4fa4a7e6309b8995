// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {AccountView, IAccounts} from "./interfaces/IAccounts.sol";
import {Pages} from "./libraries/Pages.sol";

/// @title Views of accounts
abstract contract AccountViews is Books, IAccounts {
    /// @inheritdoc IAccounts
    function account(address provider_, address client) external view returns (AccountView memory) {
        return _accountView(provider_, client);
    }

    /// @inheritdoc IAccounts
    function accountCount(address provider_) external view returns (uint256) {
        return _clients[provider_].length;
    }

    /// @inheritdoc IAccounts
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

    /// @inheritdoc IAccounts
    function tokensLeft(address provider_, address client, bytes32 model) external view returns (uint256) {
        (bool listed, uint96 price) = _tokenPrice(provider_, model);
        if (!listed) return 0;
        if (price == 0) return type(uint256).max;
        return uint256(_free(_accounts[provider_][client])) * 1_000_000 / price;
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
        view_.ktokens = account_.ktokens;
        view_.bound = account_.bound;
        view_.locked = _locked(account_);
        view_.withdrawing = account_.withdrawing;
        view_.declaredTotal = account_.declaredTotal;
        view_.maturesAt = account_.maturesAt;
        view_.lapsesAt = _lapse(account_);
        view_.releaseNonce = account_.releaseNonce;
        view_.withdrawalBeneficiary = account_.beneficiary;
        view_.flagged = account_.flagged;
        view_.contested = account_.contested;
    }
}
