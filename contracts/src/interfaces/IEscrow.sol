// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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
    /// @notice An account needs an owner.
    error ZeroOwner();
    /// @notice The account has another owner.
    error WrongOwner(address expected, address actual);
    /// @notice A bind is 20 bytes of provider and 64 or 65 bytes of signature.
    error WrongBindLength(uint256 actual);
    /// @notice The bind names another provider.
    error WrongBindProvider(address expected, address actual);
    /// @notice The bind was not signed by the client for this owner.
    error WrongBindSigner(address expected, address actual);
    /// @notice The client's signature named this owner, or rounds of this client were claimed: it can no longer be displaced.
    error OwnerIsFinal(address owner, uint256 rounds);
    /// @notice The escrow of a displaced owner has not left yet.
    error DisplacedWithdrawalPending(address beneficiary, uint256 maturesAt);

    /// @notice The first deposit opened an account.
    event AccountOpened(
        address indexed provider, address indexed client, address indexed owner, bytes32 publicKeyX, bytes32 publicKeyY
    );
    /// @notice The client's signature named the owner of its account.
    event OwnerBound(address indexed provider, address indexed client, address indexed owner);
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
    /// @dev The first funder owns the account. A caller who is not the owner needs a bind signed by the client; with a bind
    /// the caller's ownership is final.
    /// @param provider_ whose model it is
    /// @param model keccak-256 of the model's name
    /// @param ktokens thousands of tokens, at least 1
    /// @param clientPublicKey `x || y` of the client's secp256k1 key, 64 bytes
    /// @param bind empty, or 20 bytes with the provider that the client signed (zero: any), then the signature of
    /// `Bind(provider, owner = caller)`, 65 bytes `r || s || v` or 64 bytes of EIP-2098
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

    /// @notice Hands in a bind for an account that exists. Anyone may: the client key needs no gas. The owner it names owns
    /// the account from now on, for good.
    /// @param owner whom the client signed; never zero
    /// @param bind 20 bytes with the provider that the client signed (zero: any), then the signature of
    /// `Bind(provider, owner)`
    function bindOwner(address provider_, address client, address owner, bytes calldata bind) external;
}
