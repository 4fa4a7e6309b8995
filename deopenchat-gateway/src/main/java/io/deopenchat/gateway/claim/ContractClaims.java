package io.deopenchat.gateway.claim;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ClaimStatus;
import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.GasPrice;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Claims of a provider, sent by its own wallet. */
public final class ContractClaims implements ClaimChain {
    private final ChainClient chain;
    private final DeopenchatContract contract;
    private final TransactionSigner signer;

    public ContractClaims(ChainClient chain, DeopenchatContract contract, TransactionSigner signer) {
        this.chain = chain;
        this.contract = contract;
        this.signer = signer;
    }

    /** Whether claims bring the coin that their gas is paid in. */
    boolean settlesInNativeCoin() {
        return contract.settlesInNativeCoin();
    }

    /** Nobody else of this gateway may take a nonce meanwhile. */
    <T> T inTurn(Supplier<T> step) {
        return signer.inTurn(step);
    }

    @Override
    public Address wallet() {
        return signer.address();
    }

    @Override
    public long settled(int depth) {
        return chain.settledBlock(contract.network(), depth, chain.headBlock());
    }

    @Override
    public List<ClaimStatus> preflight(List<SignedConfirmation> rows) {
        return contract.claims().preflightClaim(wallet(), wallet(), rows);
    }

    @Override
    public long gasLimit(List<SignedConfirmation> rows) {
        return chain.gasLimit(wallet(), call(rows), contract.network());
    }

    @Override
    public long blockGasLimit() {
        return chain.blockGasLimit();
    }

    @Override
    public GasPrice gasPrice() {
        return chain.gasPrice(contract.network());
    }

    @Override
    public FeeShare fee() {
        return new FeeShare(contract.treasury().fee().basisPoints());
    }

    @Override
    public Wei balance() {
        return chain.balance(wallet());
    }

    @Override
    public long head() {
        return chain.headBlock();
    }

    @Override
    public long nextNonce() {
        return chain.nextNonce(wallet());
    }

    @Override
    public long transactionCount(long block) {
        return chain.transactionCount(wallet(), block);
    }

    @Override
    public SignedTransaction sign(List<SignedConfirmation> rows, long nonce, long gasLimit, Fees fees) {
        return signer.sign(call(rows), nonce, gasLimit, fees);
    }

    @Override
    public Delivery deliver(SignedTransaction signed) {
        return chain.deliver(signed);
    }

    @Override
    public Delivery fill(long nonce, Fees fees) {
        ContractCall nothing = new ContractCall(wallet(), "0x", Wei.ZERO, "nothing, in place of nonce " + nonce);
        return chain.deliver(signer.sign(nothing, nonce, chain.gasLimit(wallet(), nothing, contract.network()), fees));
    }

    @Override
    public boolean knows(Bytes32 hash) {
        return chain.knows(hash);
    }

    @Override
    public Optional<MinedClaim> mined(Bytes32 hash) {
        return chain.mined(hash).map(this::read);
    }

    private MinedClaim read(MinedTransaction mined) {
        ClaimedRows claimed = ClaimedRows.of(contract, mined);
        return new MinedClaim(
                mined.hash(),
                mined.block(),
                mined.succeeded(),
                claimed.paid(),
                claimed.fee(),
                mined.gasCost(),
                claimed.rows().stream()
                        .map(row -> new MinedClaim.Row(row.client(), row.claimed()))
                        .toList());
    }

    private ContractCall call(List<SignedConfirmation> rows) {
        return contract.claims().claim(wallet(), rows);
    }
}
