package io.deopenchat.protocol;

import static io.deopenchat.fuzz.Property.equal;

import io.deopenchat.fuzz.Input;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.math.BigInteger;
import org.web3j.abi.TypeEncoder;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.utils.Numeric;

/** What is signed is the hash of the words that an ABI encoder of somebody else makes of the same values (EIP-712). */
final class MessageDigestFuzz {
    private MessageDigestFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        Address address = Address.of(input.bytes(Address.LENGTH));
        Bytes32 word = Bytes32.of(input.bytes(Bytes32.LENGTH));
        long number = Math.max(1, input.count());
        long other = input.count();
        Wei wei = wei(input);
        Wei more = wei(input);
        Prices prices = new Prices(wei, new TokenPrice(more), new TokenPrice(wei(input)));
        request(address, word, number, other, prices, more);
        confirmation(address, word, number, other, wei);
        receipt(address, word, number, other, wei);
    }

    private static void request(Address address, Bytes32 word, long number, long other, Prices prices, Wei wei) {
        InferenceRequest request =
                new InferenceRequest(address, number, word, word, prices, wei, prices.request(), other);
        String words = of(address)
                + of(number)
                + of(word)
                + of(word)
                + of(prices.request())
                + of(prices.input().perMillion())
                + of(prices.output().perMillion())
                + of(wei)
                + of(prices.request())
                + of(other);
        hashes(InferenceRequest.TYPE.typeHash(), words, request.structHash());
    }

    private static void confirmation(Address address, Bytes32 word, long number, long other, Wei wei) {
        Confirmation confirmation = new Confirmation(address, wei, number, other, word);
        hashes(
                Confirmation.TYPE.typeHash(),
                of(address) + of(wei) + of(number) + of(other) + of(word),
                confirmation.structHash());
    }

    private static void receipt(Address address, Bytes32 word, long number, long other, Wei wei) {
        Receipt receipt =
                new Receipt(address, number, word, word, new Usage(number, other), wei, RoundStatus.of(number % 3));
        String words =
                of(address) + of(number) + of(word) + of(word) + of(number) + of(other) + of(wei) + of(number % 3);
        hashes(Receipt.TYPE.typeHash(), words, receipt.structHash());
    }

    private static void hashes(Bytes32 typeHash, String words, Bytes32 actual) {
        equal(Hash.keccak256(Numeric.hexStringToByteArray(of(typeHash) + words)), actual, "the hash of a message");
    }

    private static String of(Address address) {
        return encoded(new org.web3j.abi.datatypes.Address(address.toString()));
    }

    private static String of(Bytes32 word) {
        return encoded(new org.web3j.abi.datatypes.generated.Bytes32(word.toArray()));
    }

    private static String of(long number) {
        return encoded(new Uint256(BigInteger.valueOf(number)));
    }

    private static String of(Wei wei) {
        return encoded(new Uint256(wei.value()));
    }

    private static String encoded(Type<?> value) {
        return TypeEncoder.encode(value);
    }

    private static Wei wei(Input input) {
        return new Wei(new BigInteger(1, input.bytes(Wei.BITS / Byte.SIZE)));
    }
}
