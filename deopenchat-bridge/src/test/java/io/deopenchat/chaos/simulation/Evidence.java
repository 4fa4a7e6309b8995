package io.deopenchat.chaos.simulation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the auditor has: files, what backends were asked, what left the bridges, and what the chain holds.
 *
 * @param clients addresses in the order of their numbers
 * @param owners the wallet of each client
 * @param startingCredit base units that each provider lends an owner
 * @param deep whether the chain was rewritten deeper than gateways wait: deposits that were counted may be away
 */
record Evidence(
        Map<Integer, Path> ledgers,
        Map<Pair, Path> journals,
        List<String> clients,
        List<String> owners,
        List<BackendLog.Call> calls,
        List<WireLog.Request> requests,
        List<WireLog.Confirmation> confirmations,
        Map<Pair, Escrow> chain,
        List<Leaving> leaving,
        long startingCredit,
        boolean deep) {

    /**
     * An owner that asked for its money.
     *
     * @param from second since 1970 at which its request was in a block
     * @param to second at which the money left; empty while it did not
     */
    record Leaving(Pair pair, long from, Optional<Long> to) {}
}
