package io.deopenchat.fuzz;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The targets of a module as tests: each {@code ..Fuzz} class with every input of its corpus, and with so many that are made
 * of those by a seed. What scripts/fuzz finds joins the corpus, and is tried here from then on.
 */
public final class Corpora {
    private static final String ENTRY = "fuzzerTestOneInput";
    private static final String COUNTS = "deopenchat.test.counts";
    private static final int FEW = 200;
    private static final int MANY = 2_000;

    private Corpora() {}

    /** @param test of the module whose targets are wanted */
    public static Stream<DynamicTest> of(Class<?> test) {
        return targets(test).stream().map(target -> dynamicTest(target.getSimpleName(), () -> tryAll(target)));
    }

    private static List<Class<?>> targets(Class<?> test) {
        Path classes = directory(test, "/");
        try (Stream<Path> files = Files.walk(classes)) {
            List<Class<?>> targets = new ArrayList<>();
            for (Path file : files.filter(file -> file.toString().endsWith("Fuzz.class"))
                    .sorted()
                    .toList()) {
                String name =
                        classes.relativize(file).toString().replace('/', '.').replace(".class", "");
                targets.add(Class.forName(name));
            }
            return targets;
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("cannot list the targets in " + classes, e);
        }
    }

    private static Path directory(Class<?> test, String name) {
        try {
            return Path.of(test.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve(name.substring(1));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void tryAll(Class<?> target) throws ReflectiveOperationException {
        Method entry = target.getDeclaredMethod(ENTRY, byte[].class);
        entry.setAccessible(true);
        List<byte[]> seeds = seeds(target);
        seeds.forEach(seed -> tryOne(entry, seed));
        Random random = new Random(target.getSimpleName().hashCode());
        int mutants = target.isAnnotationPresent(Costly.class) ? 0 : count();
        for (int i = 0; i < mutants; i++) {
            tryOne(entry, Mutant.of(seeds, random));
        }
    }

    private static int count() {
        return System.getProperty(COUNTS, "reduced").equals("full") ? MANY : FEW;
    }

    private static List<byte[]> seeds(Class<?> target) {
        try (Stream<Path> files = Files.list(directory(target, "/corpus/" + target.getSimpleName()))) {
            List<byte[]> seeds = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
            return seeds;
        } catch (IOException e) {
            throw new UncheckedIOException("every target has a corpus; make one for " + target.getSimpleName(), e);
        }
    }

    private static void tryOne(Method entry, byte[] input) {
        try {
            entry.invoke(null, (Object) input);
        } catch (InvocationTargetException failed) {
            throw new AssertionError(
                    entry.getDeclaringClass().getSimpleName() + " fails with the input "
                            + HexFormat.of().formatHex(input) + ": " + failed.getCause(),
                    failed.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
