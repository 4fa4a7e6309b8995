package io.deopenchat.chaos.simulation;

import java.util.HashMap;
import java.util.Map;

/** What the contract holds after a block. */
final class ChainState {
    private final Map<Pair, Escrow> accounts;
    private final Map<Integer, Market> markets;
    private final Map<Integer, Long> nonces;

    private ChainState(Map<Pair, Escrow> accounts, Map<Integer, Market> markets, Map<Integer, Long> nonces) {
        this.accounts = accounts;
        this.markets = markets;
        this.nonces = nonces;
    }

    static ChainState empty() {
        return new ChainState(new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    ChainState copy() {
        return new ChainState(new HashMap<>(accounts), new HashMap<>(markets), new HashMap<>(nonces));
    }

    Map<Pair, Escrow> accounts() {
        return accounts;
    }

    Escrow account(Pair pair) {
        return accounts.getOrDefault(pair, Escrow.NONE);
    }

    void account(Pair pair, Escrow escrow) {
        accounts.put(pair, escrow);
    }

    Market market(int provider) {
        return markets.getOrDefault(provider, Market.at(10, 1, 2));
    }

    void market(int provider, Market market) {
        markets.put(provider, market);
    }

    /** How many transactions of the wallet are in blocks. */
    long nonce(int provider) {
        return nonces.getOrDefault(provider, 0L);
    }

    void useNonce(int provider) {
        nonces.merge(provider, 1L, Long::sum);
    }
}
