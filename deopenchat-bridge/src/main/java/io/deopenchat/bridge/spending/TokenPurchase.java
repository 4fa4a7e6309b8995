package io.deopenchat.bridge.spending;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Buys tokens: moves money of a wallet into the escrow of a client key with a provider. */
public final class TokenPurchase {
    private final DeopenchatContract contract;
    private final TransactionSender wallet;

    public TokenPurchase(DeopenchatContract contract, TransactionSender wallet) {
        this.contract = contract;
        this.wallet = wallet;
    }

    /**
     * What was bought.
     *
     * @param escrow of the account afterwards
     */
    public record Bought(Listing listing, Wei cost, MinedTransaction transaction, Wei escrow) {}

    /**
     * @param model its name; null if the provider lists exactly one
     * @throws IllegalArgumentException if the model is not listed, or none was named and there are several
     */
    public Bought buy(Address provider, @Nullable String model, long ktokens, PublicKey client) {
        Listing listing = listing(provider, model);
        Wei cost = listing.costOfThousands(ktokens);
        if (!contract.settlesInNativeCoin()) {
            wallet.send(contract.approvals().approve(cost));
        }
        MinedTransaction transaction =
                wallet.send(contract.escrow().fetchTokens(provider, listing.model(), ktokens, client, payment(cost)));
        Wei escrow = contract.escrow()
                .account(provider, client.address())
                .map(AccountState::escrow)
                .orElse(Wei.ZERO);
        return new Bought(listing, cost, transaction, escrow);
    }

    private Wei payment(Wei cost) {
        return contract.settlesInNativeCoin() ? cost : Wei.ZERO;
    }

    private Listing listing(Address provider, @Nullable String model) {
        List<Listing> listed = contract.registry().listings(provider).stream()
                .filter(Listing::listed)
                .toList();
        Optional<Listing> chosen = model == null
                ? listed.size() == 1 ? Optional.of(listed.getFirst()) : Optional.empty()
                : listed.stream().filter(one -> one.name().equals(model)).findFirst();
        return chosen.orElseThrow(() -> new IllegalArgumentException(complaint(provider, model, listed)));
    }

    private static String complaint(Address provider, @Nullable String model, List<Listing> listed) {
        if (listed.isEmpty()) {
            return "provider " + provider + " lists no model; print-all-providers tells who does";
        }
        String names = listed.stream().map(Listing::name).collect(Collectors.joining(", "));
        return model == null
                ? "provider " + provider + " lists several models; name one with --model: " + names
                : "provider " + provider + " does not list '" + model + "'; --model may be one of: " + names;
    }
}
