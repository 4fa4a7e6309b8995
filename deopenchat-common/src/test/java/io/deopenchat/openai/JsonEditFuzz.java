package io.deopenchat.openai;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.fuzz.Input;
import io.deopenchat.fuzz.SecondReader;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A member is set and every other one is left alone, whoever reads what comes of it. */
final class JsonEditFuzz {
    private static final List<String> MEMBERS = List.of("max_tokens", "stream_options", "model", "n\u00f6");

    private JsonEditFuzz() {}

    /** The first byte chooses the member. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String member = MEMBERS.get(input.choice(MEMBERS.size()));
        byte[] body = input.rest();
        read(bytes, MalformedMessage.class, () -> Json.parseCall(body)).ifPresent(node -> isSet(node, member, body));
    }

    private static void isSet(ObjectNode node, String member, byte[] body) {
        byte[] edited = JsonEdit.set(body, member, "[17,{}]");
        Map<Object, Object> expected = new HashMap<>(SecondReader.object(body));
        expected.put(member, SecondReader.read("[17,{}]").orElseThrow());
        equal(expected, SecondReader.object(edited), "a second reader finds the change and nothing else");
        equal(node.set(member, Json.object().arrayNode().add(17).add(Json.object())), Json.parseCall(edited), "and we");
    }
}
