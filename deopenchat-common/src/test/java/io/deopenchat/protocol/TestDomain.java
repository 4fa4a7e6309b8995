package io.deopenchat.protocol;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.TestKey;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The domain of the vectors: a development chain, and the contract that {@link TestKey#PROVIDER} deploys there with its
 * first transaction, so that a contract test can really stand at this address.
 */
public final class TestDomain {
    public static final long CHAIN_ID = 31_337;
    public static final Address CONTRACT = firstContractOf(TestKey.PROVIDER.address());
    public static final Domain DOMAIN = new Domain(CHAIN_ID, CONTRACT);

    private static final byte RLP_LIST_OF_22_BYTES = (byte) 0xd6;
    private static final byte RLP_STRING_OF_20_BYTES = (byte) 0x94;
    private static final byte RLP_ZERO = (byte) 0x80;

    private TestDomain() {}

    /** The last 20 bytes of {@code keccak256(rlp([deployer, nonce 0]))}. */
    private static Address firstContractOf(Address deployer) {
        byte[] rlp = ByteBuffer.allocate(23)
                .put(RLP_LIST_OF_22_BYTES)
                .put(RLP_STRING_OF_20_BYTES)
                .put(deployer.toArray())
                .put(RLP_ZERO)
                .array();
        return Address.of(Arrays.copyOfRange(Hash.keccak256(rlp).toArray(), 12, Bytes32.LENGTH));
    }
}
