package io.deopenchat.bridge.comparison;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One prompt that two providers answered, in an order that says nothing of either.
 *
 * @param payer who paid both
 * @param prompt what the models read; empty once the user has decided
 * @param preferred of the two; null until the user has decided
 * @param total what the client says on chain with this pair, and all before it: set before it is signed, so that whoever is
 *     stopped between sending and seeing a transaction says the same again; null until then
 */
public record Pair(
        String id,
        Payer payer,
        Instant askedAt,
        String model,
        String prompt,
        Side a,
        Side b,
        @Nullable Address preferred,
        @Nullable Wei total) {

    /** An undecided one. */
    static Pair open(String id, Payer payer, Instant askedAt, String model, String prompt, Side a, Side b) {
        return new Pair(id, payer, askedAt, model, prompt, a, b, null, null);
    }

    /** The user prefers this one of the two; what was said is no longer needed. */
    public Pair preferring(Side better) {
        return new Pair(id, payer, askedAt, model, "", a.withoutText(), b.withoutText(), better.provider(), null);
    }

    Pair saying(Wei newTotal) {
        return new Pair(id, payer, askedAt, model, prompt, a, b, preferred, newTotal);
    }

    public Optional<Address> decided() {
        return Optional.ofNullable(preferred);
    }

    Optional<Wei> said() {
        return Optional.ofNullable(total);
    }

    Optional<Direction> direction() {
        return decided()
                .map(better -> new Direction(better, better.equals(a.provider()) ? b.provider() : a.provider()));
    }

    /** What the comparison weighs: the money that was spent on both. */
    Wei weight() {
        return a.cost().min(b.cost());
    }

    byte[] toBytes() {
        ObjectNode node = Json.object()
                .put("id", id)
                .put("chainId", Long.toString(payer.chainId()))
                .put("contract", payer.contract().toString())
                .put("client", payer.client().toString())
                .put("askedAt", Long.toString(askedAt.toEpochMilli()))
                .put("model", model)
                .put("prompt", prompt);
        node.set("a", a.toJson());
        node.set("b", b.toJson());
        if (preferred != null) {
            node.put("preferred", preferred.toString());
        }
        if (total != null) {
            node.put("total", total.toString());
        }
        return Json.text(node).getBytes(StandardCharsets.UTF_8);
    }

    static Pair fromBytes(byte[] bytes) {
        WireObject wire = WireObject.parse(bytes);
        return new Pair(
                wire.text("id"),
                new Payer(wire.number("chainId"), wire.address("contract"), wire.address("client")),
                Instant.ofEpochMilli(wire.number("askedAt")),
                wire.text("model"),
                wire.text("prompt"),
                Side.fromJson(wire.object("a")),
                Side.fromJson(wire.object("b")),
                wire.node().has("preferred") ? wire.address("preferred") : null,
                wire.node().has("total") ? wire.wei("total") : null);
    }
}
