package io.deopenchat.gateway.claim;

import io.deopenchat.chain.ClaimStatus;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.GasPrice;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.ClaimJournal;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The claims of a gateway without their thread, on a chain that is told what to do. */
public final class ClaimTurns {
    private final ClaimRun run;

    public ClaimTurns(
            AccountBook accounts, ClaimJournal journal, Node node, ClaimConfig config, Pace pace, InstantSource clock) {
        this.run = new ClaimRun(
                accounts, journal, new OnNode(node), config, GasRule.NONE, pace, clock, ClaimListener.NONE);
    }

    /** @return whether nothing is left that a gateway should wait for before it stops */
    public boolean turn(boolean stopping) {
        return run.turn(stopping).settled();
    }

    /** What one wallet needs of a chain. */
    public interface Node {
        Address wallet();

        long head();

        long settled(int depth);

        ClaimStatus status(SignedConfirmation row);

        long nextNonce();

        long transactionCount(long block);

        SignedTransaction sign(List<SignedConfirmation> rows, long nonce, long gasLimit, Fees fees);

        Delivery deliver(SignedTransaction signed);

        boolean knows(Bytes32 hash);

        Optional<Mined> mined(Bytes32 hash);
    }

    /** @param claimed of each account whose money moved: what was claimed from it in total */
    public record Mined(Bytes32 hash, long block, Map<Address, Wei> claimed) {}

    /** Gas costs one, and the wallet is rich. */
    private record OnNode(Node node) implements ClaimChain {
        private static final GasPrice PRICE = new GasPrice(BigInteger.ONE, BigInteger.ZERO);
        private static final long GAS_OF_A_CLAIM = 100_000;
        private static final long BLOCK_GAS = 30_000_000;

        @Override
        public Address wallet() {
            return node.wallet();
        }

        @Override
        public long settled(int depth) {
            return node.settled(depth);
        }

        @Override
        public List<ClaimStatus> preflight(List<SignedConfirmation> rows) {
            return rows.stream().map(node::status).toList();
        }

        @Override
        public long gasLimit(List<SignedConfirmation> rows) {
            return GAS_OF_A_CLAIM;
        }

        @Override
        public long blockGasLimit() {
            return BLOCK_GAS;
        }

        @Override
        public GasPrice gasPrice() {
            return PRICE;
        }

        @Override
        public FeeShare fee() {
            return FeeShare.NONE;
        }

        @Override
        public Wei balance() {
            return Wei.MAX;
        }

        @Override
        public long head() {
            return node.head();
        }

        @Override
        public long nextNonce() {
            return node.nextNonce();
        }

        @Override
        public long transactionCount(long block) {
            return node.transactionCount(block);
        }

        @Override
        public SignedTransaction sign(List<SignedConfirmation> rows, long nonce, long gasLimit, Fees fees) {
            return node.sign(rows, nonce, gasLimit, fees);
        }

        @Override
        public Delivery deliver(SignedTransaction signed) {
            return node.deliver(signed);
        }

        @Override
        public Delivery fill(long nonce, Fees fees) {
            return node.deliver(node.sign(List.of(), nonce, GAS_OF_A_CLAIM, fees));
        }

        @Override
        public boolean knows(Bytes32 hash) {
            return node.knows(hash);
        }

        @Override
        public Optional<MinedClaim> mined(Bytes32 hash) {
            return node.mined(hash).map(OnNode::read);
        }

        private static MinedClaim read(Mined mined) {
            List<MinedClaim.Row> rows = mined.claimed().entrySet().stream()
                    .map(entry -> new MinedClaim.Row(entry.getKey(), entry.getValue()))
                    .toList();
            return new MinedClaim(mined.hash(), mined.block(), true, Wei.ZERO, Wei.ZERO, Wei.ZERO, rows);
        }
    }
}
