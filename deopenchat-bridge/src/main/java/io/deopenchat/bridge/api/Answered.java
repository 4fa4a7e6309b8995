package io.deopenchat.bridge.api;

import io.deopenchat.bridge.comparison.Side;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.signing.Address;

/**
 * A round that is owed, and what it delivered.
 *
 * @param text short enough to be looked at
 */
record Answered(Address provider, Receipt receipt, String text) {
    Side side() {
        return new Side(provider, receipt.sequence(), receipt.cost(), text);
    }
}
