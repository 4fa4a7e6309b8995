package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.storage.Session;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Adds final rounds up by client, day and model, and forgets them one by one. What a round is still needed for is kept with
 * its account: its sequence stays used, its cost is in the confirmation, and the confirmation stays.
 */
final class Compaction {
    /** How many one change takes: others wait meanwhile. */
    private static final int AT_ONCE = 200;

    /**
     * The contract took what the covering confirmation says. Decimal strings without leading zeros compare by length, then by
     * their digits.
     */
    static final String CLAIMED =
            "(length(round.confirmed_total), round.confirmed_total)" + " <= (length(a.claimed), a.claimed)";

    /** A claim that is on its way may be undone; so its rounds wait until it is forgotten. */
    static final String FINAL = "SELECT round.rowid AS id, round.client, model, admitted_at, state, prompt_tokens,"
            + " completion_tokens, cost FROM round JOIN account a ON a.client = round.client"
            + " WHERE state IN ('confirmed', 'void') AND sealed IS NULL AND coalesce(confirmed_at, finished_at) < ?"
            + " AND (state = 'void' OR " + CLAIMED + ")"
            + " AND NOT EXISTS (SELECT 1 FROM claim_row c WHERE c.client = round.client) LIMIT ?";

    private record Key(Address client, String day, String model) {}

    private record FinalRound(long id, Key key, Sum sum) {}

    private record Sum(long rounds, long voids, long promptTokens, long completionTokens, BigInteger cost) {
        Sum plus(Sum other) {
            return new Sum(
                    rounds + other.rounds,
                    voids + other.voids,
                    Math.addExact(promptTokens, other.promptTokens),
                    Math.addExact(completionTokens, other.completionTokens),
                    cost.add(other.cost));
        }
    }

    private Compaction() {}

    /** @return how many rounds went; ask again until it is zero */
    static int someFinalBefore(Session session, Instant then) {
        List<FinalRound> rounds = session.query(FINAL, Compaction::read, then.getEpochSecond(), AT_ONCE);
        Map<Key, Sum> sums = rounds.stream().collect(Collectors.toMap(FinalRound::key, FinalRound::sum, Sum::plus));
        sums.forEach((key, sum) -> add(session, key, sum));
        rounds.forEach(round -> session.update("DELETE FROM round WHERE rowid = ?", round.id));
        return rounds.size();
    }

    private static FinalRound read(ResultSet row) throws SQLException {
        String day = Instant.ofEpochSecond(row.getLong("admitted_at"))
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
        boolean billed = RoundState.ofStored(row.getString("state")) != RoundState.VOID;
        return new FinalRound(
                row.getLong("id"),
                new Key(Address.parse(row.getString("client")), day, row.getString("model")),
                new Sum(
                        billed ? 1 : 0,
                        billed ? 0 : 1,
                        row.getLong("prompt_tokens"),
                        row.getLong("completion_tokens"),
                        billed ? Wei.parseCanonical(row.getString("cost")).value() : BigInteger.ZERO));
    }

    private static void add(Session session, Key key, Sum sum) {
        Sum all = session.queryOne(
                        "SELECT rounds, voids, prompt_tokens, completion_tokens, cost FROM round_totals"
                                + " WHERE client = ? AND day = ? AND model = ?",
                        row -> new Sum(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                new BigInteger(row.getString(5))),
                        key.client,
                        key.day,
                        key.model)
                .map(sum::plus)
                .orElse(sum);
        session.update(
                "INSERT OR REPLACE INTO round_totals (client, day, model, rounds, voids, prompt_tokens,"
                        + " completion_tokens, cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                key.client,
                key.day,
                key.model,
                all.rounds,
                all.voids,
                all.promptTokens,
                all.completionTokens,
                all.cost);
    }
}
