// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../../src/interfaces/IAccounts.sol";
import {ClaimRow, ClaimStatus} from "../../src/interfaces/IClaims.sol";
import {IDeopenchat} from "../../src/interfaces/IDeopenchat.sol";
import {ProviderRecord} from "../../src/interfaces/IEarnings.sol";
import {Prices, ProviderDetails} from "../../src/interfaces/IRegistry.sol";
import {Deploying} from "./Deploying.sol";
import {Vm} from "./Vm.sol";

/// @notice A deployment with one provider that lists one model, and people around it.
abstract contract Fixture is Deploying {
    uint64 internal constant DELAY = 24 hours;
    uint64 internal constant WINDOW = 7 days;
    string internal constant NAME = "meta-llama/Llama-3.1-8B-Instruct";
    bytes32 internal constant MODEL = keccak256("meta-llama/Llama-3.1-8B-Instruct");

    uint256 internal constant OPERATOR_KEY = 0x0b0b;
    uint256 internal constant CLIENT_KEY = 0xc11e;
    uint256 internal constant OTHER_CLIENT_KEY = 0xc12e;

    IDeopenchat internal deopenchat;

    address internal provider = _person("provider");
    address internal otherProvider = _person("other provider");
    address internal owner = _person("owner");
    address internal otherOwner = _person("other owner");
    address internal stranger = _person("stranger");
    address internal treasury = _person("treasury");
    address internal operator = vm.addr(OPERATOR_KEY);
    address internal client = vm.addr(CLIENT_KEY);
    address internal otherClient = vm.addr(OTHER_CLIENT_KEY);

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        deopenchat = _deploy(_currency());
        vm.label(address(deopenchat), "deopenchat");
        _register(provider);
        _register(otherProvider);
    }

    function _deploy(address currency) internal returns (IDeopenchat) {
        return _deploy(currency, DELAY, treasury);
    }

    function _currency() internal virtual returns (address) {
        return address(0);
    }

    function _person(string memory name) internal returns (address person) {
        person = address(uint160(uint256(keccak256(bytes(name)))));
        vm.label(person, name);
        vm.deal(person, 1e30);
    }

    function _details() internal view returns (ProviderDetails memory) {
        return ProviderDetails("https://gateway.example", operator, bytes32(uint256(0x25519)), "ipfs://about");
    }

    /// @dev 3,000 base units per 1,000,000 tokens: a thousand tokens cost 3.
    function _prices() internal pure returns (Prices memory) {
        return Prices({requestPrice: 7, inputPrice: 2000, outputPrice: 3000});
    }

    function _register(address provider_) internal {
        vm.startPrank(provider_);
        deopenchat.registerProvider(_details());
        deopenchat.listModel(NAME, 0, 8, _prices());
        vm.stopPrank();
    }

    function _publicKey(uint256 key) internal returns (bytes memory) {
        Vm.Wallet memory wallet = vm.createWallet(key);
        return abi.encodePacked(wallet.publicKeyX, wallet.publicKeyY);
    }

    /// @dev Deposits `amount`, which must be a multiple of 3.
    function _fetch(address owner_, address provider_, uint256 clientKey, uint96 amount) internal {
        bytes memory publicKey = _publicKey(clientKey);
        vm.prank(owner_);
        deopenchat.fetchTokens{value: amount}(provider_, MODEL, uint64(amount / 3), publicKey, "");
    }

    function _fetchWithBind(address owner_, address provider_, uint256 clientKey, uint96 amount) internal {
        bytes memory publicKey = _publicKey(clientKey);
        bytes memory bind = _bind(clientKey, address(deopenchat), provider_, owner_);
        vm.prank(owner_);
        deopenchat.fetchTokens{value: amount}(provider_, MODEL, uint64(amount / 3), publicKey, bind);
    }

    /// @dev A fresh deployment whose account was paid `claimed` and holds `escrow`.
    function _reach(uint96 claimed, uint96 escrow) internal {
        deopenchat = _deploy(address(0));
        _register(provider);
        vm.deal(owner, 2 ** 100);
        _fetch(owner, provider, CLIENT_KEY, 3);
        if (claimed > 3) _deposit(claimed - 3);
        if (claimed > 0) _claim(_confirmation(CLIENT_KEY, provider, claimed));
        uint96 left = _account().escrow;
        if (escrow > left) _deposit(escrow - left);
        else if (escrow < left) _withdraw(left - escrow);
        _assertMoney(escrow, claimed);
    }

    function _deposit(uint96 amount) internal {
        vm.prank(owner);
        deopenchat.depositFor{value: amount}(provider, client, owner, amount);
    }

    function _withdraw(uint96 amount) internal {
        vm.startPrank(owner);
        deopenchat.requestWithdrawal(provider, client, amount, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.stopPrank();
    }

    function _confirmation(uint256 clientKey, address provider_, uint96 cumulativeCost)
        internal
        view
        returns (ClaimRow memory)
    {
        return _row(clientKey, address(deopenchat), provider_, cumulativeCost, 1, 100, keccak256("transcript"));
    }

    function _claim(ClaimRow memory row) internal returns (ClaimStatus) {
        return deopenchat.claim(provider, _rows(row))[0];
    }

    function _rows(ClaimRow memory row) internal pure returns (ClaimRow[] memory rows) {
        rows = new ClaimRow[](1);
        rows[0] = row;
    }

    function _account() internal view returns (AccountView memory) {
        return deopenchat.account(provider, client);
    }

    function _recordOf(address provider_) internal view returns (ProviderRecord memory) {
        address[] memory providers = new address[](1);
        providers[0] = provider_;
        return deopenchat.providerRecords(providers)[0];
    }

    function _assertStatus(ClaimStatus actual, ClaimStatus expected) internal pure {
        vm.assertEq(uint256(actual), uint256(expected), "status");
    }

    function _assertMoney(uint256 escrow, uint256 claimed) internal view {
        vm.assertEq(_account().escrow, escrow, "escrow");
        vm.assertEq(_account().claimed, claimed, "claimed");
    }
}
