package io.deopenchat.gateway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Fee;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Operators;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.gateway.pricing.PriceSchedule;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Bytes32;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the contract says of a provider at one block's time.
 *
 * @param endpointName of the node
 * @param now time of the newest block, by which announcements are judged
 * @param credit base units of the settlement currency that wait to be collected
 * @param balance base units of the native coin in the provider's wallet
 * @param withdrawalDelay of the contract: the notice of whatever could hurt the other side
 * @param schedule of prices, if a backends file was given
 */
record StatusReport(
        RegisteredProvider provider,
        List<Listing> listings,
        DeopenchatContract contract,
        String endpointName,
        long block,
        Instant now,
        Wei credit,
        Wei balance,
        Fee fee,
        long accounts,
        Duration withdrawalDelay,
        @Nullable PriceSchedule schedule) {
    private static final String LINE = "%-16s%s%n";

    static StatusReport read(
            ChainConnection connection, RegisteredProvider provider, @Nullable PriceSchedule schedule) {
        DeopenchatContract contract = connection.contract();
        return new StatusReport(
                provider,
                contract.registry().listings(provider.provider()),
                contract,
                connection.chain().endpointName(),
                connection.chain().headBlock(),
                connection.chain().headTime(),
                contract.credits().credit(provider.provider()),
                connection.chain().balance(provider.provider()),
                contract.treasury().fee(),
                contract.escrow().accountCount(provider.provider()),
                contract.withdrawalDelay(),
                schedule);
    }

    void print(PrintWriter out) {
        out.printf(LINE, "provider", provider.provider() + ", registered " + provider.registeredAt());
        out.printf(LINE, "endpoint", provider.endpoint());
        if (!provider.metadataUri().isEmpty()) {
            out.printf(LINE, "metadata", provider.metadataUri());
        }
        if (!provider.encryptionKey().equals(Bytes32.ZERO)) {
            out.printf(LINE, "encryption key", provider.encryptionKey());
        }
        printOperators(out);
        listings.forEach(listing -> {
            out.printf(LINE, "model", told(listing.at(now)));
            next(listing).ifPresent(next -> out.printf(LINE, "", "scheduled from " + next.at() + ": " + next.prices()));
        });
        if (listings.isEmpty()) {
            out.printf(LINE, "model", "none was ever listed; run provider-register");
        }
        out.printf(LINE, "heartbeat", provider.heartbeatAt() + ", the last sign of life that the contract noted");
        out.printf(
                LINE,
                "delay",
                withdrawalDelay.toSeconds() + " s"
                        + ": how long an owner waits for its money, and a client for a higher price");
        out.printf(LINE, "accounts", accounts);
        out.printf(LINE, "credit", credit + (credit.isZero() ? "" : ", waits for collect-credit"));
        out.printf(LINE, "wallet", balance + " of the native coin");
        out.printf(LINE, "fee", told(fee));
        out.printf(
                LINE, "chain", contract.domain().chainId() + " at " + endpointName + ", block " + block + " of " + now);
        out.printf(LINE, "contract", contract.address() + ", settles in " + currency());
    }

    private void printOperators(PrintWriter out) {
        Operators operators = provider.operators();
        out.printf(LINE, "operator", operators.forReceipts(now) + " signs receipts");
        announced().ifPresent(next -> out.printf(LINE, "", next.key() + " signs receipts from " + next.time()));
        out.printf(LINE, "", operators.releases() + " signs releases");
        operators.validForReceipts(now).stream()
                .skip(1)
                .forEach(old -> out.printf(LINE, "", old + " signed receipts that still hold"));
    }

    private Optional<PriceSchedule.Change> next(Listing listing) {
        return Optional.ofNullable(schedule)
                .filter(prices -> prices.models().containsKey(listing.name()))
                .flatMap(prices -> prices.next(listing.name(), now));
    }

    /** What was announced and has come is no announcement any more. */
    private Optional<Operators.TimedOperator> announced() {
        return provider.operators().announced().filter(next -> now.isBefore(next.time()));
    }

    private static String told(Listing listing) {
        String later = listing.announced()
                .map(announced -> "; from " + announced.from() + ": " + announced.prices())
                .orElse("");
        return listing.name() + ": " + (listing.listed() ? listing.prices() : "off the market") + later + ", capacity "
                + listing.capacity();
    }

    private static String told(Fee fee) {
        return fee.basisPoints() + " basis points"
                + fee.announced()
                        .map(next -> "; from " + next.from() + ": " + next.basisPoints())
                        .orElse("");
    }

    private String currency() {
        return contract.settlesInNativeCoin() ? "the native coin" : "token " + contract.currency();
    }

    void printJson(PrintWriter out) {
        ObjectNode node = Json.object()
                .put("provider", provider.provider().toString())
                .put("endpoint", provider.endpoint())
                .put("metadataUri", provider.metadataUri())
                .put("encryptionKey", provider.encryptionKey().toString())
                .put("registeredAt", seconds(provider.registeredAt()))
                .put("heartbeatAt", seconds(provider.heartbeatAt()))
                .put("receiptOperator", provider.operators().forReceipts(now).toString())
                .put("releaseOperator", provider.operators().releases().toString());
        announced()
                .ifPresent(next -> node.putObject("nextOperator")
                        .put("operator", next.key().toString())
                        .put("from", seconds(next.time())));
        fee.announced()
                .ifPresent(next -> node.putObject("announcedFee")
                        .put("basisPoints", Integer.toString(next.basisPoints()))
                        .put("from", seconds(next.from())));
        ArrayNode models = node.putArray("models");
        listings.forEach(listing -> models.add(scheduled(json(listing.at(now)), listing)));
        node.put("withdrawalDelay", Long.toString(withdrawalDelay.toSeconds()))
                .put("accounts", Long.toString(accounts))
                .put("credit", credit.toString())
                .put("walletBalance", balance.toString())
                .put("feeBasisPoints", Integer.toString(fee.basisPoints()))
                .put("chainId", Long.toString(contract.domain().chainId()))
                .put("contract", contract.address().toString())
                .put("currency", contract.currency().toString())
                .put("block", Long.toString(block))
                .put("blockTime", seconds(now));
        out.println(Json.text(node));
    }

    private ObjectNode scheduled(ObjectNode node, Listing listing) {
        next(listing)
                .ifPresent(
                        next -> put(node.putObject("scheduled"), next.prices()).put("from", seconds(next.at())));
        return node;
    }

    private static ObjectNode json(Listing listing) {
        ObjectNode node = Json.object().put("model", listing.name()).put("listed", listing.listed());
        put(node, listing.prices()).put("capacity", Integer.toString(listing.capacity()));
        listing.announced()
                .ifPresent(announced ->
                        put(node.putObject("announced"), announced.prices()).put("from", seconds(announced.from())));
        return node;
    }

    private static ObjectNode put(ObjectNode node, Prices prices) {
        return node.put("requestPrice", prices.request().toString())
                .put("inputPrice", prices.input().toString())
                .put("outputPrice", prices.output().toString());
    }

    private static String seconds(Instant time) {
        return Long.toString(time.getEpochSecond());
    }
}
