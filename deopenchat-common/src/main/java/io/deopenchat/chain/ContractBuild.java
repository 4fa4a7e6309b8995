package io.deopenchat.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The compiled contract that belongs to this version of the programs. */
public final class ContractBuild {
    private static final String RESOURCE = "Deopenchat.json";

    private final JsonNode abi;
    private final String creationCode;
    private final byte[] deployedCode;
    private final List<Range> immutables;

    private record Range(int start, int end) {}

    private ContractBuild(ObjectNode json) {
        this.abi = json.path("abi");
        this.creationCode = json.path("bytecode").textValue();
        this.deployedCode = HexFormat.of()
                .parseHex(json.path("deployedBytecode").textValue().substring(2));
        this.immutables = ranges(json.path("immutableReferences"));
    }

    /** The build that is checked in with these sources. */
    public static ContractBuild checkedIn() {
        try (InputStream resource = ContractBuild.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the contract's build " + RESOURCE + " is missing in this program");
            }
            return new ContractBuild(Json.parseObject(resource.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("the contract's build cannot be read from this program", e);
        }
    }

    /**
     * Keccak-256 of the deployed code with zeros where a deployment writes its immutable values (chain, domain, currency,
     * delay): the same for every deployment of this build.
     */
    public Bytes32 codeHash() {
        return maskedHash(deployedCode);
    }

    /** Whether code found on a chain is this build, whatever its immutable values are. */
    public boolean matches(byte[] code) {
        return code.length == deployedCode.length && maskedHash(code).equals(codeHash());
    }

    /** What {@link #codeHash} is for other code, as far as its length allows to compare. */
    Bytes32 maskedHash(byte[] code) {
        byte[] masked = code.clone();
        for (Range range : immutables) {
            if (range.end <= masked.length) {
                Arrays.fill(masked, range.start, range.end, (byte) 0);
            }
        }
        return Hash.keccak256(masked);
    }

    /** Without constructor arguments; 0x-hex. */
    String creationCode() {
        return creationCode;
    }

    JsonNode abi() {
        return abi;
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
