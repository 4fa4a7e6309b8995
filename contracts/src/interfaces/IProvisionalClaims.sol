// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Messages} from "../libraries/Messages.sol";

/// @notice A provisional claim as the views give it; all zero if none is open.
/// @param requestHash EIP-712 digest of the request that it rests on
/// @param assertedTotal cumulative cost of the account that the provider asserts
/// @param bond what the provider put down
/// @param closesAt unix seconds: contested before, paid from then on
struct ProvisionalClaimView {
    bytes32 requestHash;
    uint96 assertedTotal;
    uint96 bond;
    uint64 closesAt;
}

/// @title Rounds that a client never confirmed
/// @dev Totals are those of the account, cumulative like everywhere: confirmed claims that arrive meanwhile are part of them, so
/// nothing is paid twice.
interface IProvisionalClaims {
    /// @notice Only the provider of the request may do this.
    error NotProvider(address provider, address caller);
    /// @notice Each request backs one provisional claim.
    error RequestUsed(bytes32 requestHash);
    /// @notice One at a time in an account.
    error ProvisionalClaimOpen(address provider, address client, uint256 closesAt);
    /// @notice None is open, or it rests on another request.
    error NoProvisionalClaim(address provider, address client);
    /// @notice The request is too old to be asserted.
    error RequestTooOld(uint256 latest, uint256 currentTime);
    /// @notice The receipt is not for this request, or costs more than the request allows.
    error ReceiptMismatch(bytes32 requestHash);
    /// @notice The total must be above what was claimed and at most what was authorized and is there.
    error AssertedTotalOutOfRange(uint256 above, uint256 maximum, uint256 actual);
    /// @notice A provisional claim holds this part of the escrow until it is decided.
    error EscrowLocked(uint256 locked, uint256 escrow);
    /// @notice The time to contest is over.
    error ChallengeWindowOver(uint256 closesAt, uint256 currentTime);
    /// @notice The time to contest is not over.
    error ChallengeWindowOpen(uint256 closesAt, uint256 currentTime);

    /// @notice A provider asserts a total that the client has not confirmed.
    event ProvisionalClaimOpened(
        address indexed provider,
        address indexed client,
        bytes32 indexed requestHash,
        uint96 assertedTotal,
        uint96 bond,
        uint64 closesAt
    );
    /// @notice Nobody contested: the provider was paid `providerPaid` and got its bond back.
    event ProvisionalClaimPaid(
        address indexed provider,
        address indexed client,
        bytes32 indexed requestHash,
        uint96 providerPaid,
        uint96 claimed
    );
    /// @notice Contested: the provider was paid what is owed; `burned` of the escrow and as much of the bond went to nobody.
    event ProvisionalClaimContested(
        address indexed provider,
        address indexed client,
        bytes32 indexed requestHash,
        uint96 owed,
        uint96 providerPaid,
        uint96 burned,
        uint96 claimed
    );
    /// @notice All of it was claimed meanwhile: the provider took its bond back.
    event ProvisionalClaimDropped(address indexed provider, address indexed client, bytes32 indexed requestHash);

    /// @notice The open provisional claim of an account.
    function provisionalClaim(address provider_, address client) external view returns (ProvisionalClaimView memory);

    /// @notice Money that went to nobody so far: it stays in the contract for ever.
    function burned() external view returns (uint256);

    /// @notice Asserts that an account owes `assertedTotal`. The caller is the request's provider and puts down a bond of what
    /// the total exceeds the claimed amount by; native coin sent too much returns. As much of the escrow is held until it is
    /// decided. Allowed until the request's deadline plus the withdrawal delay.
    /// @param request signed by the client, whose address is in the receipt
    /// @param requestSignature 65 bytes `r || s || v` or 64 bytes of EIP-2098
    /// @param receipt for this request
    /// @param receiptSignature the operator's, or that of one replaced within the notice; same forms
    /// @param assertedTotal cumulative cost, at most `request.authorized` and at most claimed amount plus escrow
    function openProvisionalClaim(
        Messages.InferenceRequest calldata request,
        bytes calldata requestSignature,
        Messages.Receipt calldata receipt,
        bytes calldata receiptSignature,
        uint96 assertedTotal
    ) external payable;

    /// @notice Contests it with `Contest(provider, requestHash, owed)`. Anyone may hand in what the client signed; the owner of
    /// the account needs no signature. The provider is paid up to `owed`; of what it asserted beyond, the escrow and as much
    /// of the bond go to nobody.
    /// @param owed cumulative cost of the account that the client admits, confirmed rounds included
    /// @param signature the client's, 65 bytes `r || s || v` or 64 bytes of EIP-2098; may be empty if the owner calls
    function contest(address provider_, address client, bytes32 requestHash, uint96 owed, bytes calldata signature)
        external;

    /// @notice Pays the provider when the time to contest is over. Anyone may.
    function finishProvisionalClaim(address provider_, address client) external;

    /// @notice Takes it back, and the bond, once the client has confirmed and the provider has claimed all that it asserts.
    /// Provider only.
    function dropProvisionalClaim(address client) external;
}
