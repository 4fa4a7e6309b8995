package io.deopenchat.gateway.account;

import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Signature;
import io.deopenchat.storage.Session;
import io.deopenchat.storage.StorageFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The rows of rounds, and the one place where a round goes from one state to the next. */
final class RoundRows {
    static final String COLUMNS = "client, sequence, request_hash, state, response_hash, prompt_tokens,"
            + " completion_tokens, cost, status, receipt_signature, content_type, stream, sealed, void_code,"
            + " void_message, checksum";

    private static final String RECEIPT = "SELECT client, sequence, request_hash, state, response_hash, prompt_tokens,"
            + " completion_tokens, cost, status, receipt_signature, content_type, stream, checksum FROM round";

    /** What a start reads; each must find its rows by an index. */
    static final String IN_FLIGHT = "SELECT client, sequence, request_hash FROM round WHERE state = 'admitted'";

    static final String UNCONFIRMED =
            RECEIPT + " WHERE client = ? AND state = 'completed' ORDER BY finished_at, sequence";

    private static final String STOPPED = "the gateway stopped before this round was finished";

    private RoundRows() {}

    static void admit(Session session, Terms terms, Instant now) {
        session.update(
                "INSERT INTO round (client, sequence, request_hash, state, model, request, request_signature,"
                        + " admitted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                terms.client(),
                terms.sequence(),
                terms.requestHash(),
                RoundState.ADMITTED.stored(),
                terms.call().model(),
                terms.signed().header(),
                terms.signed().signature(),
                now.getEpochSecond());
    }

    /** @param sealed the answer, sealed for this round */
    static void complete(Session session, FinishedBill bill, byte[] sealed, Instant now) {
        Receipt receipt = bill.signed().receipt();
        move(
                session,
                receipt.client(),
                receipt.sequence(),
                RoundState.COMPLETED,
                "finished_at = ?, response_hash = ?, prompt_tokens = ?, completion_tokens = ?, usage_source = ?,"
                        + " cost = ?, status = ?, receipt_signature = ?, content_type = ?, stream = ?, sealed = ?,"
                        + " checksum = ?",
                now.getEpochSecond(),
                receipt.responseHash(),
                receipt.usage().promptTokens(),
                receipt.usage().completionTokens(),
                bill.usageSource(),
                receipt.cost(),
                receipt.status().number(),
                bill.signed().signature(),
                bill.contentType(),
                bill.stream() ? 1 : 0,
                sealed,
                checksum(bill.signed(), bill.contentType(), bill.stream()));
    }

    /** A receipt with what else is written with it, but without the answer. */
    record FinishedBill(SignedReceipt signed, String contentType, boolean stream, String usageSource) {}

    static void makeVoid(
            Session session, Address client, long sequence, Bytes32 requestHash, ProtocolError reason, Instant now) {
        move(
                session,
                client,
                sequence,
                RoundState.VOID,
                "finished_at = ?, void_code = ?, void_message = ?, checksum = ?",
                now.getEpochSecond(),
                reason.code().name(),
                reason.message(),
                checksum(client, sequence, requestHash, reason));
    }

    /** @param total of the confirmation that covers it: the round is claimed once the account's claimed total reaches it */
    static void confirm(Session session, Address client, long sequence, Wei total, Instant now) {
        move(
                session,
                client,
                sequence,
                RoundState.CONFIRMED,
                "confirmed_at = ?, confirmed_total = ?",
                now.getEpochSecond(),
                total);
    }

    /** Rounds that were in flight when the last process ended have no receipt and never will. */
    static void makeVoidWhatWasInFlight(Session session, Instant now) {
        record Lost(Address client, long sequence, Bytes32 requestHash) {}
        ProtocolError reason = ProtocolError.of(ErrorCode.BACKEND_ERROR, STOPPED);
        session.query(
                        IN_FLIGHT,
                        row -> new Lost(
                                Address.parse(row.getString(1)), row.getLong(2), Bytes32.parse(row.getString(3))))
                .forEach(lost -> makeVoid(session, lost.client, lost.sequence, lost.requestHash, reason, now));
    }

    /** @throws StorageFailure if the round is not in the one state from which {@code to} is entered */
    static void move(Session session, Address client, long sequence, RoundState to, String set, Object... values) {
        Object[] arguments = new Object[values.length + 4];
        arguments[0] = to.stored();
        System.arraycopy(values, 0, arguments, 1, values.length);
        arguments[values.length + 1] = client;
        arguments[values.length + 2] = sequence;
        arguments[values.length + 3] = to.before().stored();
        int moved = session.update(
                "UPDATE round SET state = ?, " + set + " WHERE client = ? AND sequence = ? AND state = ?", arguments);
        if (moved != 1) {
            throw new StorageFailure("round " + sequence + " of " + client + " cannot become " + to.stored()
                    + ": the ledger does not hold it as " + to.before().stored());
        }
    }

    /** Of one account, in the order in which they were finished. */
    static List<SignedReceipt> unconfirmed(Session session, Address client) {
        return session.query(UNCONFIRMED, RoundRows::readUnconfirmed, client);
    }

    private static SignedReceipt readUnconfirmed(ResultSet row) throws SQLException {
        SignedReceipt receipt = readReceipt(row);
        if (!row.getString("state").equals(RoundState.COMPLETED.stored())) {
            throw damaged(row);
        }
        return receipt;
    }

    /** @throws StorageFailure if it is not what was written */
    static SignedReceipt readReceipt(ResultSet row) throws SQLException {
        SignedReceipt signed = new SignedReceipt(
                new Receipt(
                        Address.parse(row.getString("client")),
                        row.getLong("sequence"),
                        Bytes32.parse(row.getString("request_hash")),
                        Bytes32.parse(row.getString("response_hash")),
                        new Usage(row.getLong("prompt_tokens"), row.getLong("completion_tokens")),
                        Wei.parseCanonical(row.getString("cost")),
                        RoundStatus.of(row.getLong("status"))),
                Signature.parse(row.getString("receipt_signature")));
        requireChecksum(row, checksum(signed, row.getString("content_type"), row.getInt("stream") == 1));
        return signed;
    }

    static StoredRound.Voided readVoid(ResultSet row) throws SQLException {
        Bytes32 requestHash = Bytes32.parse(row.getString("request_hash"));
        ProtocolError reason =
                ProtocolError.of(ErrorCode.valueOf(row.getString("void_code")), row.getString("void_message"));
        requireChecksum(
                row, checksum(Address.parse(row.getString("client")), row.getLong("sequence"), requestHash, reason));
        return new StoredRound.Voided(requestHash, reason);
    }

    private static long checksum(SignedReceipt signed, String contentType, boolean stream) {
        Receipt receipt = signed.receipt();
        return Checksum.of(
                receipt.client(),
                receipt.sequence(),
                receipt.requestHash(),
                receipt.responseHash(),
                receipt.usage().promptTokens(),
                receipt.usage().completionTokens(),
                receipt.cost(),
                receipt.status().number(),
                signed.signature(),
                contentType,
                stream);
    }

    private static long checksum(Address client, long sequence, Bytes32 requestHash, ProtocolError reason) {
        return Checksum.of(client, sequence, requestHash, reason.code().name(), reason.message());
    }

    /** Rows of earlier versions have none. */
    private static void requireChecksum(ResultSet row, long computed) throws SQLException {
        if (row.getString("checksum") != null && row.getLong("checksum") != computed) {
            throw damaged(row);
        }
    }

    private static StorageFailure damaged(ResultSet row) throws SQLException {
        return Damage.of("round " + row.getLong("sequence") + " of client " + row.getString("client")
                + " is not what was written");
    }
}
