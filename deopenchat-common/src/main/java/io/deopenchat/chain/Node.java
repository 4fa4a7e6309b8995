package io.deopenchat.chain;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthBlockNumber;
import org.web3j.utils.Numeric;

/** One node and what is known of it. Safe for many threads. */
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    static final Duration FIRST_REST = Duration.ofSeconds(10);
    static final Duration MAX_REST = Duration.ofMinutes(5);

    /** What a node saw counts for so long against others: one that is gone must not hold them up for ever. */
    static final Duration HEAD_COUNTS = Duration.ofMinutes(10);

    private final Rpc rpc;
    private final boolean alone;

    private @Nullable Pin agreed;
    private Instant restsUntil = Instant.MIN;
    private Duration rest = Duration.ZERO;
    private long head;
    private Instant headSeen = Instant.MIN;

    /** @param alone nobody is asked instead: its failures are told by those who asked */
    Node(Rpc rpc, boolean alone) {
        this.rpc = rpc;
        this.alone = alone;
    }

    Rpc rpc() {
        return rpc;
    }

    synchronized boolean isResting(Instant now) {
        return now.isBefore(restsUntil);
    }

    synchronized Instant restsUntil() {
        return restsUntil;
    }

    /** Whether it agreed to this pin, and did not fail since. */
    synchronized boolean hasAgreedTo(Pin pin) {
        return pin.equals(agreed);
    }

    synchronized void agrees(Pin pin) {
        agreed = pin;
    }

    synchronized void answered() {
        if (!rest.isZero() && !alone) {
            LOG.info("the node at {} answers again", rpc.endpointName());
        }
        rest = Duration.ZERO;
        restsUntil = Instant.MIN;
    }

    /** It rests, longer each time, and has to agree to the pin again. Questions that fail together count once. */
    synchronized void failed(ChainUnavailable why, Instant now) {
        if (rest.isZero() && !alone) {
            LOG.warn("the node at {} is left out for a while: {}", rpc.endpointName(), why.getMessage());
        }
        agreed = null;
        if (isResting(now)) {
            return;
        }
        rest = rest.isZero() ? FIRST_REST : shorter(rest.multipliedBy(2), MAX_REST);
        restsUntil = now.plus(rest);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Asks for the number of its newest block. */
    long askHead(Instant now) {
        String hex = rpc.require("eth_blockNumber", EthBlockNumber.class);
        BigInteger number = rpc.understand("eth_blockNumber", () -> Numeric.decodeQuantity(hex));
        return saw(rpc.understand("eth_blockNumber", number::longValueExact), now);
    }

    /** Asks when its newest block was made, as the block says. */
    Instant askNewestBlockTime() {
        EthBlock.Block block = rpc.require("eth_getBlockByNumber", EthBlock.class, "latest", false);
        return rpc.understand(
                "eth_getBlockByNumber",
                () -> Instant.ofEpochSecond(block.getTimestamp().longValueExact()));
    }

    private synchronized long saw(long number, Instant now) {
        head = number;
        headSeen = now;
        return number;
    }

    /** Its newest block as it said last; 0 if it said nothing lately. */
    synchronized long headAsOf(Instant now) {
        return headSeen.equals(Instant.MIN) || now.isAfter(headSeen.plus(HEAD_COUNTS)) ? 0 : head;
    }
}
