// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice An order, by where its stake is.
library Jobs {
    enum Place {
        WithOrder,
        InEscrow,
        SettledEarly,
        BackWithOwner
    }

    struct Job {
        Place place;
        address owner;
        uint256 client; // number of the key
        uint256 stake;
        uint256 lockUntil;
        uint256 serveSeconds;
        uint256 silenceSeconds;
        uint256 seed; // the rest of its terms follows from
        address provider; // who locked it last
        uint256 serveUntil;
        uint256 silentFrom; // 0: nobody asked
        bool answered;
        uint256 paidBefore; // what the account had paid when it was locked
    }

    function isOpen(Job storage job) internal view returns (bool) {
        return job.place == Place.WithOrder;
    }

    /// @notice Whether its provider still serves it.
    function isServed(Job storage job) internal view returns (bool) {
        return job.place == Place.InEscrow && block.timestamp < job.serveUntil;
    }

    /// @notice Whether its owner waits for a sign of its provider.
    function isAsked(Job storage job) internal view returns (bool) {
        return isServed(job) && job.silentFrom != 0;
    }

    /// @notice Whether there is nobody to wait for.
    function isSilent(Job storage job) internal view returns (bool) {
        return isAsked(job) && block.timestamp >= job.silentFrom && !job.answered;
    }

    function lock(Job storage job, address provider, uint256 paidBefore) internal {
        job.place = Place.InEscrow;
        job.provider = provider;
        job.paidBefore = paidBefore;
        job.serveUntil = block.timestamp + job.serveSeconds;
    }

    function reopen(Job storage job) internal {
        job.place = Place.WithOrder;
        job.serveUntil = 0;
        job.silentFrom = 0;
    }
}
