package io.deopenchat.chaos.simulation;

import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.PublicKey;
import java.time.Duration;

/**
 * An account in the contract, after docs/contract.md. Amounts are base units, times milliseconds of the run.
 *
 * @param deposited ever
 * @param refunded to the owner, ever
 * @param declared total that the owner's request says it owes
 * @param maturity of the owner's request; 0 if there is none
 */
record Escrow(long escrow, long claimed, long deposited, long refunded, long declared, long maturity) {
    static final Escrow NONE = new Escrow(0, 0, 0, 0, 0, 0);

    /** Claims stay open for so long after a request; it can be finished for a week then. */
    static final long DELAY = Duration.ofMinutes(10).toMillis();

    static final long LAPSE = Duration.ofDays(7).toMillis();

    Escrow deposit(long amount) {
        return new Escrow(escrow + amount, claimed, deposited + amount, refunded, declared, maturity);
    }

    /** @param added what the contract pays beside what it should: 0 unless a bug is planted */
    Escrow claim(long total, long added) {
        long paid = Math.min(Math.max(0, total - claimed) + added, escrow);
        return new Escrow(escrow - paid, claimed + paid, deposited, refunded, declared, maturity);
    }

    Escrow request(long total, long now) {
        return new Escrow(escrow, claimed, deposited, refunded, total, now + DELAY);
    }

    Escrow withoutRequest() {
        return new Escrow(escrow, claimed, deposited, refunded, 0, 0);
    }

    boolean isMature(long now) {
        return maturity > 0 && now >= maturity && now < maturity + LAPSE;
    }

    /** The provider gets what was declared and not claimed, the owner the rest. */
    Escrow finish() {
        Escrow settled = claim(declared, 0);
        return new Escrow(0, settled.claimed, deposited, refunded + settled.escrow, 0, 0);
    }

    AccountState state(Address client, Address owner, PublicKey key) {
        boolean leaves = maturity > 0;
        return new AccountState(
                client,
                owner,
                true,
                key,
                Wei.of(escrow),
                Wei.of(claimed),
                0,
                0,
                Wei.ZERO,
                leaves ? Wei.MAX : Wei.ZERO,
                Wei.of(declared),
                leaves ? Scheduler.instantAt(maturity) : null,
                leaves ? Scheduler.instantAt(maturity + LAPSE) : null,
                0,
                Address.ZERO,
                Wei.ZERO,
                Wei.ZERO);
    }
}
