package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.util.HexFormat;
import java.util.Map;
import org.web3j.protocol.core.methods.response.EthChainId;
import org.web3j.protocol.core.methods.response.EthGetCode;
import org.web3j.utils.Numeric;

/**
 * What every node must say before anything else that it says counts.
 *
 * @param code keccak-256 of the whole code at each address ({@code EXTCODEHASH})
 */
record Pin(long chainId, Map<Address, Bytes32> code) {
    Pin {
        code = Map.copyOf(code);
    }

    /** @throws ForeignNode if the node says something else */
    void require(Rpc node) {
        requireChain(node);
        code.forEach((address, hash) -> requireCode(node, address, hash));
    }

    private void requireChain(Rpc node) {
        String hex = node.require("eth_chainId", EthChainId.class);
        long actual =
                node.understand("eth_chainId", () -> Numeric.decodeQuantity(hex).longValueExact());
        if (actual != chainId) {
            throw new ForeignNode("the node at %s is on chain %d, expected chain %d; check --chain-endpoint"
                    .formatted(node.endpointName(), actual, chainId));
        }
    }

    private void requireCode(Rpc node, Address address, Bytes32 hash) {
        String hex = node.require("eth_getCode", EthGetCode.class, address.toString(), "latest");
        Bytes32 actual = node.understand(
                "eth_getCode", () -> Hash.keccak256(HexFormat.of().parseHex(hex.substring(2))));
        if (!actual.equals(hash)) {
            throw new ForeignNode("the node at %s has code of hash %s at %s, expected %s; check --chain-endpoint"
                    .formatted(node.endpointName(), actual, address, hash));
        }
    }
}
