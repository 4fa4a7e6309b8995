package io.deopenchat.bridge.provider;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Fee;
import io.deopenchat.chain.LifeSign;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.signing.Address;
import java.util.List;
import java.util.Optional;

/** What the chain says of providers. Calls may take as long as a node takes. */
public interface ProviderDirectory {

    /** Empty if the wallet never registered. */
    Optional<RegisteredProvider> provider(Address provider);

    /** Empty if nobody ever funded the client with the provider. */
    Optional<AccountState> account(Address provider, Address client);

    /** What became known of it through money; all zero for a wallet that never registered. */
    ProviderRecord providerRecord(Address provider);

    /** All listings, unlisted ones included. */
    List<Listing> listings(Address provider);

    /** The last heartbeat, or claim of its own if that is old; may look through two days of events. */
    LifeSign lifeSign(RegisteredProvider provider);

    /** What the contract takes of what providers earn. */
    Fee fee();
}
