package io.deopenchat.gateway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.AccountState;
import io.deopenchat.gateway.account.ClientAccount;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Clients by address, each with what the ledger and what the contract knows of it. */
final class AccountTable {
    private static final String ROW = "%-42s  %22s  %22s  %22s  %22s  %22s  %s%n";

    private final List<Row> rows;
    private final Instant closing;

    private AccountTable(List<Row> rows, Instant closing) {
        this.rows = rows;
        this.closing = closing;
    }

    private record Row(
            Address client,
            @Nullable ClientAccount ledger,
            @Nullable AccountState chain) {
        Wei amount(Function<ClientAccount, Wei> of) {
            return ledger == null ? Wei.ZERO : of.apply(ledger);
        }

        long count(Function<ClientAccount, Long> of) {
            return ledger == null ? 0 : of.apply(ledger);
        }

        Wei onChain(Function<AccountState, Wei> of) {
            return chain == null ? Wei.ZERO : of.apply(chain);
        }

        /** Confirmed and not paid yet. */
        Wei claimable() {
            return amount(ClientAccount::confirmed).minusOrZero(onChain(AccountState::claimed));
        }
    }

    /**
     * @param withdrawalDelay of the contract: an order's account asks for its withdrawal earlier, and closes when an ordinary one
     *     would have asked
     * @param now time of the newest block
     */
    static AccountTable of(
            List<ClientAccount> ledger, List<AccountState> chain, Duration withdrawalDelay, Instant now) {
        Map<Address, ClientAccount> known =
                ledger.stream().collect(Collectors.toMap(ClientAccount::client, account -> account));
        Map<Address, AccountState> open =
                chain.stream().collect(Collectors.toMap(AccountState::client, account -> account));
        Map<String, Row> rows = new TreeMap<>();
        Stream.concat(known.keySet().stream(), open.keySet().stream())
                .forEach(client -> rows.put(client.toString(), new Row(client, known.get(client), open.get(client))));
        return new AccountTable(List.copyOf(rows.values()), now.plus(withdrawalDelay));
    }

    void print(PrintWriter out) {
        out.printf(ROW, "CLIENT", "ESCROW", "CLAIMED", "CONFIRMED", "UNCONFIRMED", "RESERVED", "STATE");
        for (Row row : rows) {
            out.printf(
                    ROW,
                    row.client(),
                    row.onChain(AccountState::escrow),
                    row.onChain(AccountState::claimed),
                    row.amount(ClientAccount::confirmed),
                    row.amount(ClientAccount::unconfirmed),
                    row.amount(ClientAccount::reserved),
                    state(row));
        }
    }

    private String state(Row row) {
        if (row.chain() == null) {
            return "no account";
        }
        boolean leaves =
                row.chain().maturesAt().filter(from -> !from.isAfter(closing)).isPresent();
        return leaves ? "closing" : "open";
    }

    void printJson(PrintWriter out) {
        rows.forEach(row -> out.println(Json.text(json(row))));
    }

    private ObjectNode json(Row row) {
        return Json.object()
                .put("client", row.client().toString())
                .put("state", state(row))
                .put("escrow", row.onChain(AccountState::escrow).toString())
                .put("locked", row.onChain(AccountState::locked).toString())
                .put("claimed", row.onChain(AccountState::claimed).toString())
                .put("confirmed", row.amount(ClientAccount::confirmed).toString())
                .put("claimable", row.claimable().toString())
                .put("unconfirmed", row.amount(ClientAccount::unconfirmed).toString())
                .put("reserved", row.amount(ClientAccount::reserved).toString())
                .put("confirmedRounds", Long.toString(row.count(ClientAccount::confirmedRounds)))
                .put("unconfirmedRounds", Long.toString(row.count(ClientAccount::unconfirmedRounds)))
                .put("roundsInFlight", Long.toString(row.count(ClientAccount::roundsInFlight)))
                .put("unclaimedTokens", Long.toString(row.count(ClientAccount::unclaimedTokens)));
    }
}
