package io.deopenchat.gateway.claim;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ClaimStatus;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.GasPrice;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chain with one wallet, told what to do: mine, reorganise, drop, fail. It pays as the contract does (cumulative totals,
 * at most the escrow), and takes transactions as nodes do (one for a nonce, replaced for an eighth more).
 */
final class FakeChain implements ClaimChain {
    static final long FIXED_GAS = 41_000;
    static final long ROW_GAS = 13_000;

    /** Who signed: a confirmation does not tell, and recovering it is another test's subject. */
    private final Map<SignedConfirmation, Address> signers = new HashMap<>();

    private final Map<Address, Wei> escrows = new HashMap<>();
    private final Map<Bytes32, List<SignedConfirmation>> signed = new HashMap<>();
    private final TreeMap<Long, SignedTransaction> pool = new TreeMap<>();
    private final List<Block> blocks = new ArrayList<>(List.of(Block.EMPTY));

    private final List<SignedTransaction> delivered = new ArrayList<>();
    private BigInteger baseFee = BigInteger.valueOf(1);
    private Wei balance = Wei.parseWithUnit("1000 ether");
    private long blockGasLimit = 30_000_000;
    private FeeShare fee = FeeShare.NONE;
    private final ChainUnavailable failure = unreachable();
    private boolean down;
    private long killAtCall = Long.MAX_VALUE;
    private boolean killAfterEffect;
    private long calls;
    private Consumer<SignedTransaction> beforeDelivery = transaction -> {};

    /** Ends the run in the middle of a call, as the end of a process would. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** @param transactions null stands for one of somebody else with the same wallet */
    private record Block(List<@Nullable SignedTransaction> transactions) {
        static final Block EMPTY = new Block(List.of());
    }

    private static ChainUnavailable unreachable() {
        try (ChainClient nobody = ChainClient.connect("http://127.0.0.1:1")) {
            nobody.headBlock();
            throw new IllegalStateException("somebody listens at port 1");
        } catch (ChainUnavailable expected) {
            return expected;
        }
    }

    void funds(ClientKey client, long escrow) {
        escrows.put(client.address(), Wei.of(escrow));
    }

    SignedConfirmation knows(SignedConfirmation confirmation, Address signer) {
        signers.put(confirmation, signer);
        return confirmation;
    }

    /** Looks at each transaction before the node has it. */
    void beforeDelivery(Consumer<SignedTransaction> look) {
        beforeDelivery = look;
    }

    void isDown(boolean now) {
        down = now;
    }

    void baseFee(long weiPerGas) {
        baseFee = BigInteger.valueOf(weiPerGas);
    }

    void balance(Wei now) {
        balance = now;
    }

    /** What the contract keeps; the claims here are paid whole. */
    void fee(int basisPoints) {
        fee = new FeeShare(basisPoints);
    }

    void blockGasLimit(long gas) {
        blockGasLimit = gas;
    }

    /** The n-th call from now ends the run, before or after it did something. */
    void killAt(long call, boolean afterEffect) {
        killAtCall = calls + call;
        killAfterEffect = afterEffect;
    }

    void killNoMore() {
        killAtCall = Long.MAX_VALUE;
    }

    /** A block with what waits and offers enough. */
    void mine() {
        List<@Nullable SignedTransaction> taken = new ArrayList<>();
        while (true) {
            SignedTransaction next = pool.get(count(blocks.size()) + taken.size());
            if (next == null || next.fees().maxFee().compareTo(baseFee) < 0) {
                break;
            }
            taken.add(pool.remove(next.nonce()));
        }
        blocks.add(new Block(taken));
    }

    void mine(int many) {
        for (int i = 0; i < many; i++) {
            mine();
        }
    }

    /** Somebody else sends from the same wallet, and is faster. */
    void minesSomebodyElsesTransaction() {
        pool.remove(count(blocks.size()));
        List<@Nullable SignedTransaction> foreign = new ArrayList<>();
        foreign.add(null);
        blocks.add(new Block(foreign));
    }

    /** Somebody else sent from the same wallet, and offered too little. */
    void somebodyElseIsStuckAt(long weiPerGas) {
        long nonce = count(blocks.size()) + pool.size();
        Fees fees = new Fees(BigInteger.ZERO, BigInteger.valueOf(weiPerGas));
        pool.put(nonce, sign(List.of(), nonce, FIXED_GAS, fees));
    }

    /** Replaces the newest blocks by as many empty ones and one more; what was in them waits again, or is gone. */
    void reorganise(int many, boolean transactionsWait) {
        int depth = Math.min(many, blocks.size() - 1);
        for (int i = 0; i < depth; i++) {
            for (SignedTransaction transaction : blocks.removeLast().transactions()) {
                if (transaction != null && transactionsWait) {
                    pool.put(transaction.nonce(), transaction);
                }
            }
        }
        for (int i = 0; i <= depth; i++) {
            blocks.add(Block.EMPTY);
        }
    }

    void drop() {
        pool.clear();
    }

    int waiting() {
        return pool.size();
    }

    List<SignedTransaction> delivered() {
        return delivered;
    }

    /** What each account has paid on the present chain. */
    Map<Address, Wei> claimed() {
        Map<Address, Wei> claimed = new LinkedHashMap<>();
        for (Block block : blocks) {
            for (SignedTransaction transaction : block.transactions()) {
                if (transaction != null) {
                    execute(transaction, claimed);
                }
            }
        }
        return claimed;
    }

    Wei claimed(ClientKey client) {
        return claimed().getOrDefault(client.address(), Wei.ZERO);
    }

    Wei escrow(ClientKey client) {
        return escrows.getOrDefault(client.address(), Wei.ZERO).minus(claimed(client));
    }

    /** Transactions of this wallet in blocks that moved nothing: gas for nothing. */
    long wasted() {
        Map<Address, Wei> claimed = new HashMap<>();
        long wasted = 0;
        for (Block block : blocks) {
            for (SignedTransaction transaction : block.transactions()) {
                if (transaction != null && execute(transaction, claimed).isEmpty()) {
                    wasted++;
                }
            }
        }
        return wasted;
    }

    private List<MinedClaim.Row> execute(SignedTransaction transaction, Map<Address, Wei> claimed) {
        List<MinedClaim.Row> rows = new ArrayList<>();
        for (SignedConfirmation row : rowsOf(transaction)) {
            Address client = signers.get(row);
            Wei before = claimed.getOrDefault(client, Wei.ZERO);
            Wei after = before.max(row.confirmation().cumulativeCost().min(escrows.getOrDefault(client, Wei.ZERO)));
            if (client != null && after.isAbove(before)) {
                claimed.put(client, after);
                rows.add(new MinedClaim.Row(client, after));
            }
        }
        return rows;
    }

    private List<SignedConfirmation> rowsOf(SignedTransaction transaction) {
        return signed.getOrDefault(transaction.hash(), List.of());
    }

    private long count(long blocksUpTo) {
        return blocks.stream()
                .limit(blocksUpTo)
                .mapToLong(block -> block.transactions().size())
                .sum();
    }

    /** Every call of the run comes through here. */
    private <T> T call(Supplier<T> effect) {
        calls++;
        if (calls == killAtCall && !killAfterEffect) {
            throw new Killed();
        }
        if (down) {
            throw failure;
        }
        T result = effect.get();
        if (calls == killAtCall) {
            throw new Killed();
        }
        return result;
    }

    @Override
    public Address wallet() {
        return Parties.PROVIDER;
    }

    @Override
    public long settled(int depth) {
        return call(() -> Math.max(0, blocks.size() - 1L - depth));
    }

    @Override
    public List<ClaimStatus> preflight(List<SignedConfirmation> rows) {
        return call(() -> {
            Map<Address, Wei> claimed = claimed();
            return rows.stream().map(row -> status(row, claimed)).toList();
        });
    }

    private ClaimStatus status(SignedConfirmation row, Map<Address, Wei> claimed) {
        Address client = signers.get(row);
        if (client == null) {
            return ClaimStatus.BAD_SIGNATURE;
        }
        Wei total = row.confirmation().cumulativeCost();
        if (!total.isAbove(claimed.getOrDefault(client, Wei.ZERO))) {
            return ClaimStatus.STALE;
        }
        return total.isAbove(escrows.getOrDefault(client, Wei.ZERO)) ? ClaimStatus.CAPPED : ClaimStatus.PAID;
    }

    @Override
    public long gasLimit(List<SignedConfirmation> rows) {
        return call(() -> FIXED_GAS + ROW_GAS * rows.size());
    }

    @Override
    public long blockGasLimit() {
        return call(() -> blockGasLimit);
    }

    @Override
    public GasPrice gasPrice() {
        return call(() -> new GasPrice(baseFee, BigInteger.ZERO));
    }

    @Override
    public FeeShare fee() {
        return call(() -> fee);
    }

    @Override
    public Wei balance() {
        return call(() -> balance);
    }

    @Override
    public long head() {
        return call(() -> blocks.size() - 1L);
    }

    @Override
    public long nextNonce() {
        return call(() -> {
            long next = count(blocks.size());
            while (pool.containsKey(next)) {
                next++;
            }
            return next;
        });
    }

    @Override
    public long transactionCount(long block) {
        return call(() -> count(block + 1));
    }

    @Override
    public SignedTransaction sign(List<SignedConfirmation> rows, long nonce, long gasLimit, Fees fees) {
        Bytes32 hash = Hash.keccak256(rows + " " + nonce + " " + gasLimit + " " + fees);
        signed.put(hash, List.copyOf(rows));
        return new SignedTransaction(hash, nonce, gasLimit, fees, hash.toString());
    }

    @Override
    public Delivery fill(long nonce, Fees fees) {
        return call(() -> take(sign(List.of(), nonce, FIXED_GAS, fees)));
    }

    @Override
    public Delivery deliver(SignedTransaction transaction) {
        beforeDelivery.accept(transaction);
        return call(() -> take(transaction));
    }

    private Delivery take(SignedTransaction transaction) {
        delivered.add(transaction);
        if (transaction.nonce() < count(blocks.size())) {
            return new Delivery.Refused(Delivery.Reason.NONCE_USED, failure);
        }
        BigInteger most = transaction.fees().maxFee().multiply(BigInteger.valueOf(transaction.gasLimit()));
        if (balance.value().compareTo(most) < 0) {
            return new Delivery.Refused(Delivery.Reason.TOO_POOR, failure);
        }
        SignedTransaction before = pool.get(transaction.nonce());
        if (before != null && !before.equals(transaction) && !replaces(transaction.fees(), before.fees())) {
            return new Delivery.Refused(Delivery.Reason.UNDERPRICED, failure);
        }
        pool.put(transaction.nonce(), transaction);
        return new Delivery.Accepted();
    }

    private static boolean replaces(Fees next, Fees before) {
        return isAnEighthAbove(next.maxFee(), before.maxFee()) && isAnEighthAbove(next.tip(), before.tip());
    }

    private static boolean isAnEighthAbove(BigInteger next, BigInteger before) {
        BigInteger eight = BigInteger.valueOf(8);
        return next.multiply(eight).compareTo(before.multiply(BigInteger.valueOf(9))) >= 0;
    }

    @Override
    public boolean knows(Bytes32 hash) {
        return call(() -> known().contains(hash));
    }

    private Set<Bytes32> known() {
        Set<Bytes32> known = new HashSet<>();
        pool.values().forEach(transaction -> known.add(transaction.hash()));
        blocks.forEach(block -> block.transactions().stream()
                .flatMap(transaction -> Optional.ofNullable(transaction).stream())
                .forEach(transaction -> known.add(transaction.hash())));
        return known;
    }

    @Override
    public Optional<MinedClaim> mined(Bytes32 hash) {
        return call(() -> find(hash));
    }

    private Optional<MinedClaim> find(Bytes32 hash) {
        Map<Address, Wei> claimed = new HashMap<>();
        for (int number = 0; number < blocks.size(); number++) {
            for (SignedTransaction transaction : blocks.get(number).transactions()) {
                if (transaction != null) {
                    List<MinedClaim.Row> rows = execute(transaction, claimed);
                    if (transaction.hash().equals(hash)) {
                        return Optional.of(new MinedClaim(hash, number, true, Wei.ZERO, Wei.ZERO, Wei.ZERO, rows));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
