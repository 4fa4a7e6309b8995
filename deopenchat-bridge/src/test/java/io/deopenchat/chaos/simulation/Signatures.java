package io.deopenchat.chaos.simulation;

import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Bytes32;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whose confirmation it is, as the contract finds out: by its signature. What was asked once is remembered. */
final class Signatures {
    private final World world;
    private final Map<SignedConfirmation, Optional<Pair>> known = new HashMap<>();

    Signatures(World world) {
        this.world = world;
    }

    Optional<Pair> signer(SignedConfirmation row) {
        return known.computeIfAbsent(row, this::find);
    }

    private Optional<Pair> find(SignedConfirmation row) {
        Bytes32 digest = world.domain.digest(row.confirmation());
        for (int provider = 0; provider < world.wallets.size(); provider++) {
            for (int client = 0; client < world.clients.size(); client++) {
                if (row.confirmation().provider().equals(world.provider(provider))
                        && world.verifier.isSignedBy(world.client(client), digest, row.signature())) {
                    return Optional.of(new Pair(provider, client));
                }
            }
        }
        return Optional.empty();
    }
}
