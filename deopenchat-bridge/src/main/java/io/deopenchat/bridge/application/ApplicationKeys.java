package io.deopenchat.bridge.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.storage.PrivateDirectory;
import io.deopenchat.storage.PrivateFile;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The keys of all applications, in a file of the state directory that only its owner may read. A daemon that calls
 * {@link #refresh()} now and then takes over what commands change there; asking for a name touches no disk.
 */
public final class ApplicationKeys {
    public static final String FILE = "applications.json";

    /** The application that has a key from the first start on. */
    public static final String DEFAULT_NAME = "default";

    private final Path file;
    private final InstantSource clock;
    private volatile List<ApplicationKey> keys = List.of();

    private ApplicationKeys(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** @throws StorageFailure if the file cannot be read, others may read it, or it is not what it should be */
    public static ApplicationKeys in(Path stateDirectory, InstantSource clock) {
        ApplicationKeys keys = new ApplicationKeys(stateDirectory.resolve(FILE), clock);
        keys.refresh();
        return keys;
    }

    /** Makes the first key, if there is none yet. */
    public synchronized Optional<ApplicationKey> makeFirst() {
        return keys.isEmpty() ? Optional.of(add(DEFAULT_NAME)) : Optional.empty();
    }

    public List<ApplicationKey> all() {
        return keys;
    }

    public Path file() {
        return file;
    }

    /** Who shows this key; empty if nobody has it. */
    public Optional<String> nameOf(String secret) {
        return keys.stream()
                .filter(key -> key.is(secret))
                .map(ApplicationKey::name)
                .findFirst();
    }

    /**
     * Makes a key.
     *
     * @throws IllegalArgumentException if the name is none, or there is a key of that name
     */
    public synchronized ApplicationKey add(String name) {
        return changing(() -> {
            if (keys.stream().anyMatch(key -> key.name().equals(name))) {
                throw new IllegalArgumentException("there is an application key called " + name
                        + " already; remove it first, or choose another name");
            }
            ApplicationKey key = ApplicationKey.generate(name, clock.instant());
            write(Stream.concat(keys.stream(), Stream.of(key)).toList());
            return key;
        });
    }

    /** @throws IllegalArgumentException if there is no key of that name */
    public synchronized void remove(String name) {
        changing(() -> {
            List<ApplicationKey> left =
                    keys.stream().filter(key -> !key.name().equals(name)).toList();
            if (left.size() == keys.size()) {
                throw new IllegalArgumentException("there is no application key called " + name);
            }
            write(left);
            return left;
        });
    }

    /** Two commands at the same time would lose what one of them changed. */
    private <T> T changing(Supplier<T> change) {
        try {
            PrivateDirectory.create(directory());
            try (FileChannel lock = FileChannel.open(
                            file.resolveSibling(FILE + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = lock.lock()) {
                refresh();
                return change.get();
            }
        } catch (IOException e) {
            throw new StorageFailure("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private Path directory() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a directory");
    }

    private void write(List<ApplicationKey> all) {
        ObjectNode node = Json.object();
        ArrayNode array = node.putArray("keys");
        all.forEach(key -> array.addObject()
                .put("name", key.name())
                .put("key", key.secret())
                .put("madeAt", key.madeAt().toString()));
        try {
            PrivateFile.replace(file, Json.bytes(node));
        } catch (IOException e) {
            throw new StorageFailure("cannot write " + file + ": " + e.getMessage(), e);
        }
        keys = List.copyOf(all);
    }

    /** @throws StorageFailure if the file cannot be read, others may read it, or it is not what it should be */
    public void refresh() {
        try {
            keys = Files.exists(file) ? read() : List.of();
        } catch (IOException e) {
            throw new StorageFailure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private List<ApplicationKey> read() throws IOException {
        PrivateFile.requirePrivate(file);
        List<ApplicationKey> found = new ArrayList<>();
        try {
            for (JsonNode node : Json.parseObject(Files.readAllBytes(file)).path("keys")) {
                found.add(new ApplicationKey(
                        node.path("name").asText(),
                        node.path("key").asText(),
                        Instant.parse(node.path("madeAt").asText())));
            }
        } catch (MalformedMessage | IllegalArgumentException | DateTimeException e) {
            throw new StorageFailure(
                    file + " is no list of application keys (" + e.getMessage()
                            + "); mend it, or remove it and make new" + " keys",
                    e);
        }
        return List.copyOf(found);
    }
}
