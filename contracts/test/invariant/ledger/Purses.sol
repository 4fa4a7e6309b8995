// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What an owner set aside, and what its client keys may do with it.
library Purses {
    struct Key {
        uint256 perDay;
        uint256 expiresAt;
        mapping(uint256 day => uint256) spentOn;
        mapping(uint256 day => uint256) mostOn; // the most that was allowed at any time of that day
    }

    struct Limit {
        uint256 most; // that was ever allowed
        uint256 limit;
        uint256 moved;
    }

    function allow(Key storage key, uint256 perDay, uint256 expiresAt) internal {
        uint256 before = mostToday(key);
        key.perDay = perDay;
        key.expiresAt = expiresAt;
        key.mostOn[today()] = perDay > before ? perDay : before;
    }

    function allow(Limit storage limit, uint256 amount) internal {
        limit.limit = amount;
        if (amount > limit.most) limit.most = amount;
    }

    function move(Key storage key, Limit storage limit, uint256 amount) internal {
        key.spentOn[today()] += amount;
        limit.moved += amount;
    }

    function spentToday(Key storage key) internal view returns (uint256) {
        return key.spentOn[today()];
    }

    function mostToday(Key storage key) internal view returns (uint256) {
        uint256 most = key.mostOn[today()];
        return key.perDay > most ? key.perDay : most;
    }

    function leftToday(Key storage key) internal view returns (uint256) {
        uint256 spent = spentToday(key);
        return key.perDay > spent ? key.perDay - spent : 0;
    }

    function left(Limit storage limit) internal view returns (uint256) {
        return limit.limit > limit.moved ? limit.limit - limit.moved : 0;
    }

    function today() internal view returns (uint256) {
        return block.timestamp / 86_400;
    }
}
