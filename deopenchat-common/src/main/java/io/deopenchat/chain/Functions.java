package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.datatypes.Type;
import org.web3j.protocol.core.RemoteFunctionCall;

/**
 * The functions of one deployment, written and read by the generated wrapper. Reads answer as of the newest block, or as of
 * one block.
 */
final class Functions {
    /** Entries that one paged read asks for; keeps an answer far below what public nodes cut off. */
    static final int PAGE_SIZE = 100;

    private final ChainClient chain;
    private final Address contract;
    private final Address currency;
    private final Deopenchat wrapper;
    private final @Nullable Long block;

    private Functions(ChainClient chain, Address contract, Address currency, @Nullable Long block) {
        this.chain = chain;
        this.contract = contract;
        this.currency = currency;
        this.wrapper = WrapperCodec.functions(contract);
        this.block = block;
    }

    /** Asks the contract for its currency. */
    static Functions of(ChainClient chain, Address contract) {
        Address currency = new Functions(chain, contract, Address.ZERO, null).askAddress(Deopenchat::currency);
        return new Functions(chain, contract, currency, null);
    }

    Functions at(long newBlock) {
        return new Functions(chain, contract, currency, newBlock);
    }

    /** The ERC-20 that the deployment settles in, or {@link Address#ZERO} for the chain's native coin. */
    Address currency() {
        return currency;
    }

    /** A function as the wrapper writes it. */
    interface Written extends Function<Deopenchat, RemoteFunctionCall<?>> {}

    /** A page of a list as the wrapper asks for it. */
    interface Page {
        RemoteFunctionCall<?> from(Deopenchat wrapper, BigInteger offset, BigInteger limit);
    }

    ContractCall call(Written function, String description) {
        return call(function, Wei.ZERO, description);
    }

    /** A call that takes money: native coin goes with it, an ERC-20 is pulled. */
    ContractCall paying(Written function, Wei payment, String description) {
        return call(function, currency.equals(Address.ZERO) ? payment : Wei.ZERO, description);
    }

    private ContractCall call(Written function, Wei value, String description) {
        return new ContractCall(contract, function.apply(wrapper).encodeFunctionCall(), value, description);
    }

    /** What a call would answer if it were mined now; 0x-hex. */
    String attempt(Address sender, ContractCall call) {
        return chain.attempt(sender, call.to(), call.data(), call.value());
    }

    <T> T ask(Written function, Class<T> type) {
        RemoteFunctionCall<?> question = function.apply(wrapper);
        return type.cast(WrapperCodec.value(question, answer(question)));
    }

    Address askAddress(Written function) {
        return Abi.address(ask(function, String.class));
    }

    /** Anything beyond 2^63 - 1 becomes 2^63 - 1. */
    long askNumber(Written function) {
        return Abi.number(ask(function, BigInteger.class));
    }

    /** {@link Wei#MAX} for anything beyond it. */
    Wei askWei(Written function) {
        return Abi.weiOrMax(ask(function, BigInteger.class));
    }

    /** The answer of a function that returns several values. */
    List<Type<?>> askSeveral(Written function) {
        RemoteFunctionCall<?> question = function.apply(wrapper);
        return WrapperCodec.all(question, answer(question));
    }

    <V, T> List<T> askList(Written function, Class<V> type, Function<V, T> reader) {
        RemoteFunctionCall<?> question = function.apply(wrapper);
        return WrapperCodec.values(question, answer(question), type).stream()
                .map(reader)
                .toList();
    }

    /** A list that grows between two pages is read up to where it was when its last page was. */
    <V, T> List<T> askPages(Page page, Class<V> type, Function<V, T> reader) {
        List<T> all = new ArrayList<>();
        List<T> latest;
        do {
            BigInteger offset = BigInteger.valueOf(all.size());
            latest = askList(functions -> page.from(functions, offset, BigInteger.valueOf(PAGE_SIZE)), type, reader);
            all.addAll(latest);
        } while (latest.size() == PAGE_SIZE);
        return List.copyOf(all);
    }

    private String answer(RemoteFunctionCall<?> question) {
        String data = question.encodeFunctionCall();
        return block == null ? chain.read(contract, data) : chain.readAt(contract, data, block);
    }
}
