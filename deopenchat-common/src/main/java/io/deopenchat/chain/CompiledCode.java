package io.deopenchat.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Deployed code as the compiler gives it, with zeros where a deployment writes its immutable values. */
public final class CompiledCode {
    private final byte[] code;
    private final List<Range> immutables;

    private record Range(int start, int end) {}

    /** @param json has {@code deployedBytecode} and {@code immutableReferences} */
    CompiledCode(JsonNode json) {
        this.code = HexFormat.of()
                .parseHex(json.path("deployedBytecode").textValue().substring(2));
        this.immutables = ranges(json.path("immutableReferences"));
    }

    /**
     * Keccak-256 of the code with zeros for immutable values (chain, domain, currency, delay, addresses): the same for every
     * deployment of this build.
     */
    public Bytes32 hash() {
        return maskedHash(code);
    }

    /** Whether code found on a chain is this one, whatever its immutable values are. */
    public boolean matches(byte[] found) {
        return found.length == code.length && maskedHash(found).equals(hash());
    }

    /** What {@link #hash} is for other code, as far as its length allows to compare. */
    Bytes32 maskedHash(byte[] found) {
        byte[] masked = found.clone();
        for (Range range : immutables) {
            if (range.end <= masked.length) {
                Arrays.fill(masked, range.start, range.end, (byte) 0);
            }
        }
        return Hash.keccak256(masked);
    }

    private static List<Range> ranges(JsonNode references) {
        List<Range> ranges = new ArrayList<>();
        for (JsonNode uses : references) {
            for (JsonNode use : uses) {
                int start = use.path("start").intValue();
                ranges.add(new Range(start, start + use.path("length").intValue()));
            }
        }
        return List.copyOf(ranges);
    }
}
