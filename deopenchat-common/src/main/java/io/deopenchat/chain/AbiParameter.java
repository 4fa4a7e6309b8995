package io.deopenchat.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A parameter of an error or event in the contract's ABI.
 *
 * @param type as the ABI names it, for example {@code uint96} or {@code tuple[]}
 * @param components of a tuple, else empty
 */
record AbiParameter(String name, String type, List<AbiParameter> components) {
    private static final String TUPLE = "tuple";

    static List<AbiParameter> all(JsonNode inputs) {
        List<AbiParameter> parameters = new ArrayList<>();
        for (JsonNode input : inputs) {
            parameters.add(new AbiParameter(
                    input.path("name").textValue(), input.path("type").textValue(), all(input.path("components"))));
        }
        return List.copyOf(parameters);
    }

    /** What is hashed into a selector or a topic, for example {@code TotalTooHigh(uint256,uint256)}. */
    static String signature(String name, List<AbiParameter> parameters) {
        return name + types(parameters);
    }

    private static String types(List<AbiParameter> parameters) {
        return parameters.stream().map(AbiParameter::canonicalType).collect(Collectors.joining(",", "(", ")"));
    }

    private String canonicalType() {
        return type.startsWith(TUPLE) ? types(components) + type.substring(TUPLE.length()) : type;
    }

    /**
     * The values that this one is made of: a tuple of a fixed size is encoded as its members, here with names such as
     * {@code maximum.inputPrice}.
     */
    Stream<AbiParameter> leaves() {
        return type.equals(TUPLE)
                ? components.stream()
                        .flatMap(AbiParameter::leaves)
                        .map(leaf -> new AbiParameter(name + "." + leaf.name, leaf.type, leaf.components))
                : Stream.of(this);
    }
}
