package io.deopenchat.bridge.market;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.Bytes;
import io.deopenchat.chain.Criteria;
import io.deopenchat.chain.KeptTransaction;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.money.Prices;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is written down of an order. It holds no secret in clear: the key of its client is in the memo.
 *
 * @param model the name whose hash is in the terms
 * @param posting the signed transaction, before it was sent; null if none was
 * @param id of the order; null until it is known
 * @param ended null while there is money in it
 */
record OrderFile(
        Domain domain,
        Address owner,
        Address client,
        String model,
        OrderTerms terms,
        Bytes memo,
        @Nullable KeptTransaction posting,
        @Nullable Long id,
        @Nullable Ending ended) {
    private static final long VERSION = 1;

    OrderFile posting(KeptTransaction newPosting) {
        return new OrderFile(domain, owner, client, model, terms, memo, newPosting, id, ended);
    }

    OrderFile posted(long newId) {
        return new OrderFile(domain, owner, client, model, terms, memo, posting, newId, ended);
    }

    OrderFile ended(Ending ending) {
        return new OrderFile(domain, owner, client, model, terms, memo, posting, id, ending);
    }

    Optional<KeptTransaction> kept() {
        return Optional.ofNullable(posting);
    }

    Optional<Long> orderId() {
        return Optional.ofNullable(id);
    }

    Optional<Ending> ending() {
        return Optional.ofNullable(ended);
    }

    byte[] toBytes() {
        ObjectNode node = Json.object();
        node.put("version", Long.toString(VERSION));
        node.put("chainId", Long.toString(domain.chainId()));
        node.put("contract", domain.contract().toString());
        node.put("owner", owner.toString());
        node.put("client", client.toString());
        node.put("model", model);
        node.set("terms", write(terms));
        node.put("memo", memo.toString());
        kept().ifPresent(kept -> kept.writeTo(node.putObject("posting")));
        orderId().ifPresent(known -> node.put("orderId", Long.toString(known)));
        ending().ifPresent(known -> write(known, node.putObject("ended")));
        return Json.bytes(node);
    }

    /** @throws MalformedMessage or IllegalArgumentException if they hold none */
    static OrderFile of(byte[] bytes) {
        WireObject json = WireObject.parse(bytes);
        if (json.number("version") != VERSION) {
            throw new MalformedMessage("an order of a later version");
        }
        return new OrderFile(
                new Domain(json.number("chainId"), json.address("contract")),
                json.address("owner"),
                json.address("client"),
                json.text("model"),
                terms(json.object("terms")),
                memo(json.text("memo")),
                json.node().has("posting") ? KeptTransaction.of(json.object("posting")) : null,
                json.node().has("orderId") ? (Long) json.number("orderId") : null,
                json.node().has("ended") ? ending(json.object("ended")) : null);
    }

    private static Bytes memo(String hex) {
        return Bytes.of(Hex.parse(hex, Math.max(0, hex.length() - 2) / 2));
    }

    private static void write(Ending ending, ObjectNode node) {
        node.put("kind", ending.kind().text());
        node.put("stake", ending.stake().toString());
        node.put("paid", ending.paid().toString());
        node.put("returned", ending.returned().toString());
    }

    private static Ending ending(WireObject json) {
        return new Ending(
                Ending.Kind.ofText(json.text("kind")), json.wei("stake"), json.wei("paid"), json.wei("returned"));
    }

    private static ObjectNode write(OrderTerms terms) {
        ObjectNode node = Json.object();
        node.put("model", terms.model().toString());
        node.put("stake", terms.stake().toString());
        node.put("maxRequestPrice", terms.maxPrices().request().toString());
        node.put("maxInputPrice", terms.maxPrices().input().toString());
        node.put("maxOutputPrice", terms.maxPrices().output().toString());
        node.put("lockUntil", Long.toString(terms.lockUntil().getEpochSecond()));
        node.put("serveSeconds", Long.toString(terms.timeToServe().toSeconds()));
        node.put("silenceSeconds", Long.toString(terms.maxSilence().toSeconds()));
        node.put("minMoney", terms.criteria().minMoney().toString());
        node.put("minRounds", Long.toString(terms.criteria().minRounds()));
        node.put("minClients", Long.toString(terms.criteria().minClients()));
        node.put("minFinishedShare", Long.toString(terms.criteria().minFinishedShare()));
        node.put("minPreferredShare", Long.toString(terms.criteria().minPreferredShare()));
        node.put("maxFlaggedShare", Long.toString(terms.criteria().maxFlaggedShare()));
        ArrayNode providers = node.putArray("providers");
        terms.providers().forEach(provider -> providers.add(provider.toString()));
        return node;
    }

    private static OrderTerms terms(WireObject json) {
        List<Address> providers = new ArrayList<>();
        json.node().path("providers").forEach(provider -> providers.add(Address.parse(provider.asText())));
        return new OrderTerms(
                json.bytes32("model"),
                json.wei("stake"),
                new Prices(
                        json.wei("maxRequestPrice"),
                        json.tokenPrice("maxInputPrice"),
                        json.tokenPrice("maxOutputPrice")),
                Instant.ofEpochSecond(json.number("lockUntil")),
                Duration.ofSeconds(json.number("serveSeconds")),
                Duration.ofSeconds(json.number("silenceSeconds")),
                new Criteria(
                        json.wei("minMoney"),
                        json.number("minRounds"),
                        json.number("minClients"),
                        Math.toIntExact(json.number("minFinishedShare")),
                        Math.toIntExact(json.number("minPreferredShare")),
                        Math.toIntExact(json.number("maxFlaggedShare"))),
                providers);
    }
}
