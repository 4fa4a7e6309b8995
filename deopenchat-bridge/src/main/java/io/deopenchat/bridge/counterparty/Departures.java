package io.deopenchat.bridge.counterparty;

import io.deopenchat.chain.AccountState;
import io.deopenchat.signing.Address;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whose escrow the owner took back, or asked back, since the first look: to fill such an account again would undo what the
 * owner wants. Not thread-safe.
 */
final class Departures {
    private final Map<Address, Long> firstNonces = new HashMap<>();
    private final Set<Address> left = new HashSet<>();

    /** Once true, always true. A release that nobody saw being asked for is seen by its nonce. */
    boolean hasLeft(Address provider, AccountState account, Instant now) {
        long firstNonce = firstNonces.computeIfAbsent(provider, unseen -> account.releaseNonce());
        if (account.isClosing(now) || account.releaseNonce() != firstNonce) {
            left.add(provider);
        }
        return left.contains(provider);
    }
}
