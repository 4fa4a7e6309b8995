package io.deopenchat.chaos.simulation;

import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A chain with the contract on it: blocks, transactions that wait, and rewritings. A rewriting takes the newest blocks away and
 * puts more of them in their place; claims in them may be lost, deposits too as long as no gateway should have counted them.
 */
final class ChainModel {
    private final int depth;
    private final Chance chance;
    private final Trace trace;
    private final boolean addsClaims;

    /** The account that signed, found by its signature; empty if nobody did. */
    private final Function<SignedConfirmation, Optional<Pair>> signers;

    private final Function<Integer, Address> clients;
    private final Map<Bytes32, List<SignedConfirmation>> rows = new HashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<Tx> waiting = new ArrayList<>();
    private final Map<Integer, Map<Long, SignedTransaction>> pools = new HashMap<>();
    private final Map<Bytes32, Included> included = new HashMap<>();
    private final List<Evidence.Leaving> leaving = new ArrayList<>();

    /** In blocks that were deep when they were taken away: gateways count them, wherever they are now. */
    private final Set<Tx> counted = new HashSet<>();

    private boolean deep;

    private record Block(List<Tx> transactions, ChainState state) {}

    /** @param claimed of each account that paid: what was claimed from it in total */
    record Included(long block, Map<Address, Wei> claimed) {}

    ChainModel(
            int depth,
            Chance chance,
            Trace trace,
            boolean addsClaims,
            Function<SignedConfirmation, Optional<Pair>> signers,
            Function<Integer, Address> clients) {
        this.depth = depth;
        this.chance = chance;
        this.trace = trace;
        this.addsClaims = addsClaims;
        this.signers = signers;
        this.clients = clients;
        blocks.add(new Block(List.of(), ChainState.empty()));
    }

    long head() {
        return blocks.size() - 1L;
    }

    long settled(int blocksOnTop) {
        return Math.max(0, head() - blocksOnTop);
    }

    ChainState at(long block) {
        return blocks.get((int) block).state();
    }

    ChainState newest() {
        return blocks.getLast().state();
    }

    /** Whether it was ever rewritten deeper than gateways wait. */
    boolean wasDeep() {
        return deep;
    }

    /** Owners that asked for their money, and when it left; in order. */
    List<Evidence.Leaving> leaving() {
        return List.copyOf(leaving);
    }

    void send(Tx transaction) {
        trace.note(() -> "sent to the chain: " + transaction);
        waiting.add(transaction);
    }

    Optional<Pair> signer(SignedConfirmation row) {
        return signers.apply(row);
    }

    SignedTransaction remember(SignedTransaction signed, List<SignedConfirmation> of) {
        rows.put(signed.hash(), List.copyOf(of));
        return signed;
    }

    Map<Long, SignedTransaction> pool(int provider) {
        return pools.computeIfAbsent(provider, none -> new TreeMap<>());
    }

    Optional<Included> included(Bytes32 hash) {
        return Optional.ofNullable(included.get(hash));
    }

    /** @param lazyPercent of the transactions that this block leaves waiting */
    void mine(long now, int lazyPercent) {
        ChainState state = newest().copy();
        List<Tx> taken = new ArrayList<>();
        for (Tx next : List.copyOf(waiting)) {
            if (!chance.percent(lazyPercent)) {
                waiting.remove(next);
                taken.add(next);
                apply(next, state, now);
            }
        }
        for (int provider : List.copyOf(pools.keySet())) {
            takeClaims(provider, state, taken, lazyPercent);
        }
        blocks.add(new Block(taken, state));
    }

    private void takeClaims(int provider, ChainState state, List<Tx> taken, int lazyPercent) {
        SignedTransaction next = pool(provider).get(state.nonce(provider));
        while (next != null && !chance.percent(lazyPercent)) {
            pool(provider).remove(next.nonce());
            taken.add(new Tx.Claim(provider, next));
            claim(provider, next, state);
            next = pool(provider).get(state.nonce(provider));
        }
    }

    private void claim(int provider, SignedTransaction signed, ChainState state) {
        Map<Address, Wei> claimed = new LinkedHashMap<>();
        for (SignedConfirmation row : rows.getOrDefault(signed.hash(), List.of())) {
            signers.apply(row).ifPresent(pair -> pay(pair, row, state, claimed));
        }
        state.useNonce(provider);
        included.put(signed.hash(), new Included(blocks.size(), claimed));
        trace.note(
                () -> "block " + blocks.size() + " has claim " + signed.nonce() + " of p" + provider + ": " + claimed);
    }

    private void pay(Pair pair, SignedConfirmation row, ChainState state, Map<Address, Wei> claimed) {
        Escrow before = state.account(pair);
        Escrow after = before.claim(
                row.confirmation().cumulativeCost().value().longValueExact(), addsClaims ? before.claimed() : 0);
        if (after.claimed() > before.claimed()) {
            state.account(pair, after);
            claimed.put(clients.apply(pair.client()), Wei.of(after.claimed()));
        }
    }

    private void apply(Tx transaction, ChainState state, long now) {
        trace.note(() -> "block " + blocks.size() + " has " + transaction);
        switch (transaction) {
            case Tx.Deposit deposit ->
                state.account(deposit.pair(), state.account(deposit.pair()).deposit(deposit.amount()));
            case Tx.Request request -> {
                leaving.add(new Evidence.Leaving(request.pair(), second(now), Optional.empty()));
                state.account(request.pair(), state.account(request.pair()).request(request.declared(), now));
            }
            case Tx.Finish finish -> finish(finish.pair(), state, now);
            case Tx.Reprice reprice ->
                state.market(
                        reprice.provider(), state.market(reprice.provider()).repriced(reprice.factor(), now));
            case Tx.Claim claim -> throw new IllegalStateException("claims have a pool of their own: " + claim);
        }
    }

    private void finish(Pair pair, ChainState state, long now) {
        Escrow account = state.account(pair);
        if (account.isMature(now)) {
            state.account(pair, account.finish());
            leaving.replaceAll(some -> some.pair().equals(pair) && some.to().isEmpty()
                    ? new Evidence.Leaving(pair, some.from(), Optional.of(second(now)))
                    : some);
        }
    }

    private static long second(long millis) {
        return Scheduler.instantAt(millis).getEpochSecond();
    }

    /** The newest blocks are replaced by as many and one more. */
    void reorganise(int many, long now) {
        int popped = (int) Math.min(many, head());
        trace.note(() -> "the newest " + popped + " blocks are rewritten");
        deep |= popped > depth;
        List<Tx> back = new ArrayList<>();
        for (int i = 0; i < popped; i++) {
            List<Tx> taken = blocks.removeLast().transactions();
            back.addAll(0, taken);
            if (i >= depth) {
                counted.addAll(taken);
            }
        }
        back.forEach(transaction -> returned(transaction, popped));
        for (int i = 0; i <= popped; i++) {
            mine(now, 70);
        }
    }

    private void returned(Tx transaction, int popped) {
        switch (transaction) {
            case Tx.Claim claim -> {
                included.remove(claim.signed().hash());
                if (chance.percent(50)) {
                    pool(claim.provider()).putIfAbsent(claim.signed().nonce(), claim.signed());
                }
            }
            case Tx.Deposit deposit
            when popped <= depth && !counted.contains(deposit) && chance.percent(50) ->
                trace.note(() -> "lost with its block: " + deposit);
            case Tx.Deposit deposit -> waiting.add(deposit);
            case Tx.Request request -> waiting.add(request);
            case Tx.Finish finish -> waiting.add(finish);
            case Tx.Reprice reprice -> waiting.add(reprice);
        }
    }

    /** Nodes forget what waits. */
    void forgetClaims(int provider) {
        pool(provider).clear();
    }

    @Nullable
    SignedTransaction waiting(int provider, long nonce) {
        return pool(provider).get(nonce);
    }
}
