package io.deopenchat.gateway.claim;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ClaimStatus;
import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.GasPrice;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.List;
import java.util.Optional;

/**
 * What claims need of a node, a contract and a wallet. Whatever cannot be read is a {@link ChainUnavailable}, never an
 * empty or zero answer.
 */
interface ClaimChain {
    Address wallet();

    /** Number of the newest block that is final, or so many blocks deep. */
    long settled(int depth);

    /** What a claim would do with each row if it were mined now. */
    List<ClaimStatus> preflight(List<SignedConfirmation> rows);

    /** The most gas that a claim of these rows may use. */
    long gasLimit(List<SignedConfirmation> rows);

    long blockGasLimit();

    GasPrice gasPrice();

    /** What the contract keeps of a claim that is mined now. */
    FeeShare fee();

    /** Native coin of the wallet. */
    Wei balance();

    /** Number of the newest block. */
    long head();

    /** The next nonce, transactions that wait counted. */
    long nextNonce();

    /** How many of the wallet's transactions are in blocks up to this one. */
    long transactionCount(long block);

    /** Signs; nothing is sent. */
    SignedTransaction sign(List<SignedConfirmation> rows, long nonce, long gasLimit, Fees fees);

    Delivery deliver(SignedTransaction signed);

    /** Takes the place of whatever waits with a nonce of the wallet: a payment of nothing to itself. */
    Delivery fill(long nonce, Fees fees);

    /** Whether the node has it, in a block or waiting for one. */
    boolean knows(Bytes32 hash);

    /** The transaction if it is in a block of the present chain. */
    Optional<MinedClaim> mined(Bytes32 hash);
}
