package io.deopenchat.chaos.processes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What somebody on the road between bridge and gateway saw leave either of them. Whatever left a program must be in its file,
 * however it ends.
 */
final class Wire implements Road.Onlooker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECEIPT_LINE = "event: deopenchat.receipt\ndata: ";

    private final Map<String, Signed> requests = new ConcurrentHashMap<>();
    private final Map<Long, BigInteger> receipts = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<BigInteger, String> signed = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<BigInteger, String> acknowledged = new ConcurrentSkipListMap<>();
    private final Queue<String> contradictions = new ConcurrentLinkedQueue<>();

    /** A request that the bridge signed. Of a sequence that the gateway refused there may be another one. */
    record Signed(long sequence, String chat) {}

    /** @return the requests by their signatures */
    Map<String, Signed> requests() {
        return requests;
    }

    /** @return the cost on the receipt of each sequence that the gateway let out */
    Map<Long, BigInteger> receipts() {
        return receipts;
    }

    /** The highest total of which the bridge let out a confirmation. */
    BigInteger signed() {
        return highest(signed);
    }

    /** The highest total that the gateway said it holds. */
    BigInteger acknowledged() {
        return highest(acknowledged);
    }

    /** Two things that were both signed and cannot both be true. */
    List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    private static BigInteger highest(ConcurrentSkipListMap<BigInteger, String> totals) {
        return totals.isEmpty() ? BigInteger.ZERO : totals.lastKey();
    }

    @Override
    public Optional<byte[]> request(HttpReader.Head head, byte[] body) {
        head.field("deopenchat-request")
                .ifPresent(encoded -> chat(
                        parsed(Base64.getUrlDecoder().decode(encoded)),
                        head.fields().getOrDefault("deopenchat-signature", ""),
                        parsed(body)));
        if (head.middle().endsWith("/confirmations")) {
            confirmation(parsed(body).path("confirmation"));
        }
        return Optional.empty();
    }

    private void chat(JsonNode request, String signature, JsonNode body) {
        long sequence = Long.parseLong(request.path("sequence").asText());
        String chat = body.path("messages").path(0).path("content").asText();
        requests.put(signature, new Signed(sequence, chat));
    }

    private void confirmation(JsonNode confirmation) {
        BigInteger total = new BigInteger(confirmation.path("cumulativeCost").asText());
        String transcript = confirmation.path("transcript").asText();
        String before = signed.putIfAbsent(total, transcript);
        if (before != null && !before.equals(transcript)) {
            contradictions.add(
                    "the bridge confirmed %s wei for transcript %s and for %s".formatted(total, before, transcript));
        }
    }

    @Override
    public void answer(Road.Request request, HttpReader.Head head, byte[] content) {
        head.field("deopenchat-receipt")
                .ifPresent(encoded -> receipt(soFar(Base64.getUrlDecoder().decode(encoded))));
        String text = new String(content, StandardCharsets.UTF_8);
        int event = text.indexOf(RECEIPT_LINE);
        if (event >= 0) {
            receipt(soFar(text.substring(event + RECEIPT_LINE.length()).getBytes(StandardCharsets.UTF_8)));
        }
        if (request.head().middle().endsWith("/confirmations")) {
            held(soFar(content));
        }
    }

    private void receipt(JsonNode receipt) {
        if (receipt.isMissingNode()) {
            return;
        }
        long sequence = Long.parseLong(receipt.path("sequence").asText());
        BigInteger cost = new BigInteger(receipt.path("cost").asText());
        BigInteger before = receipts.putIfAbsent(sequence, cost);
        if (before != null && !before.equals(cost)) {
            contradictions.add("the gateway billed sequence %d twice: %s and %s".formatted(sequence, before, cost));
        }
    }

    /** A refusal of the transcript keeps the total, too, and says so below {@code deopenchat}. */
    private void held(JsonNode answer) {
        JsonNode confirmation = answer.path("confirmation").isObject()
                ? answer.path("confirmation")
                : answer.path("deopenchat").path("confirmation");
        if (confirmation.isObject()) {
            acknowledged.put(new BigInteger(confirmation.path("cumulativeCost").asText()), "");
        }
    }

    /** Of an answer whose sender died in the middle there may be no more than a beginning, which says nothing. */
    private static JsonNode soFar(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException cut) {
            return MissingNode.getInstance();
        }
    }

    private static JsonNode parsed(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + new String(json, StandardCharsets.UTF_8), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
