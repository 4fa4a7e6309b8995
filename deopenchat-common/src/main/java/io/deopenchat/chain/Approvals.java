package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Signature;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;

/** What a deployment that settles in an ERC-20 needs before it can pull the sender's tokens. */
public final class Approvals {
    private static final int WORD = 32;

    private final Address contract;
    private final Functions functions;

    Approvals(Address contract, Functions functions) {
        this.contract = contract;
        this.functions = functions;
    }

    /** Allows the contract to pull tokens of the sender; sent to the token. */
    public ContractCall approve(Wei amount) {
        Address token = token();
        return new ContractCall(
                token,
                WrapperCodec.approval(contract, amount),
                Wei.ZERO,
                "approval of " + amount + " base units of token " + token);
    }

    /**
     * The same by the sender's EIP-2612 signature over the token's domain; sent to the contract, so that it can stand in one
     * batch with what spends the tokens.
     */
    public ContractCall permit(Wei amount, Instant deadline, Signature signature) {
        byte[] bytes = signature.toArray();
        return functions.call(
                deployed -> deployed.permit(
                        amount.value(),
                        Abi.seconds(deadline),
                        BigInteger.valueOf(bytes[2 * WORD]),
                        Arrays.copyOf(bytes, WORD),
                        Arrays.copyOfRange(bytes, WORD, 2 * WORD)),
                "permit of " + amount + " base units of token " + token());
    }

    private Address token() {
        if (functions.currency().equals(Address.ZERO)) {
            throw new IllegalStateException("this deployment settles in the native coin: nothing is to be approved");
        }
        return functions.currency();
    }
}
