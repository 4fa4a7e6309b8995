package io.deopenchat.gateway.access;

import io.deopenchat.gateway.config.ClientFiles;
import io.deopenchat.http.FileWatch;
import io.deopenchat.signing.Address;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which clients may begin rounds. Only that: whoever is refused still confirms, fetches and gets a release, because money is
 * never held hostage. Files are taken over when they change; a file with a fault changes nothing.
 */
public final class ClientLists implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLists.class);
    private static final String COMMENT = "#";

    private final ClientFiles files;
    private final FileWatch watch;
    private volatile Lists lists;

    /** @param allowed null for everybody */
    private record Lists(@Nullable Set<Address> allowed, Set<Address> denied) {
        static Lists read(ClientFiles files) {
            return new Lists(
                    files.allowed() == null ? null : addresses(files.allowed()),
                    files.denied() == null ? Set.of() : addresses(files.denied()));
        }

        boolean admit(Address client) {
            return !denied.contains(client) && (allowed == null || allowed.contains(client));
        }
    }

    /** @throws IllegalArgumentException if a file cannot be read, or has a line that is no address */
    public ClientLists(Vertx vertx, ClientFiles files, Duration interval) {
        this.files = files;
        this.lists = Lists.read(files);
        List<Path> named = Stream.of(files.allowed(), files.denied())
                .filter(Objects::nonNull)
                .toList();
        this.watch = new FileWatch(vertx, named, interval, this::reload);
    }

    /** Denied is denied, also where allowed. */
    public boolean admit(Address client) {
        return lists.admit(client);
    }

    private void reload() {
        Lists read = Lists.read(files);
        lists = read;
        LOG.info(
                "took over the lists of clients: {} allowed, {} denied",
                read.allowed() == null ? "all" : read.allowed().size(),
                read.denied().size());
    }

    static Set<Address> addresses(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            Set<Address> addresses = new HashSet<>();
            for (int i = 0; i < lines.size(); i++) {
                String entry = lines.get(i).split(COMMENT, 2)[0].strip();
                if (!entry.isEmpty()) {
                    addresses.add(address(entry, file, i + 1));
                }
            }
            return Set.copyOf(addresses);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the list of clients " + file + " cannot be read", unreadable);
        }
    }

    private static Address address(String entry, Path file, int line) {
        try {
            return Address.parseTyped(entry);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    file + ", line " + line + ": " + wrong.getMessage() + "; write one address on each line", wrong);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
