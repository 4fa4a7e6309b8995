package io.deopenchat.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Fee;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.io.PrintWriter;
import java.time.Instant;

/**
 * What the contract keeps of what providers earn, as of one block.
 *
 * @param waiting base units of the settlement currency that the treasury may collect
 * @param currency that of the contract, or {@link Address#ZERO} for the native coin
 * @param now time of the block, by which announcements are judged
 */
public record FeeReport(Fee fee, Wei waiting, Address currency, long block, Instant now) {
    private static final String LINE = "%-10s%s%n";

    public static FeeReport read(ChainConnection connection) {
        long block = connection.chain().headBlock();
        DeopenchatContract contract = connection.contract().at(block);
        Fee fee = contract.treasury().fee();
        Wei waiting = fee.isPossible() ? contract.credits().credit(fee.treasury()) : Wei.ZERO;
        return new FeeReport(
                fee, waiting, contract.currency(), block, connection.chain().blockTime(block));
    }

    /** What it means for who buys, in one sentence. */
    public static String quoted(Fee fee) {
        if (!fee.isPossible()) {
            return "no fee, for good: the provider gets all that its rounds cost";
        }
        String now = fee.basisPoints() == 0
                ? "no fee now: the provider gets all that its rounds cost"
                : Fee.percent(fee.basisPoints())
                        + " of what the provider earns goes to the treasury, out of the provider's share; you pay nothing"
                        + " on top";
        return now
                + fee.announced()
                        .map(next -> "; " + Fee.percent(next.basisPoints()) + " of it from " + next.from() + " on")
                        .orElse("");
    }

    public void print(PrintWriter out) {
        if (!fee.isPossible()) {
            out.printf(LINE, "fee", "none, for good: this deployment has no treasury");
        } else {
            out.printf(LINE, "fee", told(fee.basisPoints()) + " of what a provider earns, rounded up to a base unit");
            out.printf(
                    LINE,
                    "pending",
                    fee.announced()
                            .map(next -> told(next.basisPoints()) + " from " + next.from())
                            .orElse("nothing is announced"));
            out.printf(LINE, "cap", told(fee.maximumBasisPoints()) + ", for good; a raise waits one withdrawal delay");
            out.printf(LINE, "treasury", fee.treasury() + proposed());
            out.printf(LINE, "waits", waiting + " base units of " + settled() + " that the treasury may collect");
        }
        out.printf(LINE, "as of", "block " + block + " of " + now);
    }

    private static String told(int basisPoints) {
        return basisPoints + " basis points (" + Fee.percent(basisPoints) + ")";
    }

    private String proposed() {
        return fee.proposedTreasury().equals(Address.ZERO)
                ? ""
                : ", which proposed " + fee.proposedTreasury() + " for its place";
    }

    private String settled() {
        return currency.equals(Address.ZERO) ? "the native coin" : "token " + currency;
    }

    public void printJson(PrintWriter out) {
        ObjectNode node = Json.object()
                .put("feeBasisPoints", Integer.toString(fee.basisPoints()))
                .put("maximumFeeBasisPoints", Integer.toString(fee.maximumBasisPoints()));
        fee.announced()
                .ifPresent(next -> node.putObject("announced")
                        .put("feeBasisPoints", Integer.toString(next.basisPoints()))
                        .put("from", seconds(next.from())));
        node.put("treasury", fee.treasury().toString())
                .put("proposedTreasury", fee.proposedTreasury().toString())
                .put("waiting", waiting.toString())
                .put("currency", currency.toString())
                .put("block", Long.toString(block))
                .put("blockTime", seconds(now));
        out.println(Json.text(node));
    }

    private static String seconds(Instant time) {
        return Long.toString(time.getEpochSecond());
    }
}
