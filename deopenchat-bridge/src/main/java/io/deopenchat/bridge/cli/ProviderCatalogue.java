package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.LifeSigns;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.money.Prices;
import io.deopenchat.protocol.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;

/** Every registered provider with what it lists. */
final class ProviderCatalogue {
    private static final String ROW = "%-42s  %-40s  %20s  %20s  %20s  %8s  %10s  %s%n";

    private final List<Entry> entries;
    private final Instant now;

    private record Entry(RegisteredProvider provider, List<Listing> listings) {}

    /** @param now by which ages are told */
    private ProviderCatalogue(List<Entry> entries, Instant now) {
        this.entries = entries;
        this.now = now;
    }

    static ProviderCatalogue read(DeopenchatContract contract, Instant now) {
        return new ProviderCatalogue(entries(contract), now);
    }

    private static List<Entry> entries(DeopenchatContract contract) {
        return contract.registry().providers().stream()
                .map(provider -> new Entry(
                        provider,
                        contract.registry().listings(provider.provider()).stream()
                                .filter(Listing::listed)
                                .toList()))
                .toList();
    }

    void printTable(PrintWriter out) {
        out.printf(
                ROW,
                "PROVIDER",
                "MODEL",
                "PER REQUEST",
                "INPUT PER 1M",
                "OUTPUT PER 1M",
                "CAPACITY",
                "HEARTBEAT",
                "ENDPOINT");
        for (Entry entry : entries) {
            String endpoint = Printable.text(entry.provider().endpoint());
            if (entry.listings().isEmpty()) {
                out.printf(ROW, entry.provider().provider(), "-", "-", "-", "-", "-", age(entry), endpoint);
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
                        age(entry),
                        endpoint);
            }
        }
    }

    /** Of the heartbeat alone: a provider that claims needs none, and doctor looks for claims. */
    private String age(Entry entry) {
        return Ages.text(LifeSigns.heartbeatOf(entry.provider()).age(now));
    }

    void printJson(PrintWriter out) {
        ArrayNode array = Json.object().putArray("providers");
        for (Entry entry : entries) {
            ObjectNode node = array.addObject();
            node.put("provider", entry.provider().provider().toString());
            node.put("operator", entry.provider().operators().present().toString());
            node.put("endpoint", entry.provider().endpoint());
            node.put("metadataUri", entry.provider().metadataUri());
            node.put(
                    "registeredAt",
                    Long.toString(entry.provider().registeredAt().getEpochSecond()));
            node.put("heartbeatAt", Long.toString(entry.provider().heartbeatAt().getEpochSecond()));
            ArrayNode models = node.putArray("models");
            entry.listings().forEach(listing -> models.add(json(listing)));
        }
        out.println(Json.text(array));
    }

    private static ObjectNode json(Listing listing) {
        ObjectNode node = Json.object();
        node.put("model", listing.name());
        putPrices(node, listing.prices());
        node.put("capacity", Integer.toString(listing.capacity()));
        node.put("kind", Integer.toString(listing.kind()));
        listing.announced()
                .ifPresent(announced -> putPrices(node.putObject("announced"), announced.prices())
                        .put("from", Long.toString(announced.from().getEpochSecond())));
        return node;
    }

    private static ObjectNode putPrices(ObjectNode node, Prices prices) {
        return node.put("requestPrice", prices.request().toString())
                .put("inputPrice", prices.input().toString())
                .put("outputPrice", prices.output().toString());
    }
}
