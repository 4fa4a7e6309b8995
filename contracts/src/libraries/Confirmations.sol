// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accounts} from "../books/Accounts.sol";
import {ClaimRow, IClaims} from "../interfaces/IClaims.sol";
import {Messages} from "./Messages.sol";

/// @title The rows of a claim
/// @dev One loop in assembly, because it runs for every client of every claim: it saves a tenth of the gas of a row. Tests hold
/// it against the same rules in plain Solidity, row by row and in any mixture (`test/ClaimReference.t.sol`).
///
/// It works at fixed addresses, from where the memory of a call begins. `open` reserves them before anything else does.
///   0x080 to 0x120   the struct of a confirmation: type hash, provider, cumulative cost, rounds, tokens, transcript
///   0x140, 0x160     0x1901 at the end, domain separator
///   0x180            struct hash
///   0x1a0            slot of the accounts
///   0x1c0            what the rows paid
///   0x1e0            new clients << 96 | new rounds << 48 | new thousands of tokens
///   0x200            address of the first status minus a quarter of the address of the first row
///   0x220 onwards    the answer: 0x20, number of rows, a status for each
/// ecrecover takes its input from 0xc0 to 0x120 and the event its data from 0xc0 and 0xe0: each row writes them again.
library Confirmations {
    /// @dev Call this first.
    function open(address provider, mapping(address client => Accounts.Account) storage accounts, uint256 count)
        internal
        pure
    {
        bytes32 typeHash = Messages.CONFIRMATION_TYPEHASH;
        assembly ("memory-safe") {
            if sub(mload(0x40), 0x80) { invalid() }
            mstore(0x40, add(0x260, shl(5, count)))
            mstore(0x80, typeHash)
            mstore(0xa0, shr(96, shl(96, provider)))
            mstore(0x140, 0x1901)
            mstore(0x1a0, accounts.slot)
            mstore(0x220, 0x20)
            mstore(0x240, count)
        }
    }

    /// @dev Pays every row out of its account and emits `Claimed` for each that moves money.
    /// @return amount what all rows paid
    function settle(bytes32 domainSeparator, ClaimRow[] calldata rows) internal returns (uint256 amount) {
        uint256 row;
        uint256 end;
        assembly ("memory-safe") {
            mstore(0x160, domainSeparator)
            row := rows.offset
            end := add(row, shl(7, rows.length))
        }
        _settleRows(row, end, IClaims.Claimed.selector);
        assembly ("memory-safe") {
            amount := mload(0x1c0)
        }
    }

    // One loop: a call for each of its steps would cost what the assembly saves.
    // solhint-disable-next-line function-max-lines
    function _settleRows(uint256 row, uint256 end, bytes32 topic) private {
        assembly ("memory-safe") {
            // A row is four words and a status is one: with this the addresses advance in step.
            mstore(0x200, sub(0x260, shr(2, row)))
            // Scratch word 1 stays the slot of the accounts; ecrecover writes the client into scratch word 0: their hash is
            // the slot of the client's account.
            mstore(32, mload(0x1a0))
            for {} lt(row, end) { row := add(row, 128) } {
                let totals := calldataload(row)
                // The digest.
                mstore(0xc0, shr(160, totals))
                mstore(0xe0, and(shr(96, totals), 0xffffffffffffffff))
                mstore(0x100, and(totals, 0xffffffffffffffffffffffff))
                mstore(0x120, calldataload(add(row, 32)))
                mstore(0x180, keccak256(0x80, 192))
                // The signer; a high s is none. The precompile leaves its output alone if there is none: zero has no account.
                mstore(0xc0, keccak256(0x15e, 66))
                {
                    let vs := calldataload(add(row, 96))
                    let s := shr(1, shl(1, vs))
                    mstore(0xe0, add(shr(255, vs), 27))
                    mstore(0x100, calldataload(add(row, 64)))
                    mstore(0x120, s)
                    mstore(0, 0)
                    pop(staticcall(gas(), 1, 0xc0, 128, 0, 32))
                    if gt(s, 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0) {
                        mstore(add(mload(0x200), shr(2, row)), 4) // BadSignature
                        continue
                    }
                }
                let slot := keccak256(0, 64)
                let word := sload(slot)
                let claimed := and(shr(96, word), 0xffffffffffffffffffffffff)
                let paid := sub(shr(160, totals), claimed)
                {
                    let escrow := and(word, 0xffffffffffffffffffffffff)
                    // An account that was never opened reads as zeros, so the owner is looked at only where nothing is paid.
                    if or(iszero(escrow), slt(paid, 1)) {
                        // Stale 1, Capped 2, UnknownAccount 3, BadSignature 4.
                        let status := sub(2, slt(paid, 1))
                        if iszero(shl(96, sload(add(slot, 1)))) { status := add(3, iszero(mload(0))) }
                        mstore(add(mload(0x200), shr(2, row)), status)
                        continue
                    }
                    if gt(paid, escrow) {
                        paid := escrow
                        mstore(add(mload(0x200), shr(2, row)), 2) // Capped
                    }
                    // Escrow less, claimed more: the former holds `paid`, the latter stays at most the confirmed total.
                    word := add(word, sub(shl(96, paid), paid))
                }
                mstore(0x1c0, add(mload(0x1c0), paid))
                {
                    // Counts that the client declares: one that falls, or leaves its field, is not taken over.
                    let counts := shl(96, iszero(claimed))
                    let declared := and(shr(96, totals), 0xffffffffffffffff)
                    let known := and(shr(192, word), 0xffffffff)
                    if and(gt(declared, known), iszero(shr(32, declared))) {
                        known := sub(declared, known)
                        counts := add(counts, shl(48, known))
                        word := add(word, shl(192, known))
                    }
                    declared := div(and(totals, 0xffffffffffffffffffffffff), 1000)
                    known := shr(224, word)
                    if and(gt(declared, known), iszero(shr(32, declared))) {
                        known := sub(declared, known)
                        counts := add(counts, known)
                        word := add(word, shl(224, known))
                    }
                    mstore(0x1e0, add(mload(0x1e0), counts))
                }
                sstore(slot, word)
                // claimed << 160 | counted rounds << 96 | declared tokens; transcript.
                mstore(
                    0xc0,
                    or(
                        shl(160, shr(96, word)),
                        or(shl(96, and(shr(192, word), 0xffffffff)), and(totals, 0xffffffffffffffffffffffff))
                    )
                )
                mstore(0xe0, calldataload(add(row, 32)))
                log3(0xc0, 64, topic, mload(0xa0), mload(0))
            }
        }
    }

    /// @dev What the rows counted beyond money.
    function counted() internal pure returns (uint256 rounds, uint256 ktokens, uint256 clients) {
        uint256 word;
        assembly ("memory-safe") {
            word := mload(0x1e0)
        }
        return ((word >> 48) & type(uint48).max, word & type(uint48).max, word >> 96);
    }

    /// @dev Ends the call with the statuses, without the copy and the checks that an array of enums gets otherwise.
    function finish() internal pure {
        assembly ("memory-safe") {
            return(0x220, add(0x40, shl(5, mload(0x240))))
        }
    }
}
