package io.deopenchat.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.MessageType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Uint256;

/** The ERC-20 with permits (EIP-2612) of contracts/test/mocks. */
record TestToken(Address address) {
    private static final MessageType DOMAIN =
            new MessageType("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    private static final MessageType PERMIT =
            new MessageType("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    static TestToken deploy(TransactionSender sender) {
        try {
            String code = new ObjectMapper()
                    .readTree(build().toFile())
                    .path("bytecode")
                    .textValue();
            return new TestToken(
                    sender.create(code, "deployment of a token").created().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException("the token's build cannot be read", e);
        }
    }

    ContractCall mint(Address holder, Wei amount) {
        return new ContractCall(
                address,
                FunctionEncoder.encode(new Function(
                        "mint",
                        List.of(new org.web3j.abi.datatypes.Address(holder.toString()), new Uint256(amount.value())),
                        List.of())),
                Wei.ZERO,
                "minting");
    }

    /** What an owner signs to let {@code contract} pull tokens; for its first permit. */
    Bytes32 permitDigest(Domain contract, Address owner, Wei amount, Instant deadline) {
        Bytes32 separator = DOMAIN.struct()
                .put("Test token")
                .put("1")
                .put(contract.chainId())
                .put(address)
                .hash();
        Bytes32 message = PERMIT.struct()
                .put(owner)
                .put(contract.contract())
                .put(amount.value())
                .put(0)
                .put(deadline.getEpochSecond())
                .hash();
        return Hash.keccak256(ByteBuffer.allocate(2 + 2 * Bytes32.LENGTH)
                .put((byte) 0x19)
                .put((byte) 0x01)
                .put(separator.toArray())
                .put(message.toArray())
                .array());
    }

    Wei balance(ChainClient chain, Address holder) {
        String answer = chain.read(
                address,
                FunctionEncoder.encode(new Function(
                        "balanceOf", List.of(new org.web3j.abi.datatypes.Address(holder.toString())), List.of())));
        return new Wei(new BigInteger(answer.substring(2), 16));
    }

    private static Path build() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("contracts/abi/TestToken.json");
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("contracts/abi/TestToken.json is missing");
    }
}
