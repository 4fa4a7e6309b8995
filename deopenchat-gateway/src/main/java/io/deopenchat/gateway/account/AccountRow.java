package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.Release;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Signature;
import io.deopenchat.storage.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One account as the ledger keeps it, written whole at every change, with a checksum over all of it.
 *
 * @param claimed base units that a claim or a settlement took from the account, as the contract said last
 * @param unconfirmed base units of the receipts that no confirmation covers: what the rounds must add up to at start
 */
record AccountRow(
        Address client,
        Wei highestAuthorized,
        @Nullable SignedConfirmation newest,
        long unclaimedTokens,
        @Nullable Long unclaimedSince,
        @Nullable OpenRelease release,
        Wei claimed,
        long highestSequence,
        String usedSequences,
        Wei unconfirmed) {

    private static final String COLUMNS = "client, highest_authorized, confirmed, confirmed_rounds, confirmed_tokens,"
            + " transcript, confirmation_signature, unclaimed_tokens, unclaimed_since, release_total, release_nonce,"
            + " release_deadline, release_signature, claimed, highest_sequence, used_sequences, unconfirmed, checksum";

    static final String SELECT = "SELECT " + COLUMNS + " FROM account";

    static AccountRow of(Account account) {
        UnclaimedTokens unclaimed = account.unclaimedTokens();
        return new AccountRow(
                account.client(),
                account.highestAuthorized(),
                account.newest().orElse(null),
                unclaimed.value(),
                unclaimed.since().map(Instant::getEpochSecond).orElse(null),
                account.release().orElse(null),
                account.lastClaimed(),
                account.used().highest(),
                account.used().stored(),
                account.unconfirmedTotal());
    }

    AccountRow completed(UsedSequences used, Wei unconfirmedTotal) {
        return new AccountRow(
                client,
                highestAuthorized,
                newest,
                unclaimedTokens,
                unclaimedSince,
                release,
                claimed,
                used.highest(),
                used.stored(),
                unconfirmedTotal);
    }

    void save(Session session) {
        @Nullable Object[] values = columns();
        @Nullable Object[] all = Arrays.copyOf(values, values.length + 1);
        all[values.length] = Checksum.of(values);
        session.update(
                "INSERT OR REPLACE INTO account (" + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                all);
    }

    /** In the order of the statement. */
    private @Nullable Object[] columns() {
        Confirmation signed = newest == null ? null : newest.confirmation();
        Release out = release == null ? null : release.release();
        return new @Nullable Object[] {
            client,
            highestAuthorized,
            signed == null ? null : signed.cumulativeCost(),
            signed == null ? null : (Object) signed.rounds(),
            signed == null ? null : (Object) signed.tokens(),
            signed == null ? null : signed.transcript(),
            newest == null ? null : newest.signature(),
            unclaimedTokens,
            unclaimedSince,
            out == null ? null : out.settledTotal(),
            out == null ? null : (Object) out.nonce(),
            out == null ? null : (Object) out.deadline(),
            release == null ? null : release.signature(),
            claimed,
            highestSequence,
            usedSequences,
            unconfirmed
        };
    }

    /** @param provider of this ledger, to whom everything in it is signed */
    static AccountRow read(ResultSet row, Address provider) throws SQLException {
        Address client = Address.parse(row.getString("client"));
        return new AccountRow(
                client,
                Wei.parseCanonical(row.getString("highest_authorized")),
                row.getString("confirmed") == null ? null : readConfirmation(row, provider),
                row.getLong("unclaimed_tokens"),
                row.getString("unclaimed_since") == null ? null : row.getLong("unclaimed_since"),
                row.getString("release_total") == null ? null : readRelease(row, provider, client),
                Wei.parseCanonical(row.getString("claimed")),
                row.getLong("highest_sequence"),
                row.getString("used_sequences"),
                Wei.parseCanonical(row.getString("unconfirmed")));
    }

    /** By the names of the columns; {@code confirmed} must not be null. */
    static SignedConfirmation readConfirmation(ResultSet row, Address provider) throws SQLException {
        return new SignedConfirmation(
                new Confirmation(
                        provider,
                        Wei.parseCanonical(row.getString("confirmed")),
                        row.getLong("confirmed_rounds"),
                        row.getLong("confirmed_tokens"),
                        Bytes32.parse(row.getString("transcript"))),
                Signature.parse(row.getString("confirmation_signature")));
    }

    private static OpenRelease readRelease(ResultSet row, Address provider, Address client) throws SQLException {
        return new OpenRelease(
                new Release(
                        provider,
                        client,
                        Wei.parseCanonical(row.getString("release_total")),
                        row.getLong("release_nonce"),
                        row.getLong("release_deadline")),
                Signature.parse(row.getString("release_signature")));
    }

    /** What {@link #read} made is compared, not the text: a value that reads the same is the same. */
    boolean matches(long checksum) {
        return Checksum.of(columns()) == checksum;
    }
}
