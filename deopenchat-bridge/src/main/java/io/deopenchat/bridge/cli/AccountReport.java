package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.AccountState;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;

/** An account of the contract in wire form. */
final class AccountReport {
    private AccountReport() {}

    static String json(Address provider, AccountState account) {
        ObjectNode node = Json.object();
        node.put("provider", provider.toString());
        node.put("client", account.client().toString());
        node.put("owner", account.owner().toString());
        node.put("publicKey", account.publicKey().toString());
        node.put("escrow", account.escrow().toString());
        node.put("claimed", account.claimed().toString());
        node.put("rounds", Long.toString(account.rounds()));
        node.put("locked", account.locked().toString());
        node.put("withdrawing", account.withdrawing().toString());
        node.put("declaredTotal", account.declaredTotal().toString());
        node.put("maturesAt", Long.toString(account.maturesAt()));
        node.put("lapsesAt", Long.toString(account.lapsesAt()));
        node.put("releaseNonce", Long.toString(account.releaseNonce()));
        return Json.text(node);
    }
}
