package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.protocol.Json;
import java.io.PrintWriter;
import java.util.List;

/** Every registered provider with what it lists. */
final class ProviderCatalogue {
    private static final String ROW = "%-42s  %-40s  %20s  %20s  %20s  %8s  %s%n";

    private final List<Entry> entries;

    private record Entry(ProviderRecord provider, List<Listing> listings) {}

    private ProviderCatalogue(List<Entry> entries) {
        this.entries = entries;
    }

    static ProviderCatalogue read(DeopenchatContract contract) {
        return new ProviderCatalogue(contract.providers().stream()
                .map(provider -> new Entry(
                        provider,
                        contract.listings(provider.provider()).stream()
                                .filter(Listing::listed)
                                .toList()))
                .toList());
    }

    void printTable(PrintWriter out) {
        out.printf(ROW, "PROVIDER", "MODEL", "PER REQUEST", "INPUT PER 1M", "OUTPUT PER 1M", "CAPACITY", "ENDPOINT");
        for (Entry entry : entries) {
            String endpoint = Printable.text(entry.provider().endpoint());
            if (entry.listings().isEmpty()) {
                out.printf(ROW, entry.provider().provider(), "-", "-", "-", "-", "-", endpoint);
            }
            for (Listing listing : entry.listings()) {
                out.printf(
                        ROW,
                        entry.provider().provider(),
                        Printable.text(listing.name()),
                        listing.prices().request(),
                        listing.prices().input(),
                        listing.prices().output(),
                        listing.capacity(),
                        endpoint);
            }
        }
    }

    void printJson(PrintWriter out) {
        ArrayNode array = Json.object().putArray("providers");
        for (Entry entry : entries) {
            ObjectNode node = array.addObject();
            node.put("provider", entry.provider().provider().toString());
            node.put("operator", entry.provider().operator().toString());
            node.put("endpoint", entry.provider().endpoint());
            node.put("metadataUri", entry.provider().metadataUri());
            node.put(
                    "registeredAt",
                    Long.toString(entry.provider().registeredAt().getEpochSecond()));
            ArrayNode models = node.putArray("models");
            entry.listings().forEach(listing -> models.add(json(listing)));
        }
        out.println(Json.text(array));
    }

    private static ObjectNode json(Listing listing) {
        ObjectNode node = Json.object();
        node.put("model", listing.name());
        node.put("requestPrice", listing.prices().request().toString());
        node.put("inputPrice", listing.prices().input().toString());
        node.put("outputPrice", listing.prices().output().toString());
        node.put("capacity", Integer.toString(listing.capacity()));
        node.put("kind", Integer.toString(listing.kind()));
        return node;
    }
}
