package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.Address;
import java.util.List;

/**
 * The body of {@code POST /deopenchat/v1/confirmations}.
 *
 * @param sequences the newly covered rounds, in transcript order
 */
public record ConfirmationCall(Address client, SignedConfirmation signed, List<Long> sequences) {

    public byte[] body() {
        ObjectNode node = Json.object();
        node.put("client", client.toString());
        node.set("confirmation", signed.messageJson());
        node.put("signature", signed.signature().toString());
        ArrayNode numbers = node.putArray("sequences");
        sequences.forEach(sequence -> numbers.add(Long.toString(sequence)));
        return Json.bytes(node);
    }

    public static ConfirmationCall parse(byte[] body) {
        WireObject wire = WireObject.parse(body);
        List<Long> sequences = wire.numbers("sequences", Limits.MAX_CONFIRMED_AT_ONCE);
        if (sequences.stream().distinct().count() != sequences.size()) {
            throw new MalformedMessage("'sequences' names a round twice");
        }
        return new ConfirmationCall(
                wire.address("client"),
                SignedConfirmation.of(wire.object("confirmation"), wire.signature("signature")),
                sequences);
    }
}
