// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {IEarnings, ProviderRecord} from "./interfaces/IEarnings.sol";

/// @title Views of what became known of providers through money
abstract contract EarningsViews is Books, IEarnings {
    /// @inheritdoc IEarnings
    function providerRecords(address[] calldata providers_) external view returns (ProviderRecord[] memory views) {
        views = new ProviderRecord[](providers_.length);
        for (uint256 i = 0; i < views.length; ++i) {
            views[i] = _recordView(_records[providers_[i]]);
        }
    }

    function _recordView(Record storage record) private view returns (ProviderRecord memory view_) {
        view_.money = record.money;
        view_.rounds = record.rounds;
        view_.ktokens = record.ktokens;
        view_.clients = record.clients;
        view_.flagged = record.flagged;
        view_.contested = record.contested;
        view_.compared = record.compared;
        view_.preferred = record.preferred;
        view_.ordersLocked = record.ordersLocked;
        view_.ordersFinished = record.ordersFinished;
        view_.ordersAbandoned = record.ordersAbandoned;
    }
}
