package io.deopenchat.bridge.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.storage.PrivateDirectory;
import io.deopenchat.storage.PrivateFile;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The highest total that was ever signed about two providers in one direction, in a file that outlives the pairs: what a node
 * says of it cannot be more.
 */
final class SignedTotals {
    private static final String FILE = "totals.json";

    private final Path directory;
    private final Path file;

    SignedTotals(Path directory) {
        this.directory = directory;
        this.file = directory.resolve(FILE);
    }

    Path file() {
        return file;
    }

    /** Empty if none is known. */
    Optional<Wei> of(Payer payer, Direction direction) {
        return Optional.ofNullable(read().get(name(payer, direction)));
    }

    /** Before it is signed. */
    void raise(Payer payer, Direction direction, Wei total) {
        Map<String, Wei> totals = read();
        totals.merge(name(payer, direction), total, Wei::max);
        write(totals);
    }

    private static String name(Payer payer, Direction direction) {
        return String.join(
                "/",
                Long.toString(payer.chainId()),
                payer.contract().toString(),
                payer.client().toString(),
                direction.preferred().toString(),
                direction.other().toString());
    }

    private Map<String, Wei> read() {
        Map<String, Wei> totals = new TreeMap<>();
        try {
            for (JsonNode one : Json.parseObject(Files.readAllBytes(file)).path("totals")) {
                totals.put(
                        one.path("of").asText(),
                        Wei.parseCanonical(one.path("total").asText()));
            }
        } catch (NoSuchFileException none) {
            return totals;
        } catch (IOException | MalformedMessage | IllegalArgumentException e) {
            throw new StorageFailure(
                    "cannot read " + file + " (" + e.getMessage()
                            + "); remove it to go by what the chain says was signed",
                    e);
        }
        return totals;
    }

    private void write(Map<String, Wei> totals) {
        ObjectNode node = Json.object();
        ArrayNode array = node.putArray("totals");
        totals.forEach((name, total) -> array.addObject().put("of", name).put("total", total.toString()));
        try {
            PrivateDirectory.create(directory);
            PrivateFile.replace(file, Json.bytes(node));
        } catch (IOException e) {
            throw new StorageFailure("cannot write " + file + ", so nothing was signed: " + e.getMessage(), e);
        }
    }
}
