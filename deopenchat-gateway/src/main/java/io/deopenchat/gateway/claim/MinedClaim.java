package io.deopenchat.gateway.claim;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.List;

/**
 * A claim in a block.
 *
 * @param succeeded false if it reverted: gas was paid, nothing else happened
 * @param paid base units of all rows, the fee included
 * @param rows those that moved money
 */
record MinedClaim(Bytes32 hash, long block, boolean succeeded, Wei paid, Wei fee, Wei gasCost, List<Row> rows) {
    MinedClaim {
        rows = List.copyOf(rows);
    }

    /** @param claimed base units that were claimed from this account in total */
    record Row(Address client, Wei claimed) {}
}
