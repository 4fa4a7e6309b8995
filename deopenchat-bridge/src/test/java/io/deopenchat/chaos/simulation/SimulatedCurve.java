package io.deopenchat.chaos.simulation;

import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signature;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stands for secp256k1 where nobody forges anything: a signature names its key and its digest, and is made and checked in no
 * time. Two millions of rounds with real ones would take most of an hour.
 */
final class SimulatedCurve implements Secp256k1 {
    private static final int HALF = 16;

    private final List<PublicKey> keys = new ArrayList<>();

    /** Made once, because others are told apart by it. */
    SecretKey secret(int number) {
        return SecretKey.parse(String.format("%064x", number + 1));
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public PublicKey publicKey(SecretKey key) {
        int number = number(key);
        while (keys.size() <= number) {
            byte[] bytes = new byte[PublicKey.LENGTH];
            ByteBuffer.wrap(bytes).putInt(keys.size() + 1);
            keys.add(PublicKey.of(bytes));
        }
        return keys.get(number);
    }

    private static int number(SecretKey key) {
        return ByteBuffer.wrap(key.exposed()).getInt(SecretKey.LENGTH - Integer.BYTES) - 1;
    }

    /** {@code r} is half of the digest, {@code s} the other half without its sign and the key's number. */
    @Override
    public Signature sign(Bytes32 digest, SecretKey key) {
        return signature(digest, number(key));
    }

    private static Signature signature(Bytes32 digest, int number) {
        byte[] digested = digest.toArray();
        ByteBuffer bytes = ByteBuffer.allocate(Signature.LENGTH);
        bytes.putInt(1).putInt(number).put(digested, 0, HALF).putLong(0);
        bytes.putInt(1).putInt(number).put(digested, HALF, HALF).putLong(0);
        bytes.put((byte) 27);
        return Signature.of(bytes.array());
    }

    @Override
    public Optional<PublicKey> recover(Bytes32 digest, Signature signature) {
        int number = ByteBuffer.wrap(signature.toArray()).getInt(Integer.BYTES);
        return number >= 0 && number < keys.size() && signature(digest, number).equals(signature)
                ? Optional.of(keys.get(number))
                : Optional.empty();
    }
}
