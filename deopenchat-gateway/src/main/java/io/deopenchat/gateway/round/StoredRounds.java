package io.deopenchat.gateway.round;

import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.StoredHead;
import io.deopenchat.gateway.account.StoredRound;
import io.deopenchat.signing.Address;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Rounds that ended, for those who ask again. Nothing of an answer is read before there is room for it: somebody may ask for a
 * large one a hundred times and take none of them.
 */
final class StoredRounds {
    private final AccountBook accounts;
    private final RoundMemory memory;

    /** While one is opened it is there twice. */
    private final ReentrantLock opening = new ReentrantLock();

    StoredRounds(AccountBook accounts, RoundMemory memory) {
        this.accounts = accounts;
        this.memory = memory;
    }

    Optional<StoredHead> head(Address client, long sequence) {
        return accounts.head(client, sequence);
    }

    /** @throws NoRoom if its answer has none now */
    Optional<HeldRound> find(Address client, long sequence) {
        return head(client, sequence).flatMap(head -> find(client, sequence, head));
    }

    /** @throws NoRoom if its answer has none now */
    Optional<HeldRound> find(Address client, long sequence, StoredHead head) {
        Holding held = memory.replay(client, head.answerBytes());
        boolean wanted = false;
        try {
            Optional<StoredRound> round = head.answerBytes() > RoundMemory.SMALL_BYTES
                    ? alone(() -> accounts.find(client, sequence))
                    : accounts.find(client, sequence);
            wanted = round.filter(StoredRound.Finished.class::isInstance).isPresent();
            return round.map(found -> new HeldRound(found, held));
        } finally {
            if (!wanted) {
                held.close();
            }
        }
    }

    private <T> T alone(Supplier<T> step) {
        opening.lock();
        try {
            return step.get();
        } finally {
            opening.unlock();
        }
    }
}
