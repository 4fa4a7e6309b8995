package io.deopenchat.bridge.comparison;

import io.deopenchat.money.Wei;
import io.deopenchat.storage.PrivateDirectory;
import io.deopenchat.storage.PrivateFile;
import io.deopenchat.storage.Seal;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pairs of answers, each in a sealed file of its own; so a command can decide one while the daemon adds another. Their names tell their age alone, by which they are erased, decided or not.
 */
public final class PairFiles {
    /** How long answers wait for their user, and a decision for the providers to claim what it weighs. */
    public static final Duration KEPT = Duration.ofDays(30);

    /** More than anybody looks at. */
    static final int MAX_PAIRS = 256;

    private static final String DIRECTORY = "comparisons";
    private static final String SUFFIX = ".pair";
    private static final int RANDOM_BYTES = 4;
    private static final Pattern NAME = Pattern.compile("([0-9]{1,15})-[0-9a-f]{8}\\.pair");

    private final Path directory;
    private final PairKey key;
    private final SignedTotals totals;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    private PairFiles(Path directory, InstantSource clock) {
        this.directory = directory;
        this.key = new PairKey(directory);
        this.totals = new SignedTotals(directory);
        this.clock = clock;
    }

    public static PairFiles in(Path stateDirectory, InstantSource clock) {
        return new PairFiles(stateDirectory.resolve(DIRECTORY), clock);
    }

    /** Oldest first. */
    public List<Pair> all() {
        erase();
        Optional<Seal> seal = key.find();
        return seal.isEmpty()
                ? List.of()
                : names().stream()
                        .flatMap(file -> read(file, seal.get()).stream())
                        .toList();
    }

    public Optional<Pair> find(String id) {
        return all().stream().filter(pair -> pair.id().equals(id)).findFirst();
    }

    boolean hasRoom() {
        erase();
        return names().size() < MAX_PAIRS;
    }

    void keep(Payer payer, String model, String prompt, Side one, Side other) {
        Instant now = clock.instant();
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String id = now.toEpochMilli() + "-" + HexFormat.of().formatHex(bytes);
        boolean isSwapped = random.nextBoolean();
        write(Pair.open(id, payer, now, model, prompt, isSwapped ? other : one, isSwapped ? one : other));
    }

    /** The user prefers one of the two. */
    public Pair decide(Pair pair, Side better) {
        Pair decided = pair.preferring(better);
        write(decided);
        return decided;
    }

    /** What was signed about two providers, which outlives the pairs. */
    SignedTotals totals() {
        return totals;
    }

    Pair say(Pair pair, Wei total) {
        Pair saying = pair.saying(total);
        write(saying);
        return saying;
    }

    public void remove(Pair pair) {
        try {
            Files.deleteIfExists(fileOf(pair));
        } catch (IOException e) {
            throw new StorageFailure("cannot remove " + fileOf(pair) + ": " + e.getMessage(), e);
        }
    }

    private void write(Pair pair) {
        try {
            PrivateDirectory.create(directory);
            PrivateFile.replace(fileOf(pair), key.findOrMake().seal(pair.id(), pair.toBytes()));
        } catch (IOException e) {
            throw new StorageFailure("cannot write " + fileOf(pair) + ": " + e.getMessage(), e);
        }
    }

    private Path fileOf(Pair pair) {
        return directory.resolve(pair.id() + SUFFIX);
    }

    private static Optional<Pair> read(Path file, Seal seal) {
        String name = String.valueOf(file.getFileName());
        try {
            return Optional.of(Pair.fromBytes(
                    seal.open(name.substring(0, name.length() - SUFFIX.length()), Files.readAllBytes(file))));
        } catch (NoSuchFileException removedMeanwhile) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageFailure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** What is too old, whoever it belongs to. */
    private void erase() {
        long oldest = clock.instant().minus(KEPT).toEpochMilli();
        for (Path file : names()) {
            Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
            if (name.matches() && Long.parseLong(name.group(1)) < oldest) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new StorageFailure("cannot erase " + file + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private List<Path> names() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new StorageFailure("cannot read " + directory + ": " + e.getMessage(), e);
        }
    }
}
