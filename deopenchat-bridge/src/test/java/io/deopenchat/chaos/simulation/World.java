package io.deopenchat.chaos.simulation;

import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.Verifier;
import io.deopenchat.storage.SteppedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What all parties of a run share: time, chance, weather, keys, the chain, and the records that the auditor reads. */
final class World {
    static final ModelLimits LIMITS = new ModelLimits(100, 16, 64, 0);
    static final int DEPTH = 3;

    private static final int WALLETS_FROM = 1_000;

    final Scheduler scheduler = new Scheduler();
    final Chance chance;
    final Trace trace;
    final Bug bug;
    final Path directory;
    final SteppedFiles files = new SteppedFiles();
    final long startingCredit;
    final Domain domain = new Domain(31_337, Address.parse("0x060cc26038e69d73552679103271eca6e37d4ce6"));
    final Verifier verifier;
    final List<Signer> clients;
    final List<Signer> wallets;
    final List<Address> owners;
    final ChainModel chain;
    final Network network;
    final BackendLog backend = new BackendLog();
    final WireLog wire = new WireLog();
    private Weather weather;
    private int crashes;

    World(Plan plan, Path directory, boolean traced) {
        this.chance = new Chance(plan.seed());
        this.weather = plan.bug() == Bug.NONE ? Weather.of(chance, 8, 20) : Weather.of(chance, 50, 50);
        this.trace = new Trace(scheduler, traced);
        this.bug = plan.bug();
        this.directory = directory;
        this.startingCredit = chance.between(500, 5_000);
        SimulatedCurve curve = new SimulatedCurve();
        this.verifier = new Verifier(curve);
        this.clients = signers(curve, 0, plan.clients());
        this.wallets = signers(curve, WALLETS_FROM, plan.providers());
        this.owners = IntStream.range(0, plan.clients())
                .mapToObj(client -> clients.get(client / 2 * 2).address())
                .toList();
        this.chain = new ChainModel(
                DEPTH, chance, trace, bug == Bug.CLAIMS_ADDED, new Signatures(this)::signer, this::client);
        this.network = new Network(this);
    }

    private static List<Signer> signers(SimulatedCurve curve, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(number -> new Signer(curve.secret(number), curve))
                .toList();
    }

    Weather weather() {
        return weather;
    }

    void clears() {
        weather = Weather.CALM;
    }

    Address client(int number) {
        return clients.get(number).address();
    }

    PublicKey clientKey(int number) {
        return clients.get(number).publicKey();
    }

    Address provider(int number) {
        return wallets.get(number).address();
    }

    boolean has(Bug planted) {
        return bug == planted;
    }

    void crashed() {
        crashes++;
    }

    int crashes() {
        return crashes;
    }

    static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the process is not running");
        }
        return value;
    }
}
