package io.deopenchat.gateway.round;

import io.deopenchat.http.ByteBudget;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.signing.Address;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What rounds may hold of the heap, by what it is for: who fills one share takes nothing of the others. Together with bodies on
 * their way in (an eighth) they are less than the whole. Small bodies and answers always have room, so large ones compete with
 * each other alone.
 */
public final class RoundMemory {
    static final int BODIES_SHARE_OF_HEAP = 4;
    static final int ANSWERS_SHARE_OF_HEAP = 6;
    static final int REPLAYS_SHARE_OF_HEAP = 8;

    /** The client's body, and what the backend is sent. */
    static final int BODIES_OF_A_ROUND = 2;

    /** Of a body or an answer in flight. */
    static final int SMALL_BYTES = 64 * 1_024;

    /** Larger ones than {@link #SMALL_BYTES} that one account may fetch again at the same time. */
    static final int LARGE_REPLAYS_PER_ACCOUNT = 4;

    /** As it was written, for what is measured, and as it is sent. */
    static final int TIMES_SEALED = 2;

    /** What sealing adds to an answer. */
    private static final int SEAL_BYTES = 64;

    static final ProtocolError NO_ROOM_FOR_ANSWER = ProtocolError.of(
            ErrorCode.CAPACITY_EXCEEDED, "too many large answers are in flight at the same time; ask again later");

    private final ParseBudget parses;
    private final ByteBudget bodies;
    private final ByteBudget answers;
    private final ByteBudget replays;
    private final Map<Address, Integer> largeReplays = new ConcurrentHashMap<>();

    RoundMemory(ParseBudget parses, ByteBudget bodies, ByteBudget answers, ByteBudget replays) {
        this.parses = parses;
        this.bodies = bodies;
        this.answers = answers;
        this.replays = replays;
    }

    /**
     * One body and one answer of the largest size have room in any case.
     *
     * @param opensSealed whether that may be a sealed answer, which is held {@link #TIMES_SEALED} times
     */
    public static RoundMemory ofThisProcess(int maxBodyBytes, boolean opensSealed) {
        long largestAnswer = (long) Exchange.MAX_ANSWER_BYTES * (opensSealed ? TIMES_SEALED : 1);
        return new RoundMemory(
                ParseBudget.ofThisProcess(maxBodyBytes),
                ByteBudget.ofHeap(BODIES_SHARE_OF_HEAP, (long) BODIES_OF_A_ROUND * maxBodyBytes),
                ByteBudget.ofHeap(ANSWERS_SHARE_OF_HEAP, largestAnswer),
                ByteBudget.ofHeap(REPLAYS_SHARE_OF_HEAP, Exchange.MAX_ANSWER_BYTES + SEAL_BYTES));
    }

    /** For what is made of bodies and answers. */
    public ParseBudget parses() {
        return parses;
    }

    /** @throws NoRoom if too many large ones are in flight */
    Holding body(int bytes) {
        Holding held = new Holding(bodies, SMALL_BYTES);
        if (!held.add((long) BODIES_OF_A_ROUND * bytes)) {
            throw new NoRoom("too many large requests are served at the same time");
        }
        return held;
    }

    /** Of a round that begins; grows with what arrives. */
    Holding answer() {
        return new Holding(answers, SMALL_BYTES);
    }

    /**
     * For an answer that is read from the disk.
     *
     * @throws NoRoom if too many are being sent again, in all or to this account
     */
    Holding replay(Address client, long bytes) {
        Holding held = bytes > SMALL_BYTES ? largeReplay(client) : new Holding(replays, 0);
        if (!held.add(bytes)) {
            held.close();
            throw new NoRoom("too many stored answers are sent at the same time; ask again when one of them has ended");
        }
        return held;
    }

    private Holding largeReplay(Address client) {
        int now = largeReplays.merge(client, 1, Integer::sum);
        Holding held = new Holding(replays, 0, () -> forget(client));
        if (now > LARGE_REPLAYS_PER_ACCOUNT) {
            held.close();
            throw new NoRoom("this account is being sent " + LARGE_REPLAYS_PER_ACCOUNT
                    + " large stored answers; ask again when one of them has ended");
        }
        return held;
    }

    private void forget(Address client) {
        largeReplays.computeIfPresent(client, (who, count) -> count == 1 ? null : count - 1);
    }
}
