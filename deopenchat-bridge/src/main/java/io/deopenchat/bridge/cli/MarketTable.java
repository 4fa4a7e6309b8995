package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.config.RecordFilter;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.signing.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What is for sale by tokens, the cheapest first, for choosing by number. */
record MarketTable(List<Row> rows) {
    private static final int MOST_ROWS = 40;
    private static final String FORM = "%4s  %-42s  %-32s  %18s  %18s";

    record Row(RegisteredProvider provider, Listing listing) {}

    MarketTable {
        rows = List.copyOf(rows);
    }

    static MarketTable read(DeopenchatContract contract, ProviderFilter filter) {
        return of(contract, known(contract, contract.registry().providers(), filter.record()), filter);
    }

    /** Whose record the user admits. */
    private static List<RegisteredProvider> known(
            DeopenchatContract contract, List<RegisteredProvider> all, RecordFilter filter) {
        if (filter.admitsAll()) {
            return all;
        }
        List<ProviderRecord> records = contract.reputation()
                .providerRecords(all.stream().map(RegisteredProvider::provider).toList());
        return IntStream.range(0, all.size())
                .filter(i -> filter.objectionTo(records.get(i)).isEmpty())
                .mapToObj(all::get)
                .toList();
    }

    /** A provider that the user named alone is not judged by its record. */
    static MarketTable ofProvider(DeopenchatContract contract, Address provider, ProviderFilter filter) {
        return of(contract, contract.registry().provider(provider).stream().toList(), filter);
    }

    private static MarketTable of(
            DeopenchatContract contract, List<RegisteredProvider> providers, ProviderFilter filter) {
        List<Row> rows = new ArrayList<>();
        for (RegisteredProvider provider : providers) {
            contract.registry().listings(provider.provider()).stream()
                    .filter(Listing::listed)
                    .filter(listing -> listing.kind() == Listing.INFERENCE && filter.admits(listing.prices()))
                    .forEach(listing -> rows.add(new Row(provider, listing)));
        }
        rows.sort(Comparator.comparing(row -> row.listing().costOfThousands(1)));
        return new MarketTable(rows);
    }

    MarketTable ofModel(String model) {
        return new MarketTable(
                rows.stream().filter(row -> row.listing().name().equals(model)).toList());
    }

    void print(Amounts amounts, Consumer<String> out) {
        out.accept(FORM.formatted("", "PROVIDER", "MODEL", "INPUT PER 1M", "OUTPUT PER 1M"));
        for (int i = 0; i < Math.min(rows.size(), MOST_ROWS); i++) {
            Row row = rows.get(i);
            out.accept(FORM.formatted(
                    i + 1,
                    row.provider().provider(),
                    Printable.text(row.listing().name()),
                    amounts.text(row.listing().prices().input().perMillion()),
                    amounts.text(row.listing().prices().output().perMillion())));
        }
        if (rows.size() > MOST_ROWS) {
            out.accept((rows.size() - MOST_ROWS)
                    + " more are dearer; print-all-providers tells them, --provider takes them");
        }
    }

    /** @throws IllegalArgumentException unless it is the number of a row */
    Row numbered(String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > rows.size()) {
            throw new IllegalArgumentException("'" + text + "' is not a number from 1 to " + rows.size());
        }
        return rows.get(Integer.parseInt(text) - 1);
    }
}
