package io.deopenchat.bridge.counterparty;

import io.deopenchat.bridge.account.RoundEnds;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.provider.AnswerMemory;
import io.deopenchat.bridge.provider.FailureLog;
import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.bridge.provider.UnknownProvider;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.Verifier;
import io.deopenchat.storage.StorageFailure;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of this client that are in use: with those whom the user named, from when they hold escrow of this client, and
 * with those who have a journal here. Escrow alone does not count: anybody can put some into an account of anybody's client
 * key, and would be sent all prompts by listing the lowest price.
 */
public final class Counterparties implements AutoCloseable {
    /** Each costs three waiting threads, a file, and two calls to the chain with every look. */
    static final int MAX_OPEN = 64;

    private static final Duration LAST_LOOK = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(Counterparties.class);

    private final BridgeConfig config;
    private final Domain domain;
    private final ProviderDirectory chain;
    private final HttpClient http;
    private final MessageSigner signer;
    private final Verifier verifier;
    private final InstantSource clock;
    private final AnswerMemory answers;
    private final RoundEnds ends;
    private final Consumer<StorageFailure> onJournalFailure;
    private final Map<Address, Counterparty> open = new ConcurrentHashMap<>();
    private final FailureLog failures = new FailureLog(LOG, "the accounts of this client could not be read");
    private final Map<Address, FailureLog> unusable = new ConcurrentHashMap<>();
    private final Thread follower;

    /**
     * Opens what there is.
     *
     * @param answers what the answers of all may hold of the memory
     * @param ends hears what rounds cost
     * @throws UnknownProvider if one provider is named and cannot be used
     * @throws ChainUnavailable if the chain cannot be read
     */
    public Counterparties(
            BridgeConfig config,
            Domain domain,
            ProviderDirectory chain,
            HttpClient http,
            MessageSigner signer,
            Verifier verifier,
            InstantSource clock,
            AnswerMemory answers,
            RoundEnds ends,
            Consumer<StorageFailure> onJournalFailure) {
        this.config = config;
        this.domain = domain;
        this.chain = chain;
        this.http = http;
        this.signer = signer;
        this.verifier = verifier;
        this.clock = clock;
        this.answers = answers;
        this.ends = ends;
        this.onJournalFailure = onJournalFailure;
        Optional<Address> only = config.onlyProvider();
        if (only.isPresent()) {
            Counterparty named = newCounterparty(only.get());
            open.put(only.get(), named);
            warnOf(named);
            this.follower = Thread.ofVirtual().start(() -> {});
        } else {
            look();
            this.follower = Thread.ofVirtual().name("accounts").start(() -> follow(config.watchInterval()));
        }
    }

    public Collection<Counterparty> all() {
        return open.values();
    }

    private void follow(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval);
                lookAgain();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAgain() {
        try {
            look();
            failures.succeeded();
        } catch (ChainUnavailable | ContractRefusal e) {
            failures.failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException unexpected) {
            failures.failed(unexpected);
        }
    }

    private void look() {
        Stream.concat(AccountId.providersIn(config.stateDirectory(), domain, signer.address()).stream(), named())
                .distinct()
                .filter(provider -> !open.containsKey(provider))
                .limit(Math.max(0, MAX_OPEN - open.size()))
                .forEach(this::tryToOpen);
    }

    private Stream<Address> named() {
        return config.filter().allowed().stream()
                .filter(provider -> !open.containsKey(provider))
                .filter(this::holdsEscrow);
    }

    private boolean holdsEscrow(Address provider) {
        return chain.account(provider, signer.address())
                .filter(account -> !account.escrow().isZero())
                .isPresent();
    }

    /** One that cannot be used now is looked at again with the next look. */
    private void tryToOpen(Address provider) {
        try {
            open.put(provider, newCounterparty(provider));
            unusable.remove(provider);
            LOG.info("buying from provider {} as well", provider);
        } catch (UnknownProvider e) {
            unusable.computeIfAbsent(
                            provider,
                            one -> new FailureLog(LOG, "provider " + one + " holds escrow and cannot be used"))
                    .failed(String.valueOf(e.getMessage()));
        }
    }

    private Counterparty newCounterparty(Address provider) {
        return new Counterparty(
                provider,
                config,
                domain,
                chain,
                http,
                signer,
                verifier,
                clock,
                answers.ofOne(),
                ends,
                provider,
                onJournalFailure);
    }

    /** The user named it, so it is used. */
    private void warnOf(Counterparty named) {
        config.filter()
                .record()
                .objectionTo(named.watch().record())
                .ifPresent(why -> LOG.warn(
                        "provider {} would not be chosen and is used because --provider names it: {}",
                        named.provider(),
                        why));
    }

    /** What it is opening would never be closed. */
    private void awaitFollower() {
        try {
            follower.join(LAST_LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All at once: each waits up to its own bound for confirmations. */
    @Override
    public void close() {
        follower.interrupt();
        awaitFollower();
        try (var closing = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> closed = open.values().stream()
                    .map(counterparty -> closing.submit(counterparty::close))
                    .toList();
            LOG.debug("closing {} accounts", closed.size());
        }
    }
}
