package io.deopenchat.bridge.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Prices;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.sealing.AnswerForm;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.OptionalLong;

/**
 * What the client agreed to when it signed a request: everything that its receipt is checked against.
 *
 * @param requestHash EIP-712 digest of {@code request}
 * @param limits of the model, after the bridge's own maxima
 * @param operator whose signature the receipt needs
 * @param answer how it travels; what opens it is never written down
 */
public record RoundTerms(
        InferenceRequest request,
        Bytes32 requestHash,
        InferenceCall call,
        ModelLimits limits,
        Address operator,
        AnswerForm answer) {

    /** Of a call that was sent as it is. */
    public RoundTerms(
            InferenceRequest request, Bytes32 requestHash, InferenceCall call, ModelLimits limits, Address operator) {
        this(request, requestHash, call, limits, operator, new AnswerForm.Clear());
    }

    public long sequence() {
        return request.sequence();
    }

    /** All that the receipt is checked against; the request is what {@code requestHash} is the digest of. */
    ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("provider", request.provider().toString());
        node.put("sequence", Long.toString(request.sequence()));
        node.put("contentHash", request.contentHash().toString());
        node.put("modelId", request.model().toString());
        node.put("requestPrice", request.prices().request().toString());
        node.put("inputPrice", request.prices().input().toString());
        node.put("outputPrice", request.prices().output().toString());
        node.put("maxCost", request.maxCost().toString());
        node.put("authorized", request.authorized().toString());
        node.put("deadline", Long.toString(request.deadline()));
        node.put("requestHash", requestHash.toString());
        node.set("call", callJson());
        node.set("limits", limitsJson());
        node.put("operator", operator.toString());
        if (answer.isSealed()) {
            node.put("sealed", Boolean.toString(true));
        }
        return node;
    }

    private ObjectNode callJson() {
        ObjectNode node = Json.object();
        node.put("endpoint", call.endpoint().path());
        node.put("model", call.model());
        node.put("stream", Boolean.toString(call.stream()));
        node.put("includeUsage", Boolean.toString(call.includeUsage()));
        call.completionLimit().ifPresent(limit -> node.put("completionLimit", Long.toString(limit)));
        node.put("choices", Integer.toString(call.choices()));
        node.put("mediaParts", Integer.toString(call.mediaParts()));
        node.put("bodyBytes", Long.toString(call.bodyBytes()));
        return node;
    }

    private ObjectNode limitsJson() {
        ObjectNode node = Json.object();
        node.put("maxOutputTokens", Long.toString(limits.maxOutputTokens()));
        node.put("promptAllowance", Long.toString(limits.promptAllowance()));
        node.put("mediaAllowance", Long.toString(limits.mediaAllowance()));
        node.put("completionAllowance", Long.toString(limits.completionAllowance()));
        return node;
    }

    static RoundTerms fromJson(WireObject wire) {
        InferenceRequest request = new InferenceRequest(
                wire.address("provider"),
                wire.number("sequence"),
                wire.bytes32("contentHash"),
                wire.bytes32("modelId"),
                new Prices(wire.wei("requestPrice"), wire.tokenPrice("inputPrice"), wire.tokenPrice("outputPrice")),
                wire.wei("maxCost"),
                wire.wei("authorized"),
                wire.number("deadline"));
        return new RoundTerms(
                request,
                wire.bytes32("requestHash"),
                call(wire.object("call")),
                limits(wire.object("limits")),
                wire.address("operator"),
                wire.node().has("sealed") ? new AnswerForm.Unreadable() : new AnswerForm.Clear());
    }

    private static InferenceCall call(WireObject wire) {
        return new InferenceCall(
                InferenceEndpoint.ofPath(wire.text("endpoint"))
                        .orElseThrow(() -> new MalformedMessage("unknown endpoint")),
                wire.text("model"),
                Boolean.parseBoolean(wire.text("stream")),
                Boolean.parseBoolean(wire.text("includeUsage")),
                wire.node().has("completionLimit")
                        ? OptionalLong.of(wire.number("completionLimit"))
                        : OptionalLong.empty(),
                Math.toIntExact(wire.number("choices")),
                Math.toIntExact(wire.number("mediaParts")),
                wire.number("bodyBytes"));
    }

    private static ModelLimits limits(WireObject wire) {
        return new ModelLimits(
                wire.number("maxOutputTokens"),
                wire.number("promptAllowance"),
                wire.number("mediaAllowance"),
                wire.number("completionAllowance"));
    }
}
