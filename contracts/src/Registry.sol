// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {IRegistry, ListingView, Prices, ProviderDetails, ProviderView} from "./interfaces/IRegistry.sol";
import {Pages} from "./libraries/Pages.sol";
import {Text} from "./libraries/Text.sol";

/// @title Providers and their listings
abstract contract Registry is Books, IRegistry {
    uint256 private constant MAX_ENDPOINT_LENGTH = 256;
    uint256 private constant MAX_METADATA_URI_LENGTH = 256;
    uint256 private constant MAX_NAME_LENGTH = 128;

    /// @inheritdoc IRegistry
    function registerProvider(ProviderDetails calldata details) external {
        Provider storage record = _providers[msg.sender];
        if (record.registeredAt != 0) revert AlreadyRegistered(msg.sender);
        record.registeredAt = uint40(block.timestamp); // seconds fit into 40 bits for 34,000 years
        record.heartbeatAt = record.registeredAt;
        record.operator = _operatorOf(details);
        _providerList.push(msg.sender);
        _records[msg.sender].registered = true;
        _write(record, details);
        emit ProviderRegistered(
            msg.sender, record.operator, details.encryptionKey, details.endpoint, details.metadataUri
        );
    }

    /// @inheritdoc IRegistry
    function updateProvider(ProviderDetails calldata details) external {
        Provider storage record = _registered();
        _nameOperator(record, _operatorOf(details));
        _write(record, details);
        emit ProviderUpdated(msg.sender, details.encryptionKey, details.endpoint, details.metadataUri);
    }

    /// @inheritdoc IRegistry
    function heartbeat() external {
        _registered().heartbeatAt = uint40(block.timestamp); // as at registration
        emit Heartbeat(msg.sender);
    }

    /// @inheritdoc IRegistry
    function listModel(string calldata name, uint8 kind, uint32 capacity, Prices calldata prices) external {
        Provider storage record = _registered();
        Text.check("name", name, 1, MAX_NAME_LENGTH);
        if (capacity == 0) revert ZeroCapacity(name);
        bytes32 model = keccak256(bytes(name));
        Listing storage entry = _listings[msg.sender][model];
        entry.capacity = capacity;
        entry.kind = kind;
        if (bytes(entry.name).length == 0) {
            entry.name = name;
            record.models.push(model);
            entry.listed = true;
            _setPrices(entry, prices);
        } else {
            _reprice(entry, prices);
        }
        _emitListed(model);
    }

    /// @inheritdoc IRegistry
    function unlistModel(bytes32 model) external {
        Listing storage entry = _listings[msg.sender][model];
        (bool listed, Prices memory prices) = _offer(entry);
        if (!listed && entry.nextFrom == 0) revert ModelNotListed(msg.sender, model);
        entry.listed = false;
        _setPrices(entry, prices);
        _announce(entry, Prices(0, 0, 0), 0);
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

    /// @dev What falls holds at once, what rises after the notice; so does all of it if the model was off the market. Nothing
    /// else raises a price in force: a first listing has nobody to catch, and what was announced waited.
    function _reprice(Listing storage entry, Prices memory wanted) private {
        (bool listed, Prices memory present) = _offer(entry);
        entry.listed = listed;
        _setPrices(entry, _smaller(present, wanted));
        if (listed && _noneAbove(wanted, present)) _announce(entry, Prices(0, 0, 0), 0);
        else _announce(entry, wanted, _afterDelay());
    }

    function _setPrices(Listing storage entry, Prices memory prices) private {
        entry.inputPrice = prices.inputPrice;
        entry.outputPrice = prices.outputPrice;
        entry.requestPrice = prices.requestPrice;
    }

    function _announce(Listing storage entry, Prices memory prices, uint40 from) private {
        entry.nextRequestPrice = prices.requestPrice;
        entry.nextFrom = from;
        entry.nextInputPrice = prices.inputPrice;
        entry.nextOutputPrice = prices.outputPrice;
    }

    /// @dev The smaller one of each price.
    function _smaller(Prices memory left, Prices memory right) private pure returns (Prices memory) {
        return Prices(
            left.requestPrice < right.requestPrice ? left.requestPrice : right.requestPrice,
            left.inputPrice < right.inputPrice ? left.inputPrice : right.inputPrice,
            left.outputPrice < right.outputPrice ? left.outputPrice : right.outputPrice
        );
    }

    function _emitListed(bytes32 model) private {
        ListingView memory view_ = _listingView(msg.sender, model);
        emit ModelListed(
            msg.sender,
            model,
            view_.name,
            view_.kind,
            view_.capacity,
            view_.prices,
            view_.listed,
            view_.nextPrices,
            view_.nextFrom
        );
    }

    function _registered() private view returns (Provider storage record) {
        record = _providers[msg.sender];
        if (record.registeredAt == 0) revert NotRegistered(msg.sender);
    }

    function _operatorOf(ProviderDetails calldata details) private view returns (address) {
        return details.operator == address(0) ? msg.sender : details.operator;
    }

    /// @dev What was announced and is in force becomes the present state, what is not yet is replaced.
    function _nameOperator(Provider storage record, address named) private {
        if (named == _releaseOperator(record)) return; // it was named last
        address present = _receiptOperator(record);
        bool takenBack = named == present;
        (address previous, uint256 until) = _previousOperator(record);
        record.operator = present;
        record.previousOperator = previous;
        record.previousOperatorUntil = uint40(until); // a time of now plus a delay, or zero
        record.nextOperator = takenBack ? address(0) : named;
        record.nextOperatorFrom = takenBack ? 0 : _afterDelay();
        emit OperatorNamed(msg.sender, named, takenBack ? uint40(block.timestamp) : record.nextOperatorFrom);
    }

    function _write(Provider storage record, ProviderDetails calldata details) private {
        Text.check("endpoint", details.endpoint, 1, MAX_ENDPOINT_LENGTH);
        Text.check("metadataUri", details.metadataUri, 0, MAX_METADATA_URI_LENGTH);
        record.encryptionKey = details.encryptionKey;
        record.endpoint = details.endpoint;
        record.metadataUri = details.metadataUri;
    }

    function _providerView(address provider_) private view returns (ProviderView memory view_) {
        Provider storage record = _providers[provider_];
        if (record.registeredAt == 0) return view_;
        view_.provider = provider_;
        view_.operator = _receiptOperator(record);
        view_.releaseOperator = _releaseOperator(record);
        if (record.nextOperatorFrom > block.timestamp) {
            view_.nextOperator = record.nextOperator;
            view_.nextOperatorFrom = record.nextOperatorFrom;
        }
        uint256 until;
        (view_.previousOperator, until) = _previousOperator(record);
        view_.previousOperatorUntil = uint64(until); // a time of now plus a delay, or zero
        view_.encryptionKey = record.encryptionKey;
        view_.endpoint = record.endpoint;
        view_.metadataUri = record.metadataUri;
        view_.registeredAt = record.registeredAt;
        view_.heartbeatAt = record.heartbeatAt;
        // Each model costs its provider a storage slot: 2^32 of them cannot be paid for.
        view_.listingCount = uint32(record.models.length);
    }

    function _listingView(address provider_, bytes32 model) private view returns (ListingView memory view_) {
        Listing storage entry = _listings[provider_][model];
        view_.name = entry.name;
        if (bytes(view_.name).length == 0) return view_;
        view_.model = model;
        view_.kind = entry.kind;
        view_.capacity = entry.capacity;
        (view_.listed, view_.prices) = _offer(entry);
        if (entry.nextFrom > block.timestamp) {
            view_.nextPrices = _nextPrices(entry);
            view_.nextFrom = entry.nextFrom;
        }
    }
}
