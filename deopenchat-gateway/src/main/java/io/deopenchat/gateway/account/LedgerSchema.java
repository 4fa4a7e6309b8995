package io.deopenchat.gateway.account;

import io.deopenchat.storage.Schema;
import java.util.List;

/** The tables of a ledger: each entry is a migration, and what was released is never changed. */
final class LedgerSchema {
    static final Schema SCHEMA = new Schema(
            "deopenchat gateway ledger", List.of("""
            CREATE TABLE deployment (
              chain_id INTEGER NOT NULL,
              contract TEXT NOT NULL,
              provider TEXT NOT NULL);
            CREATE TABLE account (
              client TEXT PRIMARY KEY,
              highest_authorized TEXT NOT NULL,
              confirmed TEXT,
              confirmed_rounds INTEGER,
              confirmed_tokens INTEGER,
              transcript TEXT,
              confirmation_signature TEXT,
              unclaimed_tokens INTEGER NOT NULL DEFAULT 0,
              release_total TEXT,
              release_nonce INTEGER,
              release_deadline INTEGER,
              release_signature TEXT) WITHOUT ROWID;
            CREATE TABLE round (
              client TEXT NOT NULL,
              sequence INTEGER NOT NULL,
              request_hash TEXT NOT NULL,
              state TEXT NOT NULL,
              model TEXT NOT NULL,
              request TEXT NOT NULL,
              request_signature TEXT NOT NULL,
              admitted_at INTEGER NOT NULL,
              finished_at INTEGER,
              response_hash TEXT,
              prompt_tokens INTEGER,
              completion_tokens INTEGER,
              usage_source TEXT,
              cost TEXT,
              status INTEGER,
              receipt_signature TEXT,
              content_type TEXT,
              stream INTEGER,
              log BLOB,
              void_code TEXT,
              void_message TEXT,
              PRIMARY KEY (client, sequence));
            CREATE INDEX round_in_flight ON round (client) WHERE state = 'admitted';
            CREATE INDEX round_unconfirmed ON round (client) WHERE state = 'completed'
            """, ClaimJournal.TABLES, """
            ALTER TABLE round ADD COLUMN sealed BLOB;
            ALTER TABLE round ADD COLUMN confirmed_at INTEGER;
            UPDATE round SET confirmed_at = finished_at WHERE state = 'confirmed';
            CREATE INDEX round_to_erase ON round (confirmed_at) WHERE sealed IS NOT NULL
            """, """
            ALTER TABLE deployment ADD COLUMN has_checksums INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE deployment ADD COLUMN sequence_floor INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN claimed TEXT NOT NULL DEFAULT '0';
            ALTER TABLE account ADD COLUMN highest_sequence INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN used_sequences TEXT NOT NULL DEFAULT '0';
            ALTER TABLE account ADD COLUMN unconfirmed TEXT NOT NULL DEFAULT '0';
            ALTER TABLE account ADD COLUMN checksum INTEGER;
            ALTER TABLE round ADD COLUMN confirmed_total TEXT;
            ALTER TABLE round ADD COLUMN checksum INTEGER;
            UPDATE round SET confirmed_total = (SELECT confirmed FROM account WHERE account.client = round.client)
              WHERE state = 'confirmed';
            CREATE INDEX round_in_clear ON round (client) WHERE log IS NOT NULL;
            CREATE INDEX round_over ON round (coalesce(confirmed_at, finished_at))
              WHERE state IN ('confirmed', 'void') AND sealed IS NULL;
            CREATE TABLE round_totals (
              client TEXT NOT NULL,
              day TEXT NOT NULL,
              model TEXT NOT NULL,
              rounds INTEGER NOT NULL,
              voids INTEGER NOT NULL,
              prompt_tokens INTEGER NOT NULL,
              completion_tokens INTEGER NOT NULL,
              cost TEXT NOT NULL,
              PRIMARY KEY (client, day, model)) WITHOUT ROWID
            """, """
            DROP INDEX round_to_erase;
            CREATE INDEX round_to_erase ON round (coalesce(confirmed_at, finished_at)) WHERE sealed IS NOT NULL;
            CREATE INDEX round_kept ON round (client, finished_at, length(sealed)) WHERE sealed IS NOT NULL
            """, OrderJournal.TABLES));

    private LedgerSchema() {}
}
