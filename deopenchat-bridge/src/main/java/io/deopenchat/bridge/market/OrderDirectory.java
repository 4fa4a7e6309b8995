package io.deopenchat.bridge.market;

import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.storage.PrivateDirectory;
import io.deopenchat.storage.PrivateFile;
import io.deopenchat.storage.Seal;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where one order is kept, with the journals of the accounts that it becomes: {@code orders/CLIENT} in the state directory. */
record OrderDirectory(Path path) {
    private static final String ALL = "orders";
    private static final String FILE = "order.json";
    private static final String REQUEST = "request.sealed";
    private static final String REQUEST_PURPOSE = "deopenchat order request";

    static OrderDirectory of(Path stateDirectory, Address client) {
        return new OrderDirectory(stateDirectory.resolve(ALL).resolve(client.toString()));
    }

    /** All that there are; a directory in which nothing was written down yet is none. */
    static List<OrderDirectory> in(Path stateDirectory) {
        Path all = stateDirectory.resolve(ALL);
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(all)) {
            return found.filter(one -> Files.exists(one.resolve(FILE)))
                    .sorted()
                    .map(OrderDirectory::new)
                    .toList();
        } catch (IOException e) {
            throw new StorageFailure("cannot read " + all + ": " + e.getMessage(), e);
        }
    }

    /** @throws StorageFailure if it holds no order */
    OrderFile read() {
        Path file = path.resolve(FILE);
        try {
            return OrderFile.of(Files.readAllBytes(file));
        } catch (IOException | MalformedMessage | IllegalArgumentException | ArithmeticException e) {
            throw new StorageFailure(
                    "the order in " + file + " cannot be read (" + e.getMessage()
                            + "); the command history finds it on the chain",
                    e);
        }
    }

    /** Whether an order is written down here that can be read. */
    boolean holdsAnOrder() {
        try {
            read();
            return true;
        } catch (StorageFailure unreadable) {
            return false;
        }
    }

    void write(OrderFile order) {
        replace(FILE, order.toBytes());
    }

    /** What is asked, for whoever goes on with it; without the key nobody reads it. */
    void keepRequest(SecretKey client, byte[] body) {
        replace(REQUEST, Seal.of(client, REQUEST_PURPOSE).seal(REQUEST, body));
    }

    Optional<byte[]> request(SecretKey client) {
        try {
            return Optional.of(
                    Seal.of(client, REQUEST_PURPOSE).open(REQUEST, Files.readAllBytes(path.resolve(REQUEST))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageFailure("cannot read " + path.resolve(REQUEST) + ": " + e.getMessage(), e);
        }
    }

    void forgetRequest() {
        try {
            Files.deleteIfExists(path.resolve(REQUEST));
        } catch (IOException e) {
            throw new StorageFailure("cannot remove " + path.resolve(REQUEST) + ": " + e.getMessage(), e);
        }
    }

    private void replace(String name, byte[] content) {
        try {
            PrivateDirectory.create(path);
            PrivateFile.replace(path.resolve(name), content);
        } catch (IOException e) {
            throw new StorageFailure("cannot write " + path.resolve(name) + ", so nothing is sent; check the disk", e);
        }
    }
}
