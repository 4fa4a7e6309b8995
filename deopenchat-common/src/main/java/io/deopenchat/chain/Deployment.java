package io.deopenchat.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where the contract is. A file with one is handed to whoever wants to use the deployment; all numbers in it are decimal
 * strings.
 *
 * @param network name of the network, for people
 * @param block in which the contract was created; events are read from there
 * @param codeHash keccak-256 of the code at the address ({@code EXTCODEHASH})
 * @param currency ERC-20 that it settles in, or {@link Address#ZERO} for the native coin
 */
public record Deployment(
        String network, long chainId, Address contract, long block, Bytes32 codeHash, Address currency) {

    /** @throws IllegalArgumentException if the file cannot be read or is no deployment; the message says why */
    public static Deployment read(Path file) {
        byte[] json;
        try {
            json = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the deployment file " + file + " cannot be read; contract-deploy writes one", e);
        }
        WireObject object = object(file, json);
        try {
            return of(object);
        } catch (MalformedMessage e) {
            throw new IllegalArgumentException(
                    "the deployment file " + file + " is not a deployment: " + e.getMessage(), e);
        }
    }

    /** Says nothing of what stands there: it may be a key that was named by mistake. */
    private static WireObject object(Path file, byte[] json) {
        try {
            return WireObject.parse(json);
        } catch (MalformedMessage repeatsIt) {
            throw new IllegalArgumentException("the deployment file " + file
                    + " is not a deployment: it holds no JSON object; contract-deploy writes one");
        }
    }

    /** Replaces the file in one step: whoever reads it sees the old or the new one. */
    public void write(Path file) {
        Path target = file.toAbsolutePath();
        try {
            Path draft = Files.createTempFile(
                    target.getParent(), target.getFileName().toString(), ".tmp");
            try {
                Files.writeString(draft, toJson().toPrettyString() + "\n");
                move(draft, target);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the deployment file " + file + " cannot be written", e);
        }
    }

    private static void move(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Deployment of(WireObject json) {
        return new Deployment(
                json.text("network"),
                json.number("chainId"),
                json.address("contract"),
                json.number("block"),
                json.bytes32("codeHash"),
                json.address("currency"));
    }

    private ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("network", network);
        node.put("chainId", Long.toString(chainId));
        node.put("contract", contract.toString());
        node.put("block", Long.toString(block));
        node.put("codeHash", codeHash.toString());
        node.put("currency", currency.toString());
        return node;
    }
}
