package io.deopenchat.bridge.market;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Bytes;
import io.deopenchat.chain.KeptTransaction;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.chain.ProvisionalClaim;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The open market as one owner sees it and acts in it. Calls may take as long as a node takes, and may throw
 * {@link io.deopenchat.chain.ChainUnavailable} or {@link io.deopenchat.chain.ContractRefusal}.
 */
public interface MarketChain {

    /** The wallet whose orders these are. */
    Address owner();

    /** By which the contract judges times, as far as that is known here. */
    Instant now();

    /** In which an answer to a challenge can surely be in a block. */
    Duration shortestSilence();

    /** From a lock until a careful provider takes it for final, and serves. */
    Duration settleTime();

    /** Empty if it was never posted. */
    Optional<Order> order(long orderId);

    Optional<AccountState> account(Address provider, Address client);

    /**
     * Posts an order and waits until it is mined.
     *
     * @param keeper writes the transaction down before it is sent
     * @return its id
     */
    long post(OrderTerms terms, PublicKey client, Signature bind, Bytes memo, Consumer<KeptTransaction> keeper);

    /** What became of an order that was about to be posted. */
    Posting goOn(KeptTransaction posting);

    void takeBack(long orderId);

    void challenge(long orderId, OrderTerms terms);

    /** Whether the contract takes {@link #reopen} already, by the time of the newest block. */
    boolean canReopen(long orderId);

    void reopen(long orderId);

    /** @param declared total that the provider is paid first */
    void requestRest(Address provider, Address client, Wei declared);

    void takeRest(Address provider, Address client);

    /** What the provider asserts that nobody confirmed; empty if it asserts nothing. */
    Optional<ProvisionalClaim> claim(Address provider, Address client);

    /**
     * Denies what the provider asserts beyond what is owed: that part goes to nobody.
     *
     * @param owed total of the account that is admitted
     */
    void contest(Address provider, Address client, Bytes32 requestHash, Wei owed);

    /**
     * Until the chain may say something new, or this time at the latest.
     *
     * @throws InterruptedException if nobody shall wait any more
     */
    void pause(Instant until) throws InterruptedException;

    /** What became of a posting. */
    sealed interface Posting {
        record Posted(long orderId) implements Posting {}

        /** It can never happen: nothing is staked. */
        record Never(String why) implements Posting {}

        record Waiting(String why) implements Posting {}
    }
}
