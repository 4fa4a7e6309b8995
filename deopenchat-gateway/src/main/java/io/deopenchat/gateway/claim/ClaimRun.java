package io.deopenchat.gateway.claim;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.ClaimJournal;
import io.deopenchat.gateway.account.Claimable;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.gateway.claim.DueRules.Due;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that claims need, one turn after the other: first what is on its way, then, if all of it is mined, what is due.
 * A turn never waits. What it has to remember is in the journal and in the accounts, so it can be killed at any moment.
 */
final class ClaimRun {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimRun.class);

    /** Between two looks at what nobody asks for: the clock makes claims due, and prices fall. */
    static final Duration IDLE = Duration.ofMinutes(1);

    static final Duration PAUSE_AFTER_A_BUG = Duration.ofSeconds(30);

    private final AccountBook accounts;
    private final ClaimJournal journal;
    private final DueRules rules;
    private final Planner planner;
    private final ClaimLife life;
    private final Pace pace;
    private final InstantSource clock;
    private final ClaimListener listener;
    private final Notices notices = new Notices();
    private final Trouble trouble = new Trouble();

    private Instant nextLook = Instant.MIN;
    private Instant nextPlan = Instant.MIN;
    private Set<Address> leavingAtPlan = Set.of();

    /** Rows of a claim that were too many for one transaction. */
    private @Nullable Due rest;

    ClaimRun(
            AccountBook accounts,
            ClaimJournal journal,
            ClaimChain chain,
            ClaimConfig config,
            GasRule gasRule,
            Pace pace,
            InstantSource clock,
            ClaimListener listener) {
        this.accounts = accounts;
        this.journal = journal;
        this.rules = new DueRules(config);
        this.planner = new Planner(chain, gasRule, notices);
        this.life = new ClaimLife(accounts, journal, chain, planner, gasRule, pace, clock, notices, listener);
        this.pace = pace;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * @param pause until the next turn is worth it, unless something happens before
     * @param settled nothing is left that a gateway should wait for before it stops
     */
    record Turn(Duration pause, boolean settled) {}

    /**
     * Does what can be done now.
     *
     * @param stopping claims whatever is confirmed, and does not wait out a pause
     */
    Turn turn(boolean stopping) {
        Instant now = clock.instant();
        if (!stopping && now.isBefore(nextLook)) {
            return new Turn(Duration.between(now, nextLook), false);
        }
        try {
            Turn turn = work(now, stopping);
            trouble.over();
            return turn;
        } catch (ChainUnavailable | ContractRefusal failure) {
            return later(now, trouble.met(failure), stopping);
        } catch (RuntimeException unexpected) {
            LOG.error("claims failed unexpectedly", unexpected);
            return later(now, PAUSE_AFTER_A_BUG, stopping);
        }
    }

    private Turn later(Instant now, Duration pause, boolean stopping) {
        listener.failed();
        nextLook = now.plus(pause);
        return new Turn(pause, stopping);
    }

    private Turn work(Instant now, boolean stopping) {
        boolean unmined = false;
        for (OpenClaim claim : journal.open()) {
            unmined |= life.advance(claim);
        }
        if (!unmined && (stopping || !now.isBefore(nextPlan) || somebodyElseLeaves())) {
            unmined = startNext(now, stopping);
        }
        boolean open = !journal.open().isEmpty();
        nextLook = open ? now.plus(pace.look()) : now;
        return new Turn(open ? pace.look() : IDLE, !unmined);
    }

    /** An owner who asks for its money back does not wait until what was postponed is looked at again. */
    private boolean somebodyElseLeaves() {
        return !leavingAtPlan.containsAll(leaving());
    }

    private Set<Address> leaving() {
        return accounts.claimable().stream()
                .filter(Claimable::leaving)
                .map(Claimable::client)
                .collect(Collectors.toSet());
    }

    /** True if a claim was sent. */
    private boolean startNext(Instant now, boolean stopping) {
        leavingAtPlan = leaving();
        List<Due> candidates = candidates(now, stopping);
        for (Due due : candidates) {
            if (start(due, planner.plan(due.rows(), due.isUrgent()))) {
                return true;
            }
        }
        if (rest != null) {
            // what is left of a batch brings nothing now, which says nothing about the others
            rest = null;
            return startNext(now, stopping);
        }
        nextPlan = candidates.isEmpty() ? now : now.plus(IDLE);
        return false;
    }

    private List<Due> candidates(Instant now, boolean stopping) {
        List<Claimable> claimable = besideOpenClaims();
        Due left = stopping ? null : rest;
        if (left != null) {
            return List.of(new Due(left.reason(), present(left, claimable)));
        }
        List<Due> due = rules.due(claimable, now, stopping);
        return due.isEmpty() ? due : carrying(due.getFirst(), claimable, now, stopping);
    }

    /** Rows that do not bring their own gas make nothing due for the others, however old and many they are. */
    private List<Due> carrying(Due due, List<Claimable> claimable, Instant now, boolean stopping) {
        List<Claimable> carrying = planner.carrying(claimable);
        List<Due> worthIt = rules.due(carrying, now, stopping);
        return worthIt.isEmpty() ? List.of(due.without(carrying)) : worthIt;
    }

    private static List<Claimable> present(Due due, List<Claimable> claimable) {
        Set<Address> clients = due.rows().stream().map(Claimable::client).collect(Collectors.toSet());
        return claimable.stream().filter(row -> clients.contains(row.client())).toList();
    }

    private List<Claimable> besideOpenClaims() {
        List<OpenClaim> open = journal.open();
        return accounts.claimable().stream()
                .flatMap(row -> beside(open, row).stream())
                .toList();
    }

    private static Optional<Claimable> beside(List<OpenClaim> open, Claimable row) {
        Optional<Claimable> left = Optional.of(row);
        for (OpenClaim claim : open) {
            for (OpenClaim.Row sent : claim.rows()) {
                if (sent.client().equals(row.client())) {
                    left = left.flatMap(some -> some.beside(sent));
                }
            }
        }
        return left;
    }

    private boolean start(Due due, Plan plan) {
        return switch (plan) {
            case Plan.Send send -> {
                LOG.debug("a claim is due, {}", due.reason());
                rest = beyond(due, send);
                notices.forget(Notices.Topic.POSTPONED);
                notices.forget(Notices.Topic.WALLET);
                life.begin(send);
                yield true;
            }
            case Plan.Postpone postponed -> {
                if (notices.isNew(Notices.Topic.POSTPONED, due.reason())) {
                    LOG.info(
                            "a claim is due ({}) and postponed: {} accounts bring {} base units, gas costs {}",
                            due.reason(),
                            postponed.rows(),
                            postponed.brings(),
                            postponed.cost());
                }
                yield false;
            }
            case Plan.CannotPay poor -> {
                if (notices.isNew(Notices.Topic.WALLET, "empty")) {
                    LOG.warn(
                            "a claim needs up to {} wei for gas and wallet {} holds {} wei; send it coins",
                            poor.required(),
                            poor.wallet(),
                            poor.available());
                }
                yield false;
            }
            case Plan.Nothing() -> false;
        };
    }

    private static @Nullable Due beyond(Due due, Plan.Send send) {
        Set<Address> sent = send.rows().stream().map(OpenClaim.Row::client).collect(Collectors.toSet());
        List<Claimable> left =
                due.rows().stream().filter(row -> !sent.contains(row.client())).toList();
        return left.isEmpty() ? null : new Due(due.reason(), left);
    }
}
