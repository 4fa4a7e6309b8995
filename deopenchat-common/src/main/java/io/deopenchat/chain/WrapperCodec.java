package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Array;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.StructType;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.StaticGasProvider;

/**
 * The generated wrapper as a codec: it writes arguments and reads results. Talking to the node is left to
 * {@link ChainClient}, because the wrapper loses the data of reverts and cannot read at a block.
 */
final class WrapperCodec {
    private WrapperCodec() {}

    static Deopenchat functions(Address contract) {
        return Deopenchat.load(
                contract.toString(),
                null,
                new ReadonlyTransactionManager(null, Address.ZERO.toString()),
                new StaticGasProvider(BigInteger.ZERO, BigInteger.ZERO));
    }

    /** A struct as the wrapper's class, anything else as its native value. */
    static Object value(RemoteFunctionCall<?> function, String answer) {
        Type<?> value = single(function, answer);
        return value instanceof StructType ? value : value.getValue();
    }

    static <T> List<T> values(RemoteFunctionCall<?> function, String answer, Class<T> type) {
        return ((Array<?>) single(function, answer))
                .getValue().stream().map(type::cast).toList();
    }

    static String approval(Address spender, Wei amount) {
        return FunctionEncoder.encode(new Function(
                "approve",
                List.of(new org.web3j.abi.datatypes.Address(spender.toString()), new Uint256(amount.value())),
                List.of()));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the wrapper's list is of raw types
    static List<Type<?>> all(RemoteFunctionCall<?> function, String answer) {
        List<Type> values = function.decodeFunctionResponse(answer);
        if (values.isEmpty()) {
            throw new WrongDeployment(
                    "the address did not answer like a Deopenchat contract; check the contract address");
        }
        return (List) values;
    }

    private static Type<?> single(RemoteFunctionCall<?> function, String answer) {
        return all(function, answer).getFirst();
    }
}
