package io.deopenchat.gateway.claim;

import io.deopenchat.gateway.account.Claimable;
import io.deopenchat.gateway.config.ClaimConfig;
import java.time.Instant;
import java.util.List;

/** Which confirmations should be claimed now, as far as accounts and clock tell. */
final class DueRules {
    private final ClaimConfig config;

    DueRules(ClaimConfig config) {
        this.config = config;
    }

    /** Why they should be claimed. */
    enum Reason {
        LEVEL("the high-water level is reached"),
        AGE("the oldest confirmed money is old enough"),
        SHUTDOWN("the gateway stops"),
        LEAVING("owners take their money back");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    record Due(Reason reason, List<Claimable> rows) {
        Due {
            rows = List.copyOf(rows);
        }

        Due without(List<Claimable> others) {
            return new Due(
                    reason, rows.stream().filter(row -> !others.contains(row)).toList());
        }

        /** Waiting for a better price could lose the money. */
        boolean isUrgent() {
            return reason == Reason.LEAVING;
        }
    }

    /** What to try, best first; rows of owners who leave are tried alone in case all together are not worth their gas. */
    List<Due> due(List<Claimable> claimable, Instant now, boolean stopping) {
        List<Claimable> leaving = claimable.stream().filter(Claimable::leaving).toList();
        Due urgent = new Due(Reason.LEAVING, leaving);
        if (stopping) {
            return notEmpty(new Due(Reason.SHUTDOWN, claimable), urgent);
        }
        List<Claimable> ordinary =
                claimable.stream().filter(row -> !row.inOrder()).toList();
        if (ordinary.stream().mapToLong(Claimable::tokens).sum() >= config.highWaterLevel()) {
            return notEmpty(new Due(Reason.LEVEL, ordinary), urgent);
        }
        if (claimable.stream().anyMatch(row -> isOld(row, now))) {
            return notEmpty(new Due(Reason.AGE, claimable), urgent);
        }
        return notEmpty(urgent);
    }

    private boolean isOld(Claimable row, Instant now) {
        return !row.since().plus(config.claimAfter()).isAfter(now);
    }

    private static List<Due> notEmpty(Due... dues) {
        return List.of(dues).stream().filter(due -> !due.rows().isEmpty()).toList();
    }
}
