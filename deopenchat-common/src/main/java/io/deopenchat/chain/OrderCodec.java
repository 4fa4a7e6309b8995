package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.time.Duration;

/** Terms of an order, between the types of the generated wrapper and ours. */
final class OrderCodec {
    private static final int WORD = 2 * Bytes32.LENGTH;

    /** The list is the last of the struct's 15 words: model, stake, three prices, three times, six criteria before it. */
    private static final int LIST_WORD = 14;

    private OrderCodec() {}

    /**
     * A decoder makes room for as many elements as a list claims to have.
     *
     * @param data of the event, in hexadecimal; its first word is where the terms begin
     * @return whether there is a word for each
     */
    static boolean holdsItsList(String data) {
        String words = data.substring(2);
        try {
            int terms = position(words, 0);
            int list = Math.addExact(terms, position(words, terms + LIST_WORD * WORD));
            return position(words, list) / 2L * WORD <= words.length() - list - WORD;
        } catch (ArithmeticException | IndexOutOfBoundsException outside) {
            return false;
        }
    }

    /** A number of bytes as one of digits. */
    private static int position(String words, int at) {
        return Math.multiplyExact(2, new BigInteger(words.substring(at, at + WORD), 16).intValueExact());
    }

    static Deopenchat.OrderTerms write(OrderTerms terms) {
        return new Deopenchat.OrderTerms(
                terms.model().toArray(),
                terms.stake().value(),
                Abi.prices(terms.maxPrices()),
                Abi.seconds(terms.lockUntil()),
                Abi.seconds(terms.timeToServe()),
                Abi.seconds(terms.maxSilence()),
                write(terms.criteria()),
                terms.providers().stream().map(Address::toString).toList());
    }

    static OrderTerms read(Deopenchat.OrderTerms terms) {
        return new OrderTerms(
                Abi.bytes32(terms.model),
                Abi.wei(terms.stake),
                Abi.prices(terms.maxPrices),
                Abi.time(terms.lockUntil),
                duration(terms.serveSeconds),
                duration(terms.silenceSeconds),
                read(terms.criteria),
                terms.providers.stream().map(Abi::address).toList());
    }

    private static Deopenchat.Criteria write(Criteria criteria) {
        return new Deopenchat.Criteria(
                criteria.minMoney().value(),
                Abi.uint(criteria.minRounds()),
                Abi.uint(criteria.minClients()),
                BigInteger.valueOf(criteria.minFinishedShare()),
                BigInteger.valueOf(criteria.minPreferredShare()),
                BigInteger.valueOf(criteria.maxFlaggedShare()));
    }

    private static Criteria read(Deopenchat.Criteria criteria) {
        return new Criteria(
                Abi.wei(criteria.minMoney),
                Abi.number(criteria.minRounds),
                Abi.number(criteria.minClients),
                Abi.count(criteria.minFinishedShare),
                Abi.count(criteria.minPreferredShare),
                Abi.count(criteria.maxFlaggedShare));
    }

    private static Duration duration(BigInteger seconds) {
        return Duration.ofSeconds(Abi.number(seconds));
    }
}
