package io.deopenchat.bridge.market;

import io.deopenchat.chain.Bytes;
import io.deopenchat.protocol.Utf8;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hex;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.storage.Seal;
import io.deopenchat.storage.StorageFailure;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The memo of an order: the client's secret key and the model's name, sealed to the wallet that owns the order. Whoever has that
 * wallet finds its orders on the chain and has their keys again. See "Memo of an order" in docs/protocol.md.
 */
public final class OrderMemo {
    static final String PURPOSE = "deopenchat order memo";

    /** Of a model's name in UTF-8; a longer one is left out, the terms have its hash. */
    static final int MAX_MODEL_BYTES = 256;

    private final Seal seal;
    private final Domain domain;

    private OrderMemo(Seal seal, Domain domain) {
        this.seal = seal;
        this.domain = domain;
    }

    /** Of the orders of this wallet. */
    public static OrderMemo of(SecretKey owner, Domain domain) {
        return new OrderMemo(Seal.of(owner, PURPOSE), domain);
    }

    /** What a memo holds; the model is empty if its name was too long. */
    public record Content(SecretKey client, String model) {}

    Bytes seal(Address client, Content content) {
        byte[] model = content.model().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream clear = new ByteArrayOutputStream();
        clear.writeBytes(content.client().exposed());
        clear.writeBytes(model.length <= MAX_MODEL_BYTES ? model : new byte[0]);
        return Bytes.of(seal.seal(place(client), clear.toByteArray()));
    }

    /** Empty if it is none of this wallet, of this client and this contract: anybody may post what he likes. */
    public Optional<Content> open(Address client, Bytes memo) {
        byte[] clear;
        try {
            clear = seal.open(place(client), memo.toArray());
        } catch (StorageFailure foreign) {
            return Optional.empty();
        }
        return read(clear).filter(content -> addressOf(content.client()).equals(client));
    }

    private static Optional<Content> read(byte[] clear) {
        if (clear.length < SecretKey.LENGTH || clear.length > SecretKey.LENGTH + MAX_MODEL_BYTES) {
            return Optional.empty();
        }
        byte[] model = Arrays.copyOfRange(clear, SecretKey.LENGTH, clear.length);
        if (!Utf8.isWellFormed(model)) {
            return Optional.empty();
        }
        try {
            SecretKey key = SecretKey.parse(Hex.of(Arrays.copyOf(clear, SecretKey.LENGTH)));
            return Optional.of(new Content(key, new String(model, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException noKey) {
            return Optional.empty();
        }
    }

    static Address addressOf(SecretKey key) {
        return Secp256k1.fastest().publicKey(key).address();
    }

    private String place(Address client) {
        return domain.chainId() + "/" + domain.contract() + "/" + client;
    }
}
