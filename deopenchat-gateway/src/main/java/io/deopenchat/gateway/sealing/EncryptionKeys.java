package io.deopenchat.gateway.sealing;

import io.deopenchat.gateway.config.SealingConfig;
import io.deopenchat.http.FileWatch;
import io.deopenchat.protocol.EncryptionKey;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.SignedEncryptionKey;
import io.deopenchat.sealing.EncryptionSecret;
import io.deopenchat.sealing.OpenedRequest;
import io.deopenchat.sealing.Parties;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a gateway does with its encryption keys: it publishes the newest one with the operator's signature, and opens what is
 * sealed to any of them. The file is taken over when it changes; a file with a fault changes nothing.
 */
public final class EncryptionKeys implements AutoCloseable {
    /** How long a client may seal to a key on the strength of one signature: how long a withdrawn key is still used. */
    static final Duration LIFE = Limits.MAX_KEY_LIFE;

    private static final Logger LOG = LoggerFactory.getLogger(EncryptionKeys.class);

    private final @Nullable SealingConfig config;
    private final Domain domain;
    private final Address provider;
    private final Signer operator;
    private final InstantSource clock;
    private final @Nullable FileWatch watch;
    private volatile KeyRing ring;
    private volatile @Nullable SignedEncryptionKey published;

    private EncryptionKeys(
            Vertx vertx,
            @Nullable SealingConfig config,
            Domain domain,
            Address provider,
            Signer operator,
            InstantSource clock) {
        this.config = config;
        this.domain = domain;
        this.provider = provider;
        this.operator = operator;
        this.clock = clock;
        this.ring = config == null ? new KeyRing(List.of()) : KeyRing.read(config.keys());
        this.watch = config == null
                ? null
                : new FileWatch(vertx, List.of(config.keys()), FileWatch.INTERVAL, () -> reload(config));
    }

    /**
     * @param config null for a gateway that opens nothing
     * @throws IllegalArgumentException if the keys cannot be used
     */
    public static EncryptionKeys of(
            Vertx vertx,
            @Nullable SealingConfig config,
            Domain domain,
            Address provider,
            Signer operator,
            InstantSource clock) {
        return new EncryptionKeys(vertx, config, domain, provider, operator, clock);
    }

    void reload(SealingConfig from) {
        ring = KeyRing.read(from.keys());
        LOG.info(
                "took over the encryption keys; the newest is {}", ring.newest().publicKey());
    }

    /**
     * What everybody may seal to; only of the newest key, whoever reads the file meanwhile. Empty if nobody may, or each client has to
     * ask for its own.
     */
    public Optional<SignedEncryptionKey> published() {
        if (config == null || config.perClient()) {
            return Optional.empty();
        }
        EncryptionSecret newest = ring.newest();
        SignedEncryptionKey known = published;
        if (known == null || !isFresh(known.key(), newest)) {
            known = signed(Address.ZERO, newest);
            published = known;
        }
        return Optional.of(known);
    }

    private boolean isFresh(EncryptionKey known, EncryptionSecret newest) {
        return known.key().equals(newest.publicKey()) && known.until() - now() >= LIFE.toSeconds() / 2;
    }

    /** What this client may seal to. */
    public Optional<SignedEncryptionKey> forClient(Address client) {
        return config == null || !config.perClient() ? published() : Optional.of(signed(client, ring.newestOf(client)));
    }

    private SignedEncryptionKey signed(Address client, EncryptionSecret secret) {
        EncryptionKey key = new EncryptionKey(provider, client, secret.publicKey(), now() + LIFE.toSeconds());
        return new SignedEncryptionKey(key, operator.sign(domain, key));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    /**
     * Opens the body of a call whose signature was checked.
     *
     * @param call method and path
     * @return empty if it is sealed to none of the keys
     * @throws io.deopenchat.protocol.MalformedMessage if it does not open
     */
    public Optional<OpenedRequest> open(Address client, String call, byte[] body) {
        Bytes32 recipient = OpenedRequest.recipientOf(body);
        return ring.find(recipient, client)
                .map(secret -> OpenedRequest.open(secret, Parties.of(domain, provider, client), call, body));
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
