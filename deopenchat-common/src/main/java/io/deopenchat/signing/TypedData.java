package io.deopenchat.signing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Iterator;

/**
 * A message as the JSON that {@code eth_signTypedData_v4} takes (EIP-712, "Specification of the eth_signTypedData JSON RPC").
 * Numbers are decimal texts, because programs in JavaScript would round large ones.
 */
final class TypedData {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String DOMAIN = "domain";
    private static final String MESSAGE = "message";

    private TypedData() {}

    static ObjectNode json(Domain domain, TypedMessage message) {
        MessageType type = message.type();
        ObjectNode json = NODES.objectNode();
        json.putObject("types")
                .<ObjectNode>set(Domain.TYPE.name(), members(Domain.TYPE))
                .set(type.name(), members(type));
        json.put("primaryType", type.name());
        json.putObject(DOMAIN)
                .put("name", Domain.NAME)
                .put("version", Domain.VERSION)
                .put("chainId", domain.chainId())
                .put("verifyingContract", domain.contract().toString());
        message.write(new Named(type, json.putObject(MESSAGE)));
        return json;
    }

    private static ArrayNode members(MessageType type) {
        ArrayNode members = NODES.arrayNode();
        type.members()
                .forEach(
                        member -> members.addObject().put("name", member.name()).put("type", member.type()));
        return members;
    }

    /** Gives each member the name that it has in the type. */
    private static final class Named implements Members {
        private final Iterator<MessageType.Member> members;
        private final ObjectNode json;

        Named(MessageType type, ObjectNode json) {
            this.members = type.members().iterator();
            this.json = json;
        }

        @Override
        public Named put(Address address) {
            return put(address.toString());
        }

        @Override
        public Named put(Bytes32 bytes) {
            return put(bytes.toString());
        }

        @Override
        public Named put(BigInteger unsigned) {
            return put(unsigned.toString());
        }

        @Override
        public Named put(long unsigned) {
            return put(Long.toString(unsigned));
        }

        @Override
        public Named put(String text) {
            json.put(members.next().name(), text);
            return this;
        }
    }
}
