package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Hash;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.DefaultFunctionEncoder;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.protocol.core.methods.response.Log;

class OrderCodecTest {
    private static final EventOrigin ORIGIN = new EventOrigin(7, 0, Hash.keccak256("transaction"));

    /** The most nested value of all: a dynamic struct with two static ones and a list in it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void termsInAnEventAreReadAsTheyWereWritten(int providers) {
        OrderTerms terms = new OrderTerms(
                Hash.keccak256("model"),
                Wei.MAX,
                new Prices(Wei.of(1), new TokenPrice(Wei.of(2)), new TokenPrice(Wei.of(3))),
                Instant.parse("2026-01-02T03:04:05Z"),
                Duration.ofHours(2),
                Duration.ofMinutes(3),
                new Criteria(Wei.of(4), 5, 6, 7, 8, 9),
                List.of(Anvil.address(1), Anvil.address(2), Anvil.address(3)).subList(0, providers));
        Bytes memo = Bytes.of(new byte[] {1, 2, 3});

        OrderEvent.OrderPosted posted =
                (OrderEvent.OrderPosted) EventDecoder.decode(log(terms, memo)).orElseThrow();

        assertThat(posted)
                .isEqualTo(new OrderEvent.OrderPosted(ORIGIN, 42, Anvil.address(4), Anvil.address(5), terms, memo));
    }

    private static Log log(OrderTerms terms, Bytes memo) {
        String data = new DefaultFunctionEncoder()
                .encodeParameters(List.of(OrderCodec.write(terms), new DynamicBytes(memo.toArray())));
        Log log = new Log();
        log.setBlockNumber("0x7");
        log.setLogIndex("0x0");
        log.setTransactionHash(ORIGIN.transaction().toString());
        log.setData("0x" + data);
        log.setTopics(List.of(
                EventEncoder.encode(Deopenchat.ORDERPOSTED_EVENT),
                "0x" + "%064x".formatted(BigInteger.valueOf(42)),
                EventDecoder.topic(Anvil.address(4)),
                EventDecoder.topic(Anvil.address(5))));
        return log;
    }
}
