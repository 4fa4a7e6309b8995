package io.deopenchat.gateway.account;

import io.deopenchat.signing.Address;
import io.deopenchat.storage.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sealed answers in the ledger, and how many bytes they are, by account and in all. What was billed and signed stays when
 * they are erased. Changed on the writer's thread alone, inside its transactions.
 */
final class KeptAnswers {
    /** How many one change erases: other changes wait meanwhile. */
    private static final int ERASED_AT_ONCE = 200;

    /** How many make room for one that comes; {@link Retention} erases what is left. */
    private static final int ERASED_FOR_ONE = 16;

    static final String SIZES =
            "SELECT client, sum(length(sealed)) FROM round WHERE sealed IS NOT NULL GROUP BY client";

    private static final String ANSWER = "SELECT rowid, client, length(sealed) FROM round WHERE sealed IS NOT NULL";
    static final String FINISHED_BEFORE = ANSWER + " AND coalesce(confirmed_at, finished_at) < ? LIMIT ?";
    static final String OLDEST = ANSWER + " ORDER BY coalesce(confirmed_at, finished_at) LIMIT 1";
    static final String OLDEST_OF_CLIENT = ANSWER + " AND client = ? ORDER BY finished_at LIMIT 1";

    private final StorageBounds bounds;
    private final Map<Address, Long> byClient = new HashMap<>();
    private volatile long total;

    private record Answer(long id, Address client, long bytes) {}

    KeptAnswers(StorageBounds bounds) {
        this.bounds = bounds;
    }

    void count(Session session) {
        session.query(SIZES, row -> Map.entry(Address.parse(row.getString(1)), row.getLong(2)))
                .forEach(sum -> grow(sum.getKey(), sum.getValue()));
    }

    long total() {
        return total;
    }

    /** One came; the oldest ones make room for it. */
    void add(Session session, Address client, long bytes) {
        grow(client, bytes);
        for (int i = 0; i < ERASED_FOR_ONE && eraseOneTooMuch(session, client); i++) {
            // until there is room, or others have waited long enough
        }
    }

    /** @return how many went; ask again until it is zero */
    int eraseWhatIsTooMuch(Session session) {
        int erased = 0;
        for (Address client : List.copyOf(byClient.keySet())) {
            while (erased < ERASED_AT_ONCE && eraseOneTooMuch(session, client)) {
                erased++;
            }
        }
        return erased;
    }

    /**
     * Those of rounds that were confirmed, or without a confirmation finished, before {@code then}.
     *
     * @return how many went; ask again until it is zero
     */
    int eraseFrom(Session session, Instant then) {
        List<Answer> old = session.query(FINISHED_BEFORE, KeptAnswers::read, then.getEpochSecond(), ERASED_AT_ONCE);
        old.forEach(answer -> erase(session, answer));
        return old.size();
    }

    private boolean eraseOneTooMuch(Session session, Address client) {
        if (byClient.getOrDefault(client, 0L) > bounds.accountBytes()) {
            return eraseOne(
                    session,
                    session.queryOne(OLDEST_OF_CLIENT, KeptAnswers::read, client)
                            .orElse(null));
        }
        return total > bounds.answerBytes()
                && eraseOne(session, session.queryOne(OLDEST, KeptAnswers::read).orElse(null));
    }

    private boolean eraseOne(Session session, @Nullable Answer answer) {
        if (answer == null) {
            return false;
        }
        erase(session, answer);
        return true;
    }

    private void erase(Session session, Answer answer) {
        session.update("UPDATE round SET sealed = NULL WHERE rowid = ?", answer.id);
        grow(answer.client, -answer.bytes);
    }

    private void grow(Address client, long bytes) {
        byClient.merge(client, bytes, (before, more) -> before + more == 0 ? null : Long.valueOf(before + more));
        setTotal(total + bytes);
    }

    private void setTotal(long bytes) {
        total = bytes;
    }

    private static Answer read(ResultSet row) throws SQLException {
        return new Answer(row.getLong(1), Address.parse(row.getString(2)), row.getLong(3));
    }
}
