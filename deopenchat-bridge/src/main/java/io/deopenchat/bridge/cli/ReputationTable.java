package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the chain knows of some providers as of one block. */
final class ReputationTable {
    private static final String ROW = "%-42s  %22s  %10s  %12s  %8s  %9s  %14s  %9s  %9s%n";
    private static final int PERCENT_DECIMALS = 2;

    private final long block;
    private final List<Row> rows;

    /** @param counted the same from events; null if nobody wanted to know */
    private record Row(
            Address provider,
            ProviderRecord record,
            @Nullable ProviderRecord counted) {
        boolean holds() {
            return counted == null || counted.equals(record);
        }
    }

    private ReputationTable(long block, List<Row> rows) {
        this.block = block;
        this.rows = List.copyOf(rows);
    }

    static ReputationTable read(ChainConnection connection, List<Address> providers) {
        return read(connection, providers, Optional.empty());
    }

    /** With all of it counted again from the events since {@code fromBlock}. */
    static ReputationTable verified(ChainConnection connection, List<Address> providers, long fromBlock) {
        return read(connection, providers, Optional.of(fromBlock));
    }

    private static ReputationTable read(ChainConnection connection, List<Address> providers, Optional<Long> fromBlock) {
        DeopenchatContract contract = connection.contract();
        long block = lastBlock(connection, fromBlock.isPresent());
        List<ProviderRecord> records = contract.at(block).reputation().providerRecords(providers);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Address provider = providers.get(i);
            rows.add(new Row(
                    provider,
                    records.get(i),
                    fromBlock
                            .map(from -> contract.recordFromEvents(provider, from, block))
                            .orElse(null)));
        }
        return new ReputationTable(block, rows);
    }

    /** Events of the head are not told everywhere; sums and events must be of the same block. */
    private static long lastBlock(ChainConnection connection, boolean withEvents) {
        long head = connection.chain().headBlock();
        boolean tellsFinality = connection.contract().network().tellsFinality();
        return withEvents && tellsFinality ? Math.max(0, head - 1) : head;
    }

    /** Whether the events tell the same, as far as they were looked at. */
    boolean holds() {
        return rows.stream().allMatch(Row::holds);
    }

    void print(PrintWriter out) {
        out.printf(
                ROW, "PROVIDER", "PAID", "ROUNDS", "KTOKENS", "CLIENTS", "FLAGGED", "ORDERS", "FINISHED", "PREFERRED");
        rows.forEach(row -> print(row, out));
        out.println("as of block " + block + "; PAID in base units, FLAGGED with what was contested");
    }

    private static void print(Row row, PrintWriter out) {
        ProviderRecord record = row.record();
        out.printf(
                ROW,
                row.provider(),
                record.money(),
                record.rounds(),
                record.ktokens(),
                record.clients(),
                percent(record.flaggedShare()),
                record.ordersFinished() + "/" + record.ordersLocked(),
                percent(record.finishedShare()),
                percent(record.preferredShare()));
        if (row.counted() != null) {
            out.println(
                    row.holds()
                            ? "  its events tell the same"
                            : "  its events tell something else: " + row.counted() + ", the contract " + record
                                    + "; ask another node, or one that keeps all events");
        }
    }

    private static String percent(OptionalInt share) {
        return share.isEmpty()
                ? "-"
                : BigDecimal.valueOf(share.getAsInt(), PERCENT_DECIMALS).toPlainString() + "%";
    }

    void printJson(PrintWriter out) {
        ArrayNode array = Json.object().putArray("providers");
        rows.forEach(row -> put(array.addObject(), row));
        out.println(Json.text(array));
    }

    private void put(ObjectNode node, Row row) {
        node.put("provider", row.provider().toString()).put("block", Long.toString(block));
        putRecord(node, row.record());
        if (row.counted() != null) {
            node.put("eventsAgree", row.holds());
            putRecord(node.putObject("fromEvents"), row.counted());
        }
    }

    private static void putRecord(ObjectNode node, ProviderRecord record) {
        node.put("paid", record.money().toString())
                .put("rounds", Long.toString(record.rounds()))
                .put("ktokens", Long.toString(record.ktokens()))
                .put("clients", Long.toString(record.clients()))
                .put("flagged", record.flagged().toString())
                .put("contested", record.contested().toString())
                .put("compared", record.compared().toString())
                .put("preferred", record.preferred().toString())
                .put("ordersLocked", Long.toString(record.ordersLocked()))
                .put("ordersFinished", Long.toString(record.ordersFinished()))
                .put("ordersAbandoned", Long.toString(record.ordersAbandoned()));
        putShare(node, "flaggedBasisPoints", record.flaggedShare());
        putShare(node, "finishedBasisPoints", record.finishedShare());
        putShare(node, "preferredBasisPoints", record.preferredShare());
    }

    private static void putShare(ObjectNode node, String name, OptionalInt share) {
        share.ifPresent(basisPoints -> node.put(name, Integer.toString(basisPoints)));
    }
}
