package io.deopenchat.protocol;

import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;

/** The id of a model: keccak-256 of its name as listed on chain. */
public final class ModelId {
    private ModelId() {}

    public static Bytes32 of(String name) {
        return Hash.keccak256(name);
    }
}
