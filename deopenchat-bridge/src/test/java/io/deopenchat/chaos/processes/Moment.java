package io.deopenchat.chaos.processes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The messages that have a name, and the parts of their answers: between any two of them somebody wrote to a disk. */
enum Moment {
    INFERENCE_REQUEST(Place.BRIDGE_TO_GATEWAY, "POST /v1/", Part.REQUEST),
    HEAD_OF_ANSWER(Place.BRIDGE_TO_GATEWAY, "POST /v1/", Part.HEAD),
    FIRST_EVENT(Place.BRIDGE_TO_GATEWAY, "POST /v1/", Part.FIRST),
    LAST_EVENT(Place.BRIDGE_TO_GATEWAY, "POST /v1/", Part.LAST),
    RECEIPT(Place.BRIDGE_TO_GATEWAY, "POST /v1/", Part.RECEIPT),
    CONFIRMATION(Place.BRIDGE_TO_GATEWAY, "POST /deopenchat/v1/confirmations", Part.REQUEST),
    CONFIRMATION_ANSWER(Place.BRIDGE_TO_GATEWAY, "POST /deopenchat/v1/confirmations", Part.FIRST),
    ACCOUNT(Place.BRIDGE_TO_GATEWAY, "GET /deopenchat/v1/account", Part.REQUEST),
    ACCOUNT_ANSWER(Place.BRIDGE_TO_GATEWAY, "GET /deopenchat/v1/account", Part.FIRST),
    ROUND_LOOKUP(Place.BRIDGE_TO_GATEWAY, "GET /deopenchat/v1/rounds/", Part.REQUEST),
    ROUND_LOOKUP_ANSWER(Place.BRIDGE_TO_GATEWAY, "GET /deopenchat/v1/rounds/", Part.FIRST),
    CANCEL(Place.BRIDGE_TO_GATEWAY, "DELETE /deopenchat/v1/rounds/", Part.REQUEST),
    CANCEL_ANSWER(Place.BRIDGE_TO_GATEWAY, "DELETE /deopenchat/v1/rounds/", Part.HEAD),
    PROVIDER_INFO(Place.BRIDGE_TO_GATEWAY, "GET /deopenchat/v1/provider", Part.REQUEST),
    BACKEND_CALL(Place.GATEWAY_TO_BACKEND, "POST /v1/", Part.REQUEST),
    BACKEND_HEAD(Place.GATEWAY_TO_BACKEND, "POST /v1/", Part.HEAD),
    BACKEND_FIRST_EVENT(Place.GATEWAY_TO_BACKEND, "POST /v1/", Part.FIRST),
    BACKEND_LAST_EVENT(Place.GATEWAY_TO_BACKEND, "POST /v1/", Part.LAST),
    TRANSACTION(Place.GATEWAY_TO_NODE, "eth_sendRawTransaction", Part.REQUEST),
    TRANSACTION_ANSWER(Place.GATEWAY_TO_NODE, "eth_sendRawTransaction", Part.FIRST),
    TRANSACTION_LOOKUP(Place.GATEWAY_TO_NODE, "eth_getTransactionReceipt", Part.REQUEST),
    TRANSACTION_LOOKUP_ANSWER(Place.GATEWAY_TO_NODE, "eth_getTransactionReceipt", Part.FIRST),
    NONCE(Place.GATEWAY_TO_NODE, "eth_getTransactionCount", Part.REQUEST),
    LOGS(Place.GATEWAY_TO_NODE, "eth_getLogs", Part.REQUEST),
    LOGS_ANSWER(Place.GATEWAY_TO_NODE, "eth_getLogs", Part.FIRST),
    CALL(Place.GATEWAY_TO_NODE, "eth_call", Part.REQUEST),
    CALL_ANSWER(Place.GATEWAY_TO_NODE, "eth_call", Part.FIRST),
    BRIDGE_CALL(Place.BRIDGE_TO_NODE, "eth_call", Part.REQUEST),
    BRIDGE_CALL_ANSWER(Place.BRIDGE_TO_NODE, "eth_call", Part.FIRST);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Place place;
    private final String what;
    private final Part part;

    Moment(Place place, String what, Part part) {
        this.place = place;
        this.what = what;
        this.part = part;
    }

    private enum Part {
        REQUEST,
        HEAD,
        /** The first content of an answer. */
        FIRST,
        /** The content that ends a stream. */
        LAST,
        /** The head or the event that carries the bill. */
        RECEIPT
    }

    static Set<Moment> ofRequest(Place place, Road.Request request) {
        return all(place, request, EnumSet.of(Part.REQUEST));
    }

    static Set<Moment> ofHead(Place place, Road.Request request, HttpReader.Head head) {
        EnumSet<Part> parts = EnumSet.of(Part.HEAD);
        if (head.field("deopenchat-receipt").isPresent()) {
            parts.add(Part.RECEIPT);
        }
        return all(place, request, parts);
    }

    /** @param piece of the content; what one write of the sender holds comes in one */
    static Set<Moment> ofPiece(Place place, Road.Request request, byte[] piece, boolean isFirst) {
        EnumSet<Part> parts = EnumSet.noneOf(Part.class);
        String text = new String(piece, StandardCharsets.ISO_8859_1);
        if (isFirst) {
            parts.add(Part.FIRST);
        }
        if (text.contains("data: [DONE]")) {
            parts.add(Part.LAST);
        }
        if (text.contains("event: deopenchat.receipt")) {
            parts.add(Part.RECEIPT);
        }
        return all(place, request, parts);
    }

    private static Set<Moment> all(Place place, Road.Request request, Set<Part> parts) {
        String asked = asked(place, request);
        EnumSet<Moment> moments = EnumSet.noneOf(Moment.class);
        for (Moment moment : values()) {
            if (moment.place == place && parts.contains(moment.part) && asked.startsWith(moment.what)) {
                moments.add(moment);
            }
        }
        return moments;
    }

    private static String asked(Place place, Road.Request request) {
        if (!place.leadsToNode()) {
            return request.head().first();
        }
        try {
            return JSON.readTree(new String(request.body(), StandardCharsets.UTF_8))
                    .path("method")
                    .asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    Place.Party sender() {
        return part == Part.REQUEST ? place.caller() : place.callee();
    }

    Place.Party receiver() {
        return part == Part.REQUEST ? place.callee() : place.caller();
    }

    Place.Party victim(Strike strike) {
        return strike == Strike.KILL_SENDER ? sender() : receiver();
    }

    /** What may befall it: neither node nor backend is killed, and the backend's calls are counted. */
    List<Strike> strikes() {
        return Arrays.stream(Strike.values())
                .filter(strike -> !strike.kills() || victim(strike).isDaemon())
                .filter(strike -> strike != Strike.DOUBLE || place != Place.GATEWAY_TO_BACKEND)
                .toList();
    }

    /** Only a bridge that does not know how a round ended looks. */
    boolean needsABrokenRound() {
        return this == ROUND_LOOKUP || this == ROUND_LOOKUP_ANSWER;
    }

    /** What a bridge that runs asks for only now and then. */
    boolean needsAStartOfTheBridge() {
        return place == Place.BRIDGE_TO_NODE || this == PROVIDER_INFO || this == ACCOUNT || this == ACCOUNT_ANSWER;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
