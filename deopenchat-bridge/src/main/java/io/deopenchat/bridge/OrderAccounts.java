package io.deopenchat.bridge;

import io.deopenchat.bridge.account.RoundEnds;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.config.Seals;
import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.bridge.market.OrderBook;
import io.deopenchat.bridge.provider.AnswerMemory;
import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.Verifier;
import io.deopenchat.storage.StorageFailure;
import io.vertx.core.http.HttpClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * The accounts that locked orders become. Each client key has an account of its own, whose rounds begin at sequence 1: budgets
 * know them by the client, because the provider may have many.
 *
 * @param ends hears what rounds cost, beside the budgets
 */
record OrderAccounts(
        BridgeConfig config,
        Domain domain,
        ProviderDirectory chain,
        HttpClient http,
        Verifier verifier,
        InstantSource clock,
        AnswerMemory answers,
        Budgets budgets,
        RoundEnds ends,
        Consumer<StorageFailure> onJournalFailure)
        implements OrderBook.Accounts {

    /** Nobody chose who locks an order, so nobody knows through which hands its calls go. */
    private Seals seals() {
        return config.seals() == Seals.NEVER ? Seals.WHERE_POSSIBLE : config.seals();
    }

    @Override
    public Counterparty open(MessageSigner client, Address provider, Path directory) {
        Address order = client.address();
        RoundEnds budgeted = (Address _, long sequence, Wei cost) -> budgets.ended(order, sequence, cost);
        return new Counterparty(
                provider,
                config.keptIn(directory).sealing(seals()),
                domain,
                chain,
                http,
                client,
                verifier,
                clock,
                answers.ofOne(),
                budgeted.and(ends),
                order,
                onJournalFailure);
    }
}
