package io.deopenchat.chaos.simulation;

import io.deopenchat.signing.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One run from one seed. First things go wrong while clients ask, owners come and go, and the chain is rewritten; then nothing
 * does, and within a bounded time everything has to be settled.
 */
final class Simulation {
    private static final long BLOCK_MILLIS = 10_000;
    private static final long BETWEEN_CALLS_MILLIS = 14_000;
    private static final long LITTLE_DEPOSITED = 2_000;
    private static final long MOST_DEPOSITED = 20_000;
    private static final int BURST_PERCENT = 15;
    private static final int LONGEST_BURST = 6;
    private static final Duration ONE_MORE_CALL = Duration.ofMinutes(1);

    /** Of all bridges: requests live for five minutes, and one that came late is heard of when both sides agree again. */
    private static final Duration UPDATE = Duration.ofMinutes(6);

    private static final Duration TO_SETTLE = Duration.ofMinutes(9);
    private static final Duration TO_CLAIM = Duration.ofMinutes(3);

    private final Plan plan;
    private final World world;
    private final List<GatewaySide> gateways;
    private final List<ClientSide> bridges;
    private final Auditor auditor = new Auditor();
    private final Findings findings = new Findings();
    private int asked;

    private Simulation(Plan plan, Path directory, boolean traced) {
        this.plan = plan;
        this.world = new World(plan, directory, traced);
        this.gateways = IntStream.range(0, plan.providers())
                .mapToObj(provider -> new GatewaySide(world, provider))
                .toList();
        this.bridges = IntStream.range(0, plan.clients())
                .mapToObj(client -> new ClientSide(world, client, gateways))
                .toList();
    }

    static Outcome run(Plan plan, Path parent) {
        return run(plan, parent, false);
    }

    static Outcome traced(Plan plan, Path parent) {
        return run(plan, parent, true);
    }

    private static Outcome run(Plan plan, Path parent, boolean traced) {
        Path directory = parent.resolve("seed-" + plan.seed() + "-" + plan.bug());
        try {
            Files.createDirectories(directory);
            try {
                return new Simulation(plan, directory, traced).outcome();
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Outcome outcome() {
        try {
            goesWrong();
            settles();
        } catch (RuntimeException broken) {
            findings.unexpected("stopped by " + broken);
            world.trace.note(
                    () -> Stream.of(broken.getStackTrace()).limit(12).toList().toString());
        } finally {
            world.clears();
            gateways.forEach(GatewaySide::lose);
            bridges.forEach(ClientSide::lose);
            world.files.close();
        }
        return new Outcome(
                plan,
                findings.all(),
                world.trace.lines(),
                asked,
                world.backend.calls().size(),
                world.crashes(),
                world.network.lost(),
                world.network.repeated());
    }

    private void goesWrong() {
        for (int provider = 0; provider < plan.providers(); provider++) {
            for (int client = 0; client < plan.clients(); client++) {
                deposits(new Pair(provider, client));
            }
        }
        blocks();
        gateways.forEach(Daemon::boot);
        bridges.forEach(Daemon::boot);
        calls();
        for (int times = 0; times < 4; times++) {
            world.scheduler.after(world.chance.between(60_000, lastCall()), this::ownerActs);
        }
        world.scheduler.after(world.chance.between(60_000, lastCall()), this::audit);
        world.scheduler.after(world.chance.between(60_000, lastCall()), this::audit);
        world.scheduler.runUntil(() -> asked >= plan.rounds() || !findings.none(), 4 * lastCall());
    }

    private long lastCall() {
        return plan.rounds() * BETWEEN_CALLS_MILLIS / 2;
    }

    private void deposits(Pair pair) {
        long most = world.chance.percent(50) ? LITTLE_DEPOSITED : MOST_DEPOSITED;
        world.chain.send(new Tx.Deposit(pair, world.chance.between(300, most)));
    }

    private void blocks() {
        world.scheduler.after(BLOCK_MILLIS, () -> {
            world.chain.mine(world.scheduler.now(), world.weather().equals(Weather.CALM) ? 0 : 20);
            if (world.chance.percent(world.weather().reorganisePercent())) {
                int deepest = world.weather().deepReorganisations() ? World.DEPTH + 2 : World.DEPTH;
                world.chain.reorganise((int) world.chance.between(1, deepest), world.scheduler.now());
            }
            finishesWhatIsMature();
            blocks();
        });
    }

    /** Owners take their money as soon as they may. */
    private void finishesWhatIsMature() {
        world.chain.newest().accounts().forEach((pair, account) -> {
            if (account.isMature(world.scheduler.now())) {
                world.chain.send(new Tx.Finish(pair));
            }
        });
    }

    private void calls() {
        world.scheduler.after(world.chance.between(1, BETWEEN_CALLS_MILLIS), () -> {
            if (asked < plan.rounds()) {
                ClientSide bridge = bridges.get(world.chance.below(bridges.size()));
                Customer customer = bridge.customers().get(world.chance.below(plan.providers()));
                int many = world.chance.percent(BURST_PERCENT) ? 2 + world.chance.below(LONGEST_BURST - 1) : 1;
                for (int i = 0; i < many; i++) {
                    bridge.run(() -> asked += customer.calls() ? 1 : 0);
                }
                calls();
            }
        });
    }

    private void ownerActs() {
        Pair pair = new Pair(world.chance.below(plan.providers()), world.chance.below(plan.clients()));
        switch (world.chance.below(4)) {
            case 0 -> leaves(pair);
            case 1 -> world.chain.send(new Tx.Reprice(pair.provider(), (int) world.chance.between(101, 160)));
            case 2 -> world.chain.send(new Tx.Reprice(pair.provider(), (int) world.chance.between(60, 99)));
            default -> deposits(pair);
        }
    }

    private void leaves(Pair pair) {
        if (world.chain.newest().account(pair).maturity() == 0) {
            world.chain.send(new Tx.Request(pair, 0));
        }
    }

    /** While nobody is in the middle of a start: half a file says nothing. */
    private void audit() {
        if (hasStarted()) {
            auditor.look(evidence(), findings);
        } else {
            world.scheduler.after(1_000, this::audit);
        }
    }

    private boolean hasStarted() {
        return gateways.stream().allMatch(gateway -> Files.exists(gateway.file()))
                && bridges.stream()
                        .flatMap(bridge -> bridge.customers().stream())
                        .allMatch(customer -> Files.exists(customer.file()));
    }

    private Evidence evidence() {
        Map<Integer, Path> ledgers = new HashMap<>();
        Map<Pair, Path> journals = new HashMap<>();
        for (int provider = 0; provider < plan.providers(); provider++) {
            ledgers.put(provider, gateways.get(provider).file());
        }
        bridges.forEach(
                bridge -> bridge.customers().forEach(customer -> journals.put(customer.pair(), customer.file())));
        return new Evidence(
                ledgers,
                journals,
                world.clients.stream()
                        .map(Signer::address)
                        .map(Object::toString)
                        .toList(),
                world.owners.stream().map(Object::toString).toList(),
                world.backend.calls(),
                world.wire.requests(),
                world.wire.confirmations(),
                world.chain.newest().accounts(),
                world.chain.leaving(),
                world.startingCredit,
                world.chain.wasDeep());
    }

    private void settles() {
        if (!findings.none()) {
            return;
        }
        world.clears();
        world.trace.note(() -> "the weather clears");
        world.scheduler.after(
                ONE_MORE_CALL.toMillis(),
                () -> bridges.forEach(bridge -> bridge.customers().forEach(customer -> bridge.run(customer::calls))));
        world.scheduler.after(UPDATE.toMillis(), () -> bridges.forEach(Daemon::crash));
        world.scheduler.runUntil(() -> false, TO_SETTLE.toMillis());
        gateways.forEach(GatewaySide::closes);
        world.scheduler.runUntil(() -> false, TO_CLAIM.toMillis());
        bridges.stream()
                .filter(bridge -> !bridge.hasSettled())
                .forEach(bridge -> findings.unexpected("everybody is done: " + bridge.standing() + " is not"));
        gateways.stream()
                .filter(gateway -> !gateway.hasSettled())
                .forEach(gateway -> findings.unexpected("everybody is done: " + gateway + " is not"));
        auditor.lookAtTheEnd(evidence(), findings);
    }
}
