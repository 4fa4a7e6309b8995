package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.AccountState;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.time.Instant;

/** An account of the contract in wire form. */
final class AccountReport {
    private static final long NOT_PENDING = 0;
    private static final long NEVER = Long.MAX_VALUE;

    private AccountReport() {}

    static String json(Address provider, AccountState account) {
        ObjectNode node = Json.object();
        node.put("provider", provider.toString());
        node.put("client", account.client().toString());
        node.put("owner", account.owner().toString());
        node.put("bound", account.bound());
        node.put("publicKey", account.publicKey().toString());
        node.put("escrow", account.escrow().toString());
        node.put("claimed", account.claimed().toString());
        node.put("rounds", Long.toString(account.rounds()));
        node.put("ktokens", Long.toString(account.ktokens()));
        node.put("locked", account.locked().toString());
        node.put("withdrawing", account.withdrawing().toString());
        node.put("declaredTotal", account.declaredTotal().toString());
        node.put("maturesAt", Long.toString(maturesAt(account)));
        node.put("lapsesAt", Long.toString(lapsesAt(account)));
        node.put("releaseNonce", Long.toString(account.releaseNonce()));
        node.put("flagged", account.flagged().toString());
        node.put("contested", account.contested().toString());
        return Json.text(node);
    }

    /** Unix seconds. */
    private static long maturesAt(AccountState account) {
        return account.maturesAt().map(Instant::getEpochSecond).orElse(NOT_PENDING);
    }

    /** Unix seconds. */
    private static long lapsesAt(AccountState account) {
        long otherwise = account.maturesAt().isPresent() ? NEVER : NOT_PENDING;
        return account.lapsesAt().map(Instant::getEpochSecond).orElse(otherwise);
    }
}
