package io.deopenchat.signing;

/**
 * The EIP-712 domain of one deployment: {@code {name: "Deopenchat", version: "1", chainId, verifyingContract}}. Whatever is
 * signed in it is worth nothing on another chain or for another contract.
 */
public final class Domain {
    public static final String NAME = "Deopenchat";
    public static final String VERSION = "1";

    static final MessageType TYPE =
            new MessageType("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    private final long chainId;
    private final Address contract;
    private final Bytes32 separator;

    public Domain(long chainId, Address contract) {
        this.chainId = chainId;
        this.contract = contract;
        this.separator =
                TYPE.struct().put(NAME).put(VERSION).put(chainId).put(contract).hash();
    }

    public long chainId() {
        return chainId;
    }

    public Address contract() {
        return contract;
    }

    public Bytes32 separator() {
        return separator;
    }

    /** What is signed: {@code keccak256(0x19 0x01 || separator || structHash)}. */
    public Bytes32 digest(TypedMessage message) {
        byte[] bytes = new byte[2 + 2 * Bytes32.LENGTH];
        bytes[0] = 0x19;
        bytes[1] = 0x01;
        separator.copyTo(bytes, 2);
        message.structHash().copyTo(bytes, 2 + Bytes32.LENGTH);
        return Hash.keccak256(bytes);
    }
}
