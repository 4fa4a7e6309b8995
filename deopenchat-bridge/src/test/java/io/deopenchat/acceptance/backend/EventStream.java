package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.protocol.Json;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stream of server-sent events, written down in the order in which they are sent. Every call is one chunk on the wire,
 * and it ends normally unless the last call says otherwise. Made for one test: not to be changed once it is in use.
 */
public final class EventStream implements Answer {
    private static final Map<String, String> HEADERS =
            Map.of("content-type", "text/event-stream", "cache-control", "no-cache");

    private final List<Step> steps = new ArrayList<>();
    private String lineEnd = "\n";
    private boolean bytewise;
    private boolean over;

    private EventStream() {
        steps.add(new Step.Head(200, HEADERS));
    }

    public static EventStream open() {
        return new EventStream();
    }

    /** From here on lines end with CR LF, which the format allows as well. */
    public EventStream withCrlf() {
        lineEnd = "\r\n";
        return this;
    }

    /** From here on every byte travels in a chunk of its own: lines and letters are torn apart. */
    public EventStream bytewise() {
        bytewise = true;
        return this;
    }

    public EventStream data(String data) {
        return raw("data: " + data + lineEnd + lineEnd);
    }

    public EventStream data(JsonNode json) {
        return data(Json.text(json));
    }

    /** A line that readers ignore, as backends send it to keep a connection alive. */
    public EventStream comment(String text) {
        return raw(": " + text + lineEnd + lineEnd);
    }

    /** An event that says that something went wrong after the 200. */
    public EventStream error(String message) {
        return data(Answer.errorObject(message));
    }

    public EventStream raw(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    public EventStream raw(byte[] bytes) {
        if (bytewise) {
            for (byte single : bytes) {
                steps.add(new Step.Send(Buffer.buffer(new byte[] {single})));
            }
        } else {
            steps.add(new Step.Send(Buffer.buffer(bytes)));
        }
        return this;
    }

    public EventStream waitAt(Gate gate) {
        steps.add(new Step.WaitAt(gate));
        return this;
    }

    public EventStream done() {
        return data("[DONE]");
    }

    /** The connection closes in the middle of the body. */
    public Answer drop() {
        return endingWith(new Step.Drop());
    }

    /** Nothing more comes, and the connection stays. */
    public Answer hang() {
        return endingWith(new Step.Hang());
    }

    /** This event so many times, as fast as it is taken. */
    public EventStream repeatedly(String data, long times) {
        steps.add(new Step.Repeat(Buffer.buffer("data: " + data + lineEnd + lineEnd), times));
        return this;
    }

    /** This event again and again until the reader goes away. */
    public Answer endlessly(String data) {
        steps.add(new Step.Repeat(Buffer.buffer("data: " + data + lineEnd + lineEnd), Long.MAX_VALUE));
        return endingWith(new Step.Hang());
    }

    @Override
    public List<Step> to(ReceivedRequest request) {
        return over ? List.copyOf(steps) : with(new Step.End());
    }

    private Answer endingWith(Step last) {
        steps.add(last);
        over = true;
        return this;
    }

    private List<Step> with(Step last) {
        List<Step> all = new ArrayList<>(steps);
        all.add(last);
        return all;
    }
}
