package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.funds.AccountFunds;
import io.deopenchat.bridge.funds.Funds;
import io.deopenchat.bridge.funds.OwnerFunds;
import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Where the money is, for people and for programs. Amounts are base units; each line names the command that gets it back. */
final class FundsReport {
    private static final String LINE = "  %-44s %29s  %s%n";

    /** The parts of an escrow, in the order in which they are taken. */
    private static final Map<String, Function<AccountFunds, Wei>> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("free", AccountFunds::free);
        PARTS.put("withdrawing", AccountFunds::leaving);
        PARTS.put("inFlight", AccountFunds::inFlight);
        PARTS.put("received", AccountFunds::received);
        PARTS.put("confirmed", AccountFunds::confirmed);
        PARTS.put("locked", AccountFunds::locked);
    }

    private final Funds funds;
    private final Instant now;

    /** @param now of the chain */
    FundsReport(Funds funds, Instant now) {
        this.funds = funds;
        this.now = now;
    }

    void printTable(PrintWriter out) {
        out.println("client " + funds.client() + ", amounts in base units");
        funds.accounts().forEach(account -> print(out, account));
        funds.owners().forEach(owner -> print(out, owner));
        out.println("in all");
        out.printf(LINE, "escrow", funds.total(one -> one.account().escrow()), "");
        PARTS.forEach((name, part) -> out.printf(LINE, "  " + name, funds.total(part), ""));
        out.printf(
                LINE,
                "claimed by providers so far",
                funds.total(one -> one.account().claimed()),
                "");
    }

    private void print(PrintWriter out, AccountFunds one) {
        out.println("provider " + one.provider() + ", owner " + one.account().owner());
        out.printf(LINE, "escrow", one.account().escrow(), "");
        out.printf(LINE, "  free", one.free(), way(one.free(), "withdraw --provider " + one.provider()));
        out.printf(LINE, "  withdrawing", one.leaving(), way(one.leaving(), leaving(one)));
        out.printf(LINE, "  in flight, at most", one.inFlight(), way(one.inFlight(), "comes free when the rounds end"));
        out.printf(LINE, "  received, to be confirmed", one.received(), way(one.received(), "owed to the provider"));
        out.printf(LINE, "  confirmed, to be claimed", one.confirmed(), way(one.confirmed(), "owed to the provider"));
        out.printf(LINE, "  locked by a provisional claim", one.locked(), way(one.locked(), "never comes back"));
        out.printf(LINE, "claimed by the provider so far", one.account().claimed(), "");
    }

    private static void print(PrintWriter out, OwnerFunds one) {
        out.println("wallet " + one.owner());
        out.printf(LINE, "prefunded", one.prefunded(), way(one.prefunded(), "withdraw --prefund"));
        out.printf(LINE, "credit", one.credit(), way(one.credit(), "withdraw --credit"));
    }

    private static String way(Wei amount, String words) {
        return amount.isZero() ? "" : words;
    }

    private String leaving(AccountFunds one) {
        AccountState account = one.account();
        if (account.lapsesAt().filter(until -> !now.isBefore(until)).isPresent()) {
            return "lapsed, ask again: withdraw --provider " + one.provider();
        }
        return account.maturesAt().map(from -> finishing(one, from)).orElse("");
    }

    private String finishing(AccountFunds one, Instant from) {
        AccountState account = one.account();
        return (now.isBefore(from) ? "from " + from : "now")
                + account.lapsesAt().map(until -> " until " + until).orElse("")
                + ": withdraw --finish --provider " + one.provider()
                + (account.isDisplaced() ? " (for the owner before, " + account.withdrawalBeneficiary() + ")" : "");
    }

    void printJson(PrintWriter out) {
        ObjectNode node = Json.object().put("client", funds.client().toString());
        ArrayNode accounts = node.putArray("accounts");
        funds.accounts().forEach(one -> accounts.add(json(one)));
        ArrayNode owners = node.putArray("owners");
        funds.owners()
                .forEach(one -> owners.addObject()
                        .put("owner", one.owner().toString())
                        .put("prefunded", one.prefunded().toString())
                        .put("credit", one.credit().toString()));
        out.println(Json.text(node));
    }

    private static ObjectNode json(AccountFunds one) {
        AccountState account = one.account();
        ObjectNode node = Json.object()
                .put("provider", one.provider().toString())
                .put("owner", account.owner().toString())
                .put("escrow", account.escrow().toString())
                .put("claimed", account.claimed().toString());
        PARTS.forEach((name, part) -> node.put(name, part.apply(one).toString()));
        account.maturesAt().ifPresent(from -> node.put("maturesAt", Long.toString(from.getEpochSecond())));
        account.lapsesAt().ifPresent(until -> node.put("lapsesAt", Long.toString(until.getEpochSecond())));
        return node;
    }
}
