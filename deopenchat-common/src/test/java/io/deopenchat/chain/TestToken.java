package io.deopenchat.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Uint256;

/** The plain ERC-20 of contracts/test/mocks. */
record TestToken(Address address) {

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
