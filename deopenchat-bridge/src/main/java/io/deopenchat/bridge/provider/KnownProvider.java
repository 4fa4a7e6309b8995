package io.deopenchat.bridge.provider;

import io.deopenchat.signing.Address;
import java.time.Instant;
import java.util.List;

/**
 * A provider as the chain has it at a time.
 *
 * @param operators keys whose receipts are valid: the one that signs now, then one that was replaced lately
 * @param gateway where its gateway is
 */
public record KnownProvider(Address address, List<Address> operators, GatewayAddress gateway, Instant registeredAt) {

    public KnownProvider {
        operators = List.copyOf(operators);
    }

    /** Signs its receipts now. */
    public Address operator() {
        return operators.getFirst();
    }
}
