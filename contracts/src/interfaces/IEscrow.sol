// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice An account as the views give it; all zero if there is none.
/// @param client address of the client key
/// @param owner wallet that may withdraw
/// @param publicKeyX first half of the client's public key
/// @param publicKeyY second half
/// @param escrow what is left to pay the provider or to withdraw
/// @param claimed what the provider was paid so far, ever
/// @param rounds confirmed rounds that were claimed
/// @param locked part of the escrow held for contested rounds; always zero in this version
/// @param withdrawing amount of the pending withdrawal, `type(uint96).max` for everything; zero if none
/// @param declaredTotal cumulative cost that the provider is paid first when the withdrawal finishes
/// @param maturesAt unix seconds from when the withdrawal can be finished; zero if none is pending
/// @param lapsesAt unix seconds from when it no longer can; `type(uint64).max` if it never lapses
/// @param releaseNonce nonce that the next release must carry
/// @param withdrawalBeneficiary displaced owner that the pending withdrawal pays; zero if it pays the owner
struct AccountView {
    address client;
    address owner;
    bytes32 publicKeyX;
    bytes32 publicKeyY;
    uint96 escrow;
    uint96 claimed;
    uint64 rounds;
    uint96 locked;
    uint96 withdrawing;
    uint96 declaredTotal;
    uint64 maturesAt;
    uint64 lapsesAt;
    uint64 releaseNonce;
    address withdrawalBeneficiary;
}

/// @title Money set aside for one provider by one client
interface IEscrow {
    /// @notice Nothing would be deposited.
    error ZeroAmount();
    /// @notice Money is `uint96` base units everywhere.
    error AmountTooLarge(uint256 maximum, uint256 actual);
    /// @notice The escrow would no longer fit into `uint96`.
    error EscrowOverflow(uint256 escrow, uint256 amount);
    /// @notice A public key is 64 bytes, `x || y`.
    error WrongPublicKeyLength(uint256 expected, uint256 actual);
    /// @notice The point is not on secp256k1.
    error PointNotOnCurve(uint256 x, uint256 y);
    /// @notice There is no account for this provider and client.
    error UnknownAccount(address provider, address client);
    /// @notice The account has another owner.
    error WrongOwner(address expected, address actual);
    /// @notice A bind is 20 bytes of provider and 64 or 65 bytes of signature.
    error WrongBindLength(uint256 actual);
    /// @notice The bind names another provider.
    error WrongBindProvider(address expected, address actual);
    /// @notice The bind was not signed by the client for the caller.
    error WrongBindSigner(address expected, address actual);
    /// @notice Rounds of this client were claimed: its owner can no longer be displaced.
    error OwnerIsFinal(address owner, uint256 rounds);
    /// @notice The escrow of a displaced owner has not left yet.
    error DisplacedWithdrawalPending(address beneficiary, uint256 maturesAt);

    /// @notice The first deposit opened an account.
    event AccountOpened(
        address indexed provider, address indexed client, address indexed owner, bytes32 publicKeyX, bytes32 publicKeyY
    );
    /// @notice Money came in; `escrow` is the new total.
    event Deposited(
        address indexed provider, address indexed client, address indexed owner, uint96 amount, uint96 escrow
    );
    /// @notice The client's bind gave the account to another owner; the old escrow, if any, is a pending withdrawal now.
    event OwnerDisplaced(
        address indexed provider,
        address indexed client,
        address indexed owner,
        address displacedOwner,
        uint96 withdrawing,
        uint64 maturesAt
    );

    /// @notice Buys `ktokens` thousand tokens of a listed model at its larger price, rounded up. Native coin sent too much
    /// returns to the caller; an ERC-20 is pulled exactly.
    /// @dev The first funder owns the account. A caller who is not the owner needs a bind signed by the client.
    /// @param provider_ whose model it is
    /// @param model keccak-256 of the model's name
    /// @param ktokens thousands of tokens, at least 1
    /// @param clientPublicKey `x || y` of the client's secp256k1 key, 64 bytes
    /// @param bind empty, or 20 bytes with the provider that the client signed (zero: any), then the signature of
    /// `Bind(provider, owner = caller)`, 65 bytes `r || s || v` or 64 bytes of EIP-2098. Looked at only if the account has
    /// another owner.
    function fetchTokens(
        address provider_,
        bytes32 model,
        uint64 ktokens,
        bytes calldata clientPublicKey,
        bytes calldata bind
    ) external payable;

    /// @notice Adds to an existing account, whoever the caller is.
    /// @param expectedOwner the deposit is refused if somebody else owns the account by now
    /// @param amount base units; native coin sent too much returns to the caller
    function depositFor(address provider_, address client, address expectedOwner, uint96 amount) external payable;

    /// @notice One account.
    function account(address provider_, address client) external view returns (AccountView memory);

    /// @notice Number of accounts ever opened with the provider.
    function accountCount(address provider_) external view returns (uint256);

    /// @notice Accounts of a provider in the order of opening.
    function accounts(address provider_, uint256 offset, uint256 limit) external view returns (AccountView[] memory);

    /// @notice Tokens that the client's free escrow buys at the larger price of the model, rounded down; zero if the
    /// model is not listed, `type(uint256).max` if it is free of charge. What is held for a displaced owner is not free.
    function tokensLeft(address provider_, address client, bytes32 model) external view returns (uint256);
}
