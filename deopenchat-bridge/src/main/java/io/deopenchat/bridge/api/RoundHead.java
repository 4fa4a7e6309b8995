package io.deopenchat.bridge.api;

import io.deopenchat.signing.Address;
import io.vertx.core.http.HttpServerResponse;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * What the head of an answer says of its round.
 *
 * @param attempts rounds that were tried for the call, this one included
 * @param overhead of the bridge, from the whole call to the signed request, without the time that gateways took
 */
record RoundHead(Address provider, long sequence, int attempts, Duration overhead) {
    static final String PROVIDER_HEADER = "Deopenchat-Provider";
    static final String SEQUENCE_HEADER = "Deopenchat-Sequence";
    static final String ATTEMPTS_HEADER = "Deopenchat-Attempts";
    static final String OVERHEAD_HEADER = "Deopenchat-Overhead-Ms";

    /** Where the receipt can be read on this bridge; the protocol's own header of a similar name holds one. */
    static final String RECEIPT_URL_HEADER = "Deopenchat-Receipt-Url";

    private static final int MICROS = 3;

    void putInto(HttpServerResponse response) {
        response.putHeader(PROVIDER_HEADER, provider.toString())
                .putHeader(SEQUENCE_HEADER, Long.toString(sequence))
                .putHeader(ATTEMPTS_HEADER, Integer.toString(attempts))
                .putHeader(OVERHEAD_HEADER, millis())
                .putHeader(RECEIPT_URL_HEADER, ReceiptsHandler.path(provider, sequence));
    }

    private String millis() {
        return BigDecimal.valueOf(overhead.toNanos() / 1_000, MICROS).toPlainString();
    }
}
