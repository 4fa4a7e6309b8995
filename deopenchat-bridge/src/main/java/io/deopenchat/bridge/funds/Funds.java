package io.deopenchat.bridge.funds;

import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All the money of a client key and of the wallets behind it, as of one block. */
public record Funds(Address client, List<AccountFunds> accounts, List<OwnerFunds> owners) {

    public Funds {
        accounts = List.copyOf(accounts);
        owners = List.copyOf(owners);
    }

    /**
     * Reads chain and journals.
     *
     * @param contract as of one block, or lines may not fit together
     * @param alsoOwner a wallet that owns no account yet; empty for none
     */
    public static Funds read(
            DeopenchatContract contract, Address client, Stream<Address> alsoOwner, Path stateDirectory) {
        List<AccountFunds> accounts = contract.registry().providers().stream()
                .map(RegisteredProvider::provider)
                .flatMap(provider -> contract.escrow().account(provider, client).stream()
                        .map(account -> AccountFunds.of(
                                provider,
                                account,
                                Owed.read(stateDirectory, AccountId.of(contract.domain(), provider, client)))))
                .toList();
        Stream<Address> owners = accounts.stream().map(funds -> funds.account().owner());
        return new Funds(
                client,
                accounts,
                Stream.concat(owners, alsoOwner)
                        .distinct()
                        .map(owner -> owner(contract, owner))
                        .toList());
    }

    private static OwnerFunds owner(DeopenchatContract contract, Address owner) {
        return new OwnerFunds(
                owner, contract.prefunds().prefundOf(owner), contract.credits().credit(owner));
    }

    /** The sum of one part over all accounts. */
    public Wei total(Function<AccountFunds, Wei> part) {
        return accounts.stream().map(part).reduce(Wei.ZERO, Wei::plusOrMax);
    }
}
