package io.deopenchat.protocol;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.TypedMessage;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/**
 * Messages of every type out of one source of values: {@link #smallest} and {@link #largest} give the ends of every range,
 * {@link #seeded} the same arbitrary messages in every run.
 */
final class SampleMessages {
    private static final List<String> ACTIONS = List.of(
            "GET /deopenchat/v1/account",
            "DELETE /deopenchat/v1/rounds/18",
            "POST /deopenchat/v1/release",
            "GET /ünïcödé/模型/🜁",
            "quote \" backslash \\ tab \t line \n");

    private final Source source;

    private SampleMessages(Source source) {
        this.source = source;
    }

    static SampleMessages smallest() {
        return new SampleMessages(new Ends(false));
    }

    static SampleMessages largest() {
        return new SampleMessages(new Ends(true));
    }

    static SampleMessages seeded(long seed) {
        return new SampleMessages(new Seeded(new Random(seed)));
    }

    /** One message of each of the ten types, in the order of the protocol page. */
    List<TypedMessage> ofEveryType() {
        return List.of(
                inferenceRequest(),
                confirmation(),
                access(),
                new Bind(address(), address()),
                new TopUp(address(), address(), wei(), number()),
                new Contest(address(), bytes32(), wei()),
                new Flag(address(), wei()),
                new Comparison(address(), address(), wei()),
                receipt(),
                new Release(address(), address(), wei(), number(), number()));
    }

    InferenceRequest inferenceRequest() {
        Prices prices = new Prices(wei(), new TokenPrice(wei()), new TokenPrice(wei()));
        return new InferenceRequest(address(), sequence(), bytes32(), bytes32(), prices, wei(), wei(), number());
    }

    Confirmation confirmation() {
        return new Confirmation(address(), wei(), number(), number(), bytes32());
    }

    Access access() {
        return new Access(address(), source.action(), number());
    }

    Receipt receipt() {
        RoundStatus status = RoundStatus.of(Math.min(2, source.bits(2).intValueExact()));
        return new Receipt(address(), sequence(), bytes32(), bytes32(), new Usage(number(), number()), wei(), status);
    }

    Address address() {
        return Address.of(bytes(Address.LENGTH));
    }

    Bytes32 bytes32() {
        return Bytes32.of(bytes(Bytes32.LENGTH));
    }

    Wei wei() {
        return new Wei(source.amount(Wei.BITS));
    }

    /** 0 to 2^63 - 1. */
    long number() {
        return source.amount(63).longValueExact();
    }

    private long sequence() {
        return Math.max(1, number());
    }

    private byte[] bytes(int length) {
        byte[] magnitude = source.bits(8 * length).toByteArray();
        byte[] bytes = new byte[length];
        int taken = Math.min(length, magnitude.length);
        System.arraycopy(magnitude, magnitude.length - taken, bytes, length - taken, taken);
        return bytes;
    }

    private interface Source {
        /** A number below {@code 2^bits}. */
        BigInteger bits(int bits);

        /** The same, where small numbers are as likely as large ones. */
        BigInteger amount(int bits);

        String action();
    }

    private record Ends(boolean largest) implements Source {
        @Override
        public BigInteger bits(int bits) {
            return largest ? BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE) : BigInteger.ZERO;
        }

        @Override
        public BigInteger amount(int bits) {
            return bits(bits);
        }

        @Override
        public String action() {
            return largest ? "GET /" + "a".repeat(200) : "";
        }
    }

    private record Seeded(Random random) implements Source {
        @Override
        public BigInteger bits(int bits) {
            return new BigInteger(bits, random);
        }

        @Override
        public BigInteger amount(int bits) {
            return bits(random.nextInt(bits + 1));
        }

        @Override
        public String action() {
            return ACTIONS.get(random.nextInt(ACTIONS.size()));
        }
    }
}
