package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.WireObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary answer of an OpenAI-compatible server, one body or a stream, as the request asks: some pieces of text, each
 * counted as one completion token, and a usage that a test can twist. Made for one test: not to be changed once it is in
 * use.
 */
public final class Reply implements Answer {
    private static final int PROMPT_TOKENS = 7;

    private final List<String> pieces;
    private final Map<Integer, Gate> gates = new HashMap<>();
    private @Nullable JsonNode usage;
    private boolean usageUnasked;
    private boolean usageOnEveryEvent;
    private boolean crlf;
    private boolean bytewise;
    private boolean keepalives;

    private Reply(List<String> pieces) {
        this.pieces = pieces;
        this.usage = Dialect.usage(PROMPT_TOKENS, pieces.size());
    }

    public static Reply saying(String... pieces) {
        return new Reply(List.of(pieces));
    }

    public Reply usage(long promptTokens, long completionTokens) {
        usage = Dialect.usage(promptTokens, completionTokens);
        return this;
    }

    /** Whatever stands in {@code json} as usage: wrong types, negative or absurd numbers, null. */
    public Reply usageAs(String json) {
        byte[] wrapped = ("{\"usage\":" + json + "}").getBytes(StandardCharsets.UTF_8);
        usage = WireObject.parse(wrapped).node().get("usage");
        return this;
    }

    /** Usage that claims so many times what was really used. */
    public Reply usageTimes(long factor) {
        return usage(PROMPT_TOKENS * factor, pieces.size() * factor);
    }

    public Reply withoutUsage() {
        usage = null;
        return this;
    }

    /** Sends the usage of a stream also to those who did not ask for it. */
    public Reply withUsageUnasked() {
        usageUnasked = true;
        return this;
    }

    /** Puts a running usage on every event of a stream, as some servers do, the last one complete. */
    public Reply withUsageOnEveryEvent() {
        usageOnEveryEvent = true;
        return this;
    }

    public Reply withCrlf() {
        crlf = true;
        return this;
    }

    public Reply bytewise() {
        bytewise = true;
        return this;
    }

    /** A comment before every event. */
    public Reply withKeepalives() {
        keepalives = true;
        return this;
    }

    /** Waits after so many pieces of a stream; zero is after the head. */
    public Reply pausingAfter(int sent, Gate gate) {
        gates.put(sent, gate);
        return this;
    }

    @Override
    public List<Step> to(ReceivedRequest request) {
        Dialect dialect = Dialect.of(request.path()).orElse(Dialect.CHAT);
        Dialect.Head head = new Dialect.Head(1, request.model());
        return request.asksForAStream()
                ? stream(request, dialect, head)
                : whole(dialect, head).to(request);
    }

    private Answer whole(Dialect dialect, Dialect.Head head) {
        ObjectNode body = dialect.whole(head, List.of(new Dialect.Choice(String.join("", pieces), "stop")));
        if (usage != null) {
            body.set("usage", usage);
        }
        return Answer.json(200, Json.text(body));
    }

    private List<Step> stream(ReceivedRequest request, Dialect dialect, Dialect.Head head) {
        EventStream stream = EventStream.open();
        if (crlf) {
            stream.withCrlf();
        }
        if (bytewise) {
            stream.bytewise();
        }
        boolean wanted = usage != null && (usageUnasked || request.asksForUsageInTheStream());
        pause(stream, 0);
        for (int sent = 0; sent < pieces.size(); sent++) {
            event(stream, withUsage(dialect.piece(head, 0, pieces.get(sent)), wanted, sent + 1));
            pause(stream, sent + 1);
        }
        event(stream, withUsage(dialect.end(head, 0, "stop"), wanted, pieces.size()));
        if (usage != null && wanted) {
            ObjectNode last = dialect.usage(head, Json.object());
            last.set("usage", usage);
            event(stream, last);
        }
        return stream.done().to(request);
    }

    private void event(EventStream stream, ObjectNode json) {
        if (keepalives) {
            stream.comment("keepalive");
        }
        stream.data(json);
    }

    private void pause(EventStream stream, int sent) {
        Gate gate = gates.get(sent);
        if (gate != null) {
            stream.waitAt(gate);
        }
    }

    /** A server that was asked for usage says null in every event but the last one, or what was used so far. */
    private ObjectNode withUsage(ObjectNode event, boolean wanted, int sent) {
        if (usageOnEveryEvent) {
            event.set("usage", Dialect.usage(PROMPT_TOKENS, sent));
        } else if (wanted) {
            event.set("usage", NullNode.getInstance());
        }
        return event;
    }
}
