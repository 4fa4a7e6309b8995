package io.deopenchat.bridge.funds;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;

/**
 * What the contract holds for a wallet beside its accounts, in base units.
 *
 * @param prefunded client keys that it allows may move it into accounts
 * @param credit waits to be collected
 */
public record OwnerFunds(Address owner, Wei prefunded, Wei credit) {}
