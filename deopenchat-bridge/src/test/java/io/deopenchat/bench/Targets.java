package io.deopenchat.bench;

import io.deopenchat.acceptance.PaidMarket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Starts all paths that can be measured here, each as real processes, and says which cannot. */
final class Targets implements AutoCloseable {
    static final String PATH = "/v1/chat/completions";

    /** Of one address and one port each, so that more streams fit than one backend may be given. */
    private static final int BACKEND_ENTRIES = 4;

    private static final int BACKEND_CAPACITY = 1_024;
    private static final String PORTKEY = "node_modules/@portkey-ai/gateway/build/start-server.js";

    private final Setup setup;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final List<Target> all = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final Program backend;

    /**
     * Where things are.
     *
     * @param scratch of this run
     * @param peers the folder with the packages of others
     * @param machine options of every virtual machine
     * @param classPath of the programs that are no product
     * @param accounts that share the calls of one kind
     */
    record Setup(Path scratch, Path peers, List<String> machine, String classPath, int accounts) {}

    Targets(Setup setup) {
        this.setup = setup;
        backend = kept(Program.thatTells(Core.LOAD, log("backend"), java(FastBackend.class.getName())));
        try {
            startAll();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void startAll() {
        add(Target.Name.DIRECT, backend.port(), Set.of(), "");
        startNginx();
        Program naive = started("vertx", NaiveProxy.class.getName());
        add(Target.Name.VERTX, naive.port(), Set.of(naive.pid()), "");
        startPortkey();
        Program unpaid = started("unpaid", "io.deopenchat.gateway.api.UnpaidGateway");
        add(Target.Name.UNPAID, unpaid.port(), Set.of(unpaid.pid()), "");
        startPaid();
    }

    private void add(Target.Name name, int port, Set<Long> pids, String headers) {
        all.add(new Target(name, port, pids, body -> Requests.of(port, PATH, headers, body)));
    }

    private Program started(String name, String program) {
        return kept(Program.thatTells(Core.MEASURED, log(name), java(program, "http://127.0.0.1:" + backend.port())));
    }

    private List<String> java(String program, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(setup.machine());
        command.addAll(List.of("-cp", setup.classPath(), program));
        command.addAll(List.of(arguments));
        return command;
    }

    private void startNginx() {
        Optional<Path> binary = Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (binary.isEmpty()) {
            missing.add("nginx is not installed: apt-get install nginx-light, and stop the service that it starts");
            return;
        }
        int port = Program.freePort();
        Path configuration = write("nginx.conf", NginxConfiguration.of(port, backend.port(), setup.scratch()));
        List<String> command =
                List.of(binary.get().toString(), "-e", log("nginx-errors").toString(), "-c", configuration.toString());
        Program nginx = kept(Program.on(port, Core.MEASURED, log("nginx"), command, Map.of()));
        add(Target.Name.NGINX, port, Set.of(nginx.pid()), "");
    }

    private void startPortkey() {
        Path server = setup.peers().resolve(PORTKEY);
        if (!Files.exists(server)) {
            missing.add("Portkey is not installed: npm ci in " + setup.peers().getFileName());
            return;
        }
        int port = Program.freePort();
        List<String> command = List.of("node", server.toString(), "--headless", "--port=" + port);
        Map<String, String> environment = Map.of("NODE_ENV", "production");
        Program portkey = kept(Program.on(port, Core.MEASURED, log("portkey"), command, environment));
        String headers =
                "authorization: Bearer none\r\nx-portkey-provider: openai\r\nx-portkey-custom-host: http://127.0.0.1:"
                        + backend.port() + "/v1\r\n";
        add(Target.Name.PORTKEY, port, Set.of(portkey.pid()), headers);
    }

    private void startPaid() {
        PaidMarket market = kept(PaidMarket.selling(Script.MODEL, setup.scratch()));
        PaidMarket.Running gateway =
                market.gateway(write("backends.json", backends()), log("gateway"), setup.machine());
        Core.MEASURED.bind(gateway.pid());
        all.add(new Target(
                Target.Name.GATEWAY,
                gateway.port(),
                Set.of(gateway.pid()),
                body -> new SignedRequests(
                        gateway.port(),
                        Stream.generate(market::account).limit(setup.accounts()).toList(),
                        body)));
        PaidMarket.Running bridge = market.bridge(log("bridge"), setup.machine());
        Core.MEASURED.bind(bridge.pid());
        add(Target.Name.BRIDGE, bridge.port(), Set.of(gateway.pid(), bridge.pid()), "");
    }

    private String backends() {
        List<String> entries = Stream.iterate(1, number -> number + 1)
                .limit(BACKEND_ENTRIES)
                .map(number -> "{\"name\":\"backend-" + number + "\",\"api\":\"http://127.0.0.1:" + backend.port()
                        + "/v1\",\"capacity\":" + BACKEND_CAPACITY + "}")
                .toList();
        return "{\"backends\":[" + String.join(",", entries) + "]}";
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(setup.scratch().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(String name) {
        return setup.scratch().resolve(name + ".log");
    }

    private <T extends AutoCloseable> T kept(T part) {
        parts.addFirst(part);
        return part;
    }

    List<Target> all() {
        return List.copyOf(all);
    }

    Target get(Target.Name name) {
        return all.stream()
                .filter(target -> target.name() == name)
                .findFirst()
                .orElseThrow(() -> new CannotMeasure(name + " does not run"));
    }

    boolean has(Target.Name name) {
        return all.stream().anyMatch(target -> target.name() == name);
    }

    /** What is not here, and how to get it. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    URI stats() {
        return URI.create("http://127.0.0.1:" + backend.port() + Script.STATS_PATH);
    }

    Set<Long> backendPids() {
        return Set.of(backend.pid());
    }

    @Override
    public void close() {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("a program did not end in order: " + e.getMessage());
            }
        }
    }
}
