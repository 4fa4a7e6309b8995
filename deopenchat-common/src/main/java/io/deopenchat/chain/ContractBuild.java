package io.deopenchat.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The compiled contract that belongs to this version of the programs: one interface over two halves of code. */
public final class ContractBuild {
    private static final String RESOURCE = "Deopenchat.json";

    private final JsonNode abi;
    private final String creationCode;
    private final CompiledCode code;
    private final CompiledCode extension;

    private ContractBuild(ObjectNode json) {
        this.abi = json.path("abi");
        this.creationCode = json.path("bytecode").textValue();
        this.code = new CompiledCode(json);
        this.extension = new CompiledCode(json.path("extension"));
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

    /** The code at the contract's address. */
    public CompiledCode code() {
        return code;
    }

    /** The code that the contract forwards to; its constructor deploys it. */
    public CompiledCode extension() {
        return extension;
    }

    /** Without constructor arguments, the extension's code included; 0x-hex. */
    String creationCode() {
        return creationCode;
    }

    JsonNode abi() {
        return abi;
    }
}
