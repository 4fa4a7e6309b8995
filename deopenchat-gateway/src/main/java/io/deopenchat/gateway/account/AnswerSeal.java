package io.deopenchat.gateway.account;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.storage.Seal;
import io.deopenchat.storage.StorageFailure;

/** Keeps stored answers from whoever has the file but not the wallet. An answer opens only as that of its own round. */
public final class AnswerSeal {
    private static final String PURPOSE = "deopenchat stored answers 1";

    private final Seal seal;

    private AnswerSeal(Seal seal) {
        this.seal = seal;
    }

    public static AnswerSeal of(SecretKey wallet) {
        return new AnswerSeal(Seal.of(wallet, PURPOSE));
    }

    byte[] seal(Address client, long sequence, byte[] answer) {
        return seal.seal(place(client, sequence), answer);
    }

    /** @throws StorageFailure if it was sealed with another wallet's key, for another round, or was changed */
    byte[] open(Address client, long sequence, byte[] sealed) {
        try {
            return seal.open(place(client, sequence), sealed);
        } catch (StorageFailure e) {
            throw new StorageFailure(
                    "the stored answer of round " + sequence + " of " + client
                            + " does not open with the key of this wallet",
                    e);
        }
    }

    private static String place(Address client, long sequence) {
        return client + " " + sequence;
    }
}
