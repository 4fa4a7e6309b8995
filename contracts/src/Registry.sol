// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry, ListingView, Prices, ProviderDetails, ProviderView} from "./interfaces/IRegistry.sol";
import {Pages} from "./libraries/Pages.sol";
import {Text} from "./libraries/Text.sol";

/// @title Providers and their listings
abstract contract Registry is IRegistry {
    /// @dev slot 0: operator u160 | registeredAt u64, 32 bits free. A notice period adds its fields at the end.
    struct Provider {
        address operator;
        uint64 registeredAt;
        bytes32 encryptionKey;
        string endpoint;
        string metadataUri;
        bytes32[] models;
    }

    /// @dev slot 0: inputPrice u96 | outputPrice u96 | capacity u32 | kind u8 | listed bool, 16 bits free;
    /// slot 1: requestPrice u96, 160 bits free. A notice period adds its fields at the end.
    struct Listing {
        uint96 inputPrice;
        uint96 outputPrice;
        uint32 capacity;
        uint8 kind;
        bool listed;
        uint96 requestPrice;
        string name;
    }

    uint256 private constant MAX_ENDPOINT_LENGTH = 256;
    uint256 private constant MAX_METADATA_URI_LENGTH = 256;
    uint256 private constant MAX_NAME_LENGTH = 128;

    mapping(address provider => Provider) private _providers;
    address[] private _providerList;
    mapping(address provider => mapping(bytes32 model => Listing)) private _listings;

    /// @inheritdoc IRegistry
    function registerProvider(ProviderDetails calldata details) external {
        Provider storage record = _providers[msg.sender];
        if (record.registeredAt != 0) revert AlreadyRegistered(msg.sender);
        // Seconds fit into 64 bits for longer than the sun will burn.
        record.registeredAt = uint64(block.timestamp);
        _providerList.push(msg.sender);
        address operator = _write(record, details);
        emit ProviderRegistered(msg.sender, operator, details.encryptionKey, details.endpoint, details.metadataUri);
    }

    /// @inheritdoc IRegistry
    function updateProvider(ProviderDetails calldata details) external {
        address operator = _write(_registered(), details);
        emit ProviderUpdated(msg.sender, operator, details.encryptionKey, details.endpoint, details.metadataUri);
    }

    /// @inheritdoc IRegistry
    function listModel(string calldata name, uint8 kind, uint32 capacity, Prices calldata prices) external {
        Provider storage record = _registered();
        Text.check("name", name, 1, MAX_NAME_LENGTH);
        if (capacity == 0) revert ZeroCapacity(name);
        bytes32 model = keccak256(bytes(name));
        Listing storage entry = _listings[msg.sender][model];
        if (bytes(entry.name).length == 0) {
            entry.name = name;
            record.models.push(model);
        }
        entry.inputPrice = prices.inputPrice;
        entry.outputPrice = prices.outputPrice;
        entry.capacity = capacity;
        entry.kind = kind;
        entry.listed = true;
        entry.requestPrice = prices.requestPrice;
        emit ModelListed(msg.sender, model, name, kind, capacity, prices);
    }

    /// @inheritdoc IRegistry
    function unlistModel(bytes32 model) external {
        Listing storage entry = _listings[msg.sender][model];
        if (!entry.listed) revert ModelNotListed(msg.sender, model);
        entry.listed = false;
        emit ModelUnlisted(msg.sender, model);
    }

    /// @inheritdoc IRegistry
    function provider(address provider_) external view returns (ProviderView memory) {
        return _providerView(provider_);
    }

    /// @inheritdoc IRegistry
    function providerCount() external view returns (uint256) {
        return _providerList.length;
    }

    /// @inheritdoc IRegistry
    function providers(uint256 offset, uint256 limit) external view returns (ProviderView[] memory page) {
        page = new ProviderView[](Pages.size(_providerList.length, offset, limit));
        for (uint256 i = 0; i < page.length; ++i) {
            page[i] = _providerView(_providerList[offset + i]);
        }
    }

    /// @inheritdoc IRegistry
    function listing(address provider_, bytes32 model) external view returns (ListingView memory) {
        return _listingView(provider_, model);
    }

    /// @inheritdoc IRegistry
    function listingCount(address provider_) external view returns (uint256) {
        return _providers[provider_].models.length;
    }

    /// @inheritdoc IRegistry
    function listings(address provider_, uint256 offset, uint256 limit)
        external
        view
        returns (ListingView[] memory page)
    {
        bytes32[] storage models = _providers[provider_].models;
        page = new ListingView[](Pages.size(models.length, offset, limit));
        for (uint256 i = 0; i < page.length; ++i) {
            page[i] = _listingView(provider_, models[offset + i]);
        }
    }

    /// @dev The key in force for releases.
    function _operator(address provider_) internal view returns (address) {
        return _providers[provider_].operator;
    }

    /// @dev The price at which tokens are bought: the larger of both, per 1,000,000 tokens.
    function _tokenPrice(address provider_, bytes32 model) internal view returns (bool listed, uint96 price) {
        Listing storage entry = _listings[provider_][model];
        (uint96 inputPrice, uint96 outputPrice) = (entry.inputPrice, entry.outputPrice);
        return (entry.listed, inputPrice > outputPrice ? inputPrice : outputPrice);
    }

    function _registered() private view returns (Provider storage record) {
        record = _providers[msg.sender];
        if (record.registeredAt == 0) revert NotRegistered(msg.sender);
    }

    function _write(Provider storage record, ProviderDetails calldata details) private returns (address operator) {
        Text.check("endpoint", details.endpoint, 1, MAX_ENDPOINT_LENGTH);
        Text.check("metadataUri", details.metadataUri, 0, MAX_METADATA_URI_LENGTH);
        operator = details.operator == address(0) ? msg.sender : details.operator;
        record.operator = operator;
        record.encryptionKey = details.encryptionKey;
        record.endpoint = details.endpoint;
        record.metadataUri = details.metadataUri;
    }

    function _providerView(address provider_) private view returns (ProviderView memory) {
        Provider storage record = _providers[provider_];
        return ProviderView({
            provider: record.registeredAt == 0 ? address(0) : provider_,
            operator: record.operator,
            encryptionKey: record.encryptionKey,
            endpoint: record.endpoint,
            metadataUri: record.metadataUri,
            registeredAt: record.registeredAt,
            // Each model costs its provider a storage slot: 2^32 of them cannot be paid for.
            listingCount: uint32(record.models.length)
        });
    }

    function _listingView(address provider_, bytes32 model) private view returns (ListingView memory) {
        Listing storage entry = _listings[provider_][model];
        return ListingView({
            model: bytes(entry.name).length == 0 ? bytes32(0) : model,
            name: entry.name,
            kind: entry.kind,
            capacity: entry.capacity,
            prices: Prices(entry.requestPrice, entry.inputPrice, entry.outputPrice),
            listed: entry.listed
        });
    }
}
