package io.deopenchat.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Hex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.Utils;

/** Turns the data of a revert into a sentence: the custom errors of the contract, {@code Error(string)}, {@code Panic(uint256)}. */
final class RevertReasons {
    private static final int SELECTOR_DIGITS = 8;
    private static final int MAX_TEXT_LENGTH = 300;
    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]*");

    private final Map<String, Signature> errors = new HashMap<>();

    private record Signature(String name, List<AbiParameter> parameters) {
        String selector() {
            return Hash.keccak256(AbiParameter.signature(name, parameters))
                    .toString()
                    .substring(2, 2 + SELECTOR_DIGITS);
        }
    }

    RevertReasons(ContractBuild build) {
        for (JsonNode entry : build.abi()) {
            if (entry.path("type").textValue().equals("error")) {
                add(new Signature(entry.path("name").textValue(), AbiParameter.all(entry.path("inputs"))));
            }
        }
        add(new Signature("Error", List.of(new AbiParameter("reason", "string", List.of()))));
        add(new Signature("Panic", List.of(new AbiParameter("code", "uint256", List.of()))));
    }

    /** Names of all errors that this build of the contract and Solidity itself can raise. */
    List<String> names() {
        return errors.values().stream().map(Signature::name).sorted().toList();
    }

    /** @param data 0x-hex of the revert's data, {@code 0x} if it has none */
    ContractRefusal refusal(String data) {
        if (data.length() == 2) {
            return new ContractRefusal("", "it reverted without giving a reason");
        }
        String digits = data.substring(2);
        Signature error = digits.length() < SELECTOR_DIGITS ? null : errors.get(digits.substring(0, SELECTOR_DIGITS));
        if (error == null) {
            return unknown(data);
        }
        try {
            Map<String, String> arguments = arguments(error, digits.substring(SELECTOR_DIGITS));
            return new ContractRefusal(error.name, Refusals.sentence(error.name, arguments), arguments);
        } catch (RuntimeException malformed) {
            // data that a foreign contract made up with a selector of ours
            return unknown(data);
        }
    }

    /** The hexadecimal data in what a node sends: some put it in quotes, some prefix it with a word. */
    static String hex(@Nullable String data) {
        if (data == null) {
            return "0x";
        }
        String bare = data.replace("\"", "").strip();
        String candidate = bare.substring(bare.lastIndexOf(' ') + 1);
        return HEX.matcher(candidate).matches() ? candidate.toLowerCase(Locale.ROOT) : "0x";
    }

    private void add(Signature error) {
        errors.put(error.selector(), error);
    }

    private static Map<String, String> arguments(Signature error, String encoded) {
        List<AbiParameter> parameters =
                error.parameters.stream().flatMap(AbiParameter::leaves).toList();
        List<TypeReference<?>> types = new ArrayList<>();
        for (AbiParameter parameter : parameters) {
            types.add(type(parameter.type()));
        }
        var values = FunctionReturnDecoder.decode("0x" + encoded, Utils.convert(types));
        Map<String, String> arguments = new LinkedHashMap<>();
        for (int i = 0; i < types.size(); i++) {
            arguments.put(
                    parameters.get(i).name(), Foreign.text(text(values.get(i).getValue()), MAX_TEXT_LENGTH));
        }
        return arguments;
    }

    private static TypeReference<?> type(String name) {
        try {
            return TypeReference.makeTypeReference(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the ABI has a type " + name + " that cannot be decoded", e);
        }
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? Hex.of(bytes) : value.toString();
    }

    private static ContractRefusal unknown(String data) {
        return new ContractRefusal(
                "", "it reverted with data that is not known here: " + Foreign.text(data, MAX_TEXT_LENGTH));
    }
}
