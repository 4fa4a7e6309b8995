// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Prices of a model in base units of the settlement currency.
/// @param requestPrice per request
/// @param inputPrice per 1,000,000 prompt tokens
/// @param outputPrice per 1,000,000 completion tokens
struct Prices {
    uint96 requestPrice;
    uint96 inputPrice;
    uint96 outputPrice;
}

/// @notice What a provider says about itself.
/// @param endpoint base URL of its gateway, 1 to 256 printable ASCII characters
/// @param operator key that signs receipts and releases; zero means the provider's wallet. Another one than now signs
/// releases at once, and receipts after the notice of one withdrawal delay; for one more the old one's receipts hold too
/// @param encryptionKey X25519 public key
/// @param metadataUri where more is said, 0 to 256 printable ASCII characters
struct ProviderDetails {
    string endpoint;
    address operator;
    bytes32 encryptionKey;
    string metadataUri;
}

/// @notice A provider as the views give it; all zero and empty if it never registered.
/// @param provider wallet that registered and earns the fees
/// @param operator key that signs receipts now, the provider itself if it named none
/// @param releaseOperator key that signs releases now: a newly named one at once, so that a stolen one is worth nothing
/// @param nextOperator key that signs receipts from `nextOperatorFrom` on; zero if none was announced
/// @param nextOperatorFrom unix seconds; zero if none was announced
/// @param previousOperator key whose receipts hold until `previousOperatorUntil`; zero if there is none
/// @param previousOperatorUntil unix seconds
/// @param registeredAt unix seconds
/// @param heartbeatAt unix seconds of the last sign of life, the registration being the first
/// @param listingCount number of models it ever listed, unlisted ones included
struct ProviderView {
    address provider;
    address operator;
    address releaseOperator;
    address nextOperator;
    uint64 nextOperatorFrom;
    address previousOperator;
    uint64 previousOperatorUntil;
    bytes32 encryptionKey;
    string endpoint;
    string metadataUri;
    uint64 registeredAt;
    uint64 heartbeatAt;
    uint32 listingCount;
}

/// @notice A model of a provider as the views give it; all zero and empty if it was never listed.
/// @param model keccak-256 of the name
/// @param kind what is offered: 0 is inference, other values are free for later use
/// @param capacity requests it serves at the same time
/// @param prices in force now
/// @param listed in force now; false once it was unlisted
/// @param nextPrices in force from `nextFrom` on, when the model is listed in any case; zero if nothing was announced
/// @param nextFrom unix seconds; zero if nothing was announced
struct ListingView {
    bytes32 model;
    string name;
    uint8 kind;
    uint32 capacity;
    Prices prices;
    bool listed;
    Prices nextPrices;
    uint64 nextFrom;
}

/// @title Who serves which models, at which prices
interface IRegistry {
    /// @notice The wallet has registered before.
    error AlreadyRegistered(address provider);
    /// @notice The wallet is not registered.
    error NotRegistered(address provider);
    /// @notice The provider does not offer the model.
    error ModelNotListed(address provider, bytes32 model);
    /// @notice A listing needs room for at least one request.
    error ZeroCapacity(string name);
    /// @notice A text is too short or too long.
    error TextLengthOutOfRange(string field, uint256 minimum, uint256 maximum, uint256 actual);
    /// @notice A text holds a character outside printable ASCII (0x20 to 0x7e).
    error TextNotPrintable(string field, uint256 position, bytes1 actual);

    /// @notice A provider registered.
    event ProviderRegistered(
        address indexed provider, address indexed operator, bytes32 encryptionKey, string endpoint, string metadataUri
    );
    /// @notice A provider replaced its details.
    event ProviderUpdated(address indexed provider, bytes32 encryptionKey, string endpoint, string metadataUri);
    /// @notice A provider named another operator, who signs releases now and receipts from `from` on. Naming the present one
    /// takes an announcement back; `from` is the present time then.
    event OperatorNamed(address indexed provider, address indexed operator, uint64 from);
    /// @notice A provider is alive.
    event Heartbeat(address indexed provider);
    /// @notice A provider listed a model or changed its listing.
    /// @param prices in force now
    /// @param listed in force now
    /// @param nextPrices in force from `nextFrom` on
    /// @param nextFrom unix seconds, zero if all of it holds now
    event ModelListed(
        address indexed provider,
        bytes32 indexed model,
        string name,
        uint8 kind,
        uint32 capacity,
        Prices prices,
        bool listed,
        Prices nextPrices,
        uint64 nextFrom
    );
    /// @notice A provider no longer offers a model.
    event ModelUnlisted(address indexed provider, bytes32 indexed model);

    /// @notice Registers the caller as a provider.
    function registerProvider(ProviderDetails calldata details) external;

    /// @notice Replaces all details of the caller, at once but for the operator (see `ProviderDetails`).
    function updateProvider(ProviderDetails calldata details) external;

    /// @notice Tells that the caller is alive.
    function heartbeat() external;

    /// @notice Lists a model of the caller, or replaces the listing. Of the three prices each one that falls holds at once;
    /// if one rises, or the model had been unlisted, what was asked for holds after the notice of one withdrawal delay. An
    /// announcement that was not in force yet is replaced. The first listing of a model holds at once.
    /// @param name 1 to 128 printable ASCII characters, the Hugging Face identifier where there is one
    /// @param kind 0 for inference
    /// @param capacity requests served at the same time, at least 1
    function listModel(string calldata name, uint8 kind, uint32 capacity, Prices calldata prices) external;

    /// @notice Takes a listed model of the caller off the market. Escrow of its clients is not touched.
    function unlistModel(bytes32 model) external;

    /// @notice One provider.
    function provider(address provider_) external view returns (ProviderView memory);

    /// @notice Number of providers that ever registered.
    function providerCount() external view returns (uint256);

    /// @notice Providers in the order of registration, at most `limit` from `offset`; an end beyond the last is clamped.
    function providers(uint256 offset, uint256 limit) external view returns (ProviderView[] memory);

    /// @notice One model of a provider.
    function listing(address provider_, bytes32 model) external view returns (ListingView memory);

    /// @notice Number of models the provider ever listed.
    function listingCount(address provider_) external view returns (uint256);

    /// @notice Models of a provider in the order of listing, unlisted ones included (see `listed`).
    function listings(address provider_, uint256 offset, uint256 limit) external view returns (ListingView[] memory);
}
