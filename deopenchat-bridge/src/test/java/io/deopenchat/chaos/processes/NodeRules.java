package io.deopenchat.chaos.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What real nodes do and a development chain does not: a transaction that replaces another must pay a tenth more in both fees.
 * Stands before the node of one wallet.
 */
final class NodeRules implements Road.Onlooker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BigInteger TEN = BigInteger.TEN;
    private static final BigInteger ELEVEN = BigInteger.valueOf(11);

    private final Map<BigInteger, Fees> seen = new HashMap<>();
    private final AtomicInteger refused = new AtomicInteger();

    private record Fees(BigInteger tip, BigInteger cap) {
        boolean outbids(Fees before) {
            return tip.multiply(TEN).compareTo(before.tip.multiply(ELEVEN)) >= 0
                    && cap.multiply(TEN).compareTo(before.cap.multiply(ELEVEN)) >= 0;
        }
    }

    /** Replacements that were refused. */
    int refused() {
        return refused.get();
    }

    @Override
    public synchronized Optional<byte[]> request(HttpReader.Head head, byte[] body) {
        JsonNode call = parsed(body);
        if (!call.path("method").asText().equals("eth_sendRawTransaction")) {
            return Optional.empty();
        }
        List<BigInteger> fields = Rlp.numbers(
                HexFormat.of().parseHex(call.path("params").path(0).asText().substring(2)), 4);
        Fees fees = new Fees(fields.get(2), fields.get(3));
        Fees before = seen.get(fields.get(1));
        if (before == null || before.equals(fees) || fees.outbids(before)) {
            seen.put(fields.get(1), fees);
            return Optional.empty();
        }
        refused.incrementAndGet();
        return Optional.of(underpriced(call.path("id")));
    }

    private static byte[] underpriced(JsonNode id) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":-32000,\"message\":\"%s\"}}"
                .formatted(id, "replacement transaction underpriced");
        return ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static JsonNode parsed(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("a call of a node that is no JSON", e);
        }
    }
}
