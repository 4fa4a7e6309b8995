package io.deopenchat.chaos.processes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the programs are started, so that as little as possible of a campaign goes into starts. */
final class Programs {
    static final String GATEWAY = "io.deopenchat.gateway.cli.GatewayCommand";
    static final String BRIDGE = "io.deopenchat.bridge.cli.BridgeCommand";

    private final String classPath;
    private final Optional<Path> caches;

    /** @param caches where classes are kept as a first life left them */
    private Programs(String classPath, Optional<Path> caches) {
        this.classPath = classPath;
        this.caches = caches;
    }

    /** The classes of this test, which the first of the two compilers makes. */
    static Programs here() {
        return new Programs(
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Optional.empty());
    }

    /** The same, whose starts after the first one in order are fast. */
    Programs learning(Path directory) {
        return new Programs(Jars.of(classPath, directory), Optional.of(directory));
    }

    /** Whether a first life in order is worth its time. */
    boolean mayLearn() {
        return caches.isPresent();
    }

    List<String> gateway(List<String> arguments) {
        return command(GATEWAY, arguments);
    }

    List<String> bridge(List<String> arguments) {
        return command(BRIDGE, arguments);
    }

    private List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                // the class path of the tests has some jars twice, which Logback would tell
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "--enable-native-access=ALL-UNNAMED"));
        caches.ifPresent(directory -> command.addAll(cache(directory.resolve(program + ".aot"))));
        command.addAll(List.of("-cp", classPath, program));
        command.addAll(arguments);
        return command;
    }

    /** The first life leaves it when it ends in order; what a machine says of a cache is of no interest to anybody here. */
    private static List<String> cache(Path file) {
        return List.of(
                (Files.exists(file) ? "-XX:AOTCache=" : "-XX:AOTCacheOutput=") + file,
                "-Xlog:disable",
                "-Xlog:all=error:stderr");
    }
}
