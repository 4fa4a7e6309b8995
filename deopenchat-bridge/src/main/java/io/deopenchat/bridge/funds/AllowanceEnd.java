package io.deopenchat.bridge.funds;

import io.deopenchat.chain.Allowance;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Prefunds;
import io.deopenchat.chain.ProviderAllowance;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Takes back what a client key may still move of an owner's prefunded balance. The limits per provider are what is set to
 * zero: that needs the address of the key only, and holds until the owner names a limit again.
 *
 * @param perDay base units in a day, as it was allowed
 * @param until when that would have ended
 * @param left base units that could still have been moved, by provider
 */
public record AllowanceEnd(Wei perDay, Instant until, SequencedMap<Address, Wei> left) {

    /** Empty if the key can move nothing. */
    public static Optional<AllowanceEnd> find(DeopenchatContract contract, Address owner, Address client, Instant now) {
        Prefunds prefunds = contract.prefunds();
        Allowance allowance = prefunds.allowance(owner, client);
        if (allowance.perDay().isZero() || !now.isBefore(allowance.expiresAt())) {
            return Optional.empty();
        }
        SequencedMap<Address, Wei> left = new LinkedHashMap<>();
        for (RegisteredProvider registered : contract.registry().providers()) {
            ProviderAllowance limit = prefunds.providerAllowance(owner, client, registered.provider());
            if (!limit.limit().isZero()) {
                left.put(registered.provider(), limit.limit().minusOrZero(limit.moved()));
            }
        }
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new AllowanceEnd(allowance.perDay(), allowance.expiresAt(), left));
    }

    public Bytes32 send(DeopenchatContract contract, TransactionSender owner, Address client) {
        SequencedMap<Address, Wei> nothing = new LinkedHashMap<>();
        left.keySet().forEach(provider -> nothing.put(provider, Wei.ZERO));
        return owner.send(contract.prefunds().allowProviders(client, nothing)).hash();
    }
}
