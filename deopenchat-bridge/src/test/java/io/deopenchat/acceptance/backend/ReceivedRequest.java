package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a backend was asked, to the byte. */
public record ReceivedRequest(String method, String path, MultiMap headers, Buffer body) {

    public String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** The body, which must be a JSON object. */
    public ObjectNode json() {
        return Json.parseObject(body.getBytes());
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** False too where the body is no JSON. */
    public boolean asksForAStream() {
        return lenient().path("stream").asBoolean(false);
    }

    public boolean asksForUsageInTheStream() {
        return lenient().path("stream_options").path("include_usage").asBoolean(false);
    }

    /** The model that is asked for; empty where none is named. */
    public String model() {
        return lenient().path("model").asText("");
    }

    private ObjectNode lenient() {
        try {
            return json();
        } catch (MalformedMessage noJson) {
            return Json.object();
        }
    }

    @Override
    public String toString() {
        return method + " " + path + " (" + body.length() + " bytes)";
    }
}
