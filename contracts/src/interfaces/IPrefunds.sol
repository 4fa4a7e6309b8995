// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What became of a top-up.
/// Moved: in full. Capped: a limit, the balance or the room in the escrow allowed less, possibly nothing. Stale: no more than
/// was moved before. Expired: its deadline or the allowance is over. NotAllowed: the owner does not allow this key to pay this
/// provider (which is also what a signature over other values looks like). WrongOwner: the account has another owner, who
/// cannot be displaced. BadSignature: no signer could be recovered.
enum TopUpStatus {
    Moved,
    Capped,
    Stale,
    Expired,
    NotAllowed,
    WrongOwner,
    BadSignature
}

/// @notice A `TopUp` with its signature.
/// @param owner whose prefunded balance pays
/// @param provider whose account with the signing client is paid into
/// @param total base units that this client moved from this owner to this provider, cumulative
/// @param deadline unix seconds
/// @param r first half of the EIP-2098 signature
/// @param vs second half of the EIP-2098 signature
struct TopUpRow {
    address owner;
    address provider;
    uint96 total;
    uint64 deadline;
    bytes32 r;
    bytes32 vs;
}

/// @notice What a client key may do with an owner's prefunded balance.
/// @param perDay base units in one day of UTC, over all providers
/// @param spentToday base units moved since midnight UTC
/// @param expiresAt unix seconds
struct AllowanceView {
    uint96 perDay;
    uint96 spentToday;
    uint64 expiresAt;
}

/// @title Money that an owner sets aside once, and that its client keys may move into accounts
/// @dev A client key never needs gas, the owner's wallet need not be online. The balance belongs to the owner until it is
/// moved; a top-up also says whose account it is, like a `Bind`.
interface IPrefunds {
    /// @notice The prefunded balance does not cover what is asked for.
    error InsufficientPrefund(uint256 balance, uint256 amount);
    /// @notice The prefunded balance would no longer fit into `uint96`.
    error PrefundOverflow(uint256 balance, uint256 amount);
    /// @notice The provider is not registered.
    error UnknownProvider(address provider);
    /// @notice Two lists that belong together differ in length.
    error LengthMismatch(uint256 expected, uint256 actual);

    /// @notice Prefunded money came in.
    event Prefunded(address indexed owner, uint96 amount, uint96 balance);
    /// @notice The owner took prefunded money back.
    event PrefundWithdrawn(address indexed owner, uint96 amount, uint96 balance);
    /// @notice An owner allows a client key to move money.
    event ClientAllowed(address indexed owner, address indexed client, uint96 perDay, uint64 expiresAt);
    /// @notice An owner allows a client key to move up to `limit` in total to a provider.
    event ProviderAllowed(address indexed owner, address indexed client, address indexed provider, uint96 limit);
    /// @notice A top-up moved `amount`; `total` is what this client moved from this owner to this provider.
    event ToppedUp(
        address indexed provider,
        address indexed client,
        address indexed owner,
        uint96 amount,
        uint96 total,
        uint96 balance
    );

    /// @notice Prefunded balance of an owner.
    function prefundOf(address owner) external view returns (uint96);

    /// @notice What a client key may move.
    function allowance(address owner, address client) external view returns (AllowanceView memory);

    /// @notice How much a client key may move to a provider in total, and has moved.
    function providerAllowance(address owner, address client, address provider_)
        external
        view
        returns (uint96 limit, uint96 moved);

    /// @notice Adds to the caller's prefunded balance. Native coin sent too much returns.
    function prefund(uint96 amount) external payable;

    /// @notice Pays the caller of its prefunded balance. At once: nothing is promised to anybody.
    function withdrawPrefund(uint96 amount) external;

    /// @notice Allows a client key to move the caller's prefunded money, or changes what it may; the limits per provider stay.
    /// @param clientPublicKey `x || y` of the client's secp256k1 key, 64 bytes
    /// @param perDay base units in one day of UTC; zero forbids everything
    /// @param expiresAt unix seconds
    function allowClient(bytes calldata clientPublicKey, uint96 perDay, uint64 expiresAt) external;

    /// @notice Puts providers on the list of a client key of the caller, or changes their limits.
    /// @param limits base units in total, ever; zero takes the provider off the list
    function allowProviders(address client, address[] calldata providers_, uint96[] calldata limits) external;

    /// @notice Moves money into accounts. Anyone may send it, and no row can make another one fail.
    /// @return statuses one for each row
    function topUp(TopUpRow[] calldata rows) external returns (TopUpStatus[] memory statuses);
}
