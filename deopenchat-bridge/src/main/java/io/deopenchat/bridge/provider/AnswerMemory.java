package io.deopenchat.bridge.provider;

import io.deopenchat.http.ByteBudget;

/**
 * What answers in flight may hold of the heap: all of them together a share of it, those of one provider half of that, so that
 * nobody can fill what others need. Answers that hold little are not counted and always have room.
 */
public final class AnswerMemory {
    static final int SHARE_OF_HEAP = 3;

    /** Of the share of all, that of one provider. */
    static final int SHARE_OF_ONE = 2;

    /** So few bytes of an answer are not counted. */
    public static final int SMALL_BYTES = 64 * 1_024;

    private final ByteBudget all;
    private final ByteBudget budget;
    private final long limit;

    private AnswerMemory(ByteBudget all, ByteBudget budget, long limit) {
        this.all = all;
        this.budget = budget;
        this.limit = limit;
    }

    /** Of all providers together, in bytes. */
    public static AnswerMemory of(long limit) {
        ByteBudget all = new ByteBudget(limit);
        return new AnswerMemory(all, all, limit);
    }

    public static AnswerMemory ofThisProcess() {
        return of(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** The part of one provider. */
    public AnswerMemory ofOne() {
        long itsLimit = limit / SHARE_OF_ONE;
        return new AnswerMemory(all, all.part(itsLimit), itsLimit);
    }

    /** Whether an answer that begins now could become larger than {@value #SMALL_BYTES} bytes. */
    public boolean hasRoom() {
        if (!budget.take(SMALL_BYTES)) {
            return false;
        }
        budget.giveBack(SMALL_BYTES);
        return true;
    }

    /** Bytes that answers of all providers hold now. */
    public long held() {
        return all.held();
    }

    /** For an answer that begins; it holds nothing yet. */
    Holding begin() {
        return new Holding();
    }

    /** What one answer holds, until it is closed. */
    final class Holding implements AutoCloseable {
        private long counted;
        private boolean closed;

        private Holding() {}

        /**
         * From now on so many bytes, more or less than before.
         *
         * @throws NoRoom if there are not so many
         */
        synchronized void holds(long bytes) {
            if (closed) {
                return;
            }
            long wanted = bytes <= SMALL_BYTES ? 0 : bytes;
            if (wanted > counted && !budget.take(wanted - counted)) {
                throw new NoRoom();
            }
            if (wanted < counted) {
                budget.giveBack(counted - wanted);
            }
            counted = wanted;
        }

        @Override
        public synchronized void close() {
            closed = true;
            budget.giveBack(counted);
            counted = 0;
        }
    }

    /** An answer outgrew what there was for it. */
    static final class NoRoom extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NoRoom() {
            super("the answer is larger than the memory that is left for answers; ask for less at a time,"
                    + " or give the bridge more with JAVA_OPTS=-Xmx..");
        }
    }
}
