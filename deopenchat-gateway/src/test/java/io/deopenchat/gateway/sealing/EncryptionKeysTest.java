package io.deopenchat.gateway.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.config.SealingConfig;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.http.Await;
import io.deopenchat.protocol.SignedEncryptionKey;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EncryptionKeysTest {
    private static final Address CLIENT = Parties.OTHER_OWNER;

    @TempDir
    Path scratch = Path.of(".");

    private final Vertx vertx = Vertx.vertx();
    private final HandClock clock = new HandClock();
    private final AtomicReference<Runnable> whileSigning = new AtomicReference<>(EncryptionKeysTest::nothing);
    private KeyRing ring = KeyRing.generate(new SecureRandom());

    @BeforeEach
    void writes() {
        write(ring);
    }

    @AfterEach
    void closes() {
        Await.within(Duration.ofSeconds(10), vertx.close(), "closing");
    }

    private Path file() {
        return scratch.resolve("encryption-keys");
    }

    private void write(KeyRing next) {
        ring = next;
        try {
            ring.write(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EncryptionKeys keys(boolean perClient) {
        return EncryptionKeys.of(
                vertx,
                new SealingConfig(file(), perClient),
                Parties.DOMAIN,
                Parties.PROVIDER,
                Parties.OPERATOR,
                this::interrupted);
    }

    /** The clock is asked while a key is signed. */
    private Instant interrupted() {
        whileSigning.getAndSet(EncryptionKeysTest::nothing).run();
        return clock.instant();
    }

    private static void nothing() {
        // the clock of most tests only tells the time
    }

    private static SignedEncryptionKey published(EncryptionKeys keys) {
        return keys.published().orElseThrow();
    }

    private Bytes32 newest() {
        return ring.publicKeys().getFirst();
    }

    @Test
    void oneSignatureIsPublishedForHalfItsLife() {
        try (EncryptionKeys keys = keys(false)) {
            SignedEncryptionKey first = published(keys);
            clock.advance(EncryptionKeys.LIFE.dividedBy(2));
            assertThat(published(keys)).isEqualTo(first);

            clock.advance(Duration.ofSeconds(1));

            assertThat(published(keys).key().until()).isEqualTo(clock.seconds() + EncryptionKeys.LIFE.toSeconds());
        }
    }

    @Test
    void aKeyThatWasReplacedWhileItWasSignedIsNotPublishedAnyMore() {
        try (EncryptionKeys keys = keys(false)) {
            whileSigning.set(() -> {
                write(ring.rotated(1, new SecureRandom()));
                keys.reload(new SealingConfig(file(), false));
            });
            Bytes32 replaced = newest();
            assertThat(published(keys).key().key()).isEqualTo(replaced);

            assertThat(published(keys).key().key()).isEqualTo(newest()).isNotEqualTo(replaced);
        }
    }

    @Test
    void eachClientMayHaveAKeyOfItsOwn() {
        try (EncryptionKeys keys = keys(true)) {
            assertThat(keys.published()).isEmpty();
            assertThat(keys.forClient(CLIENT).orElseThrow().key())
                    .matches(key -> key.client().equals(CLIENT))
                    .matches(key -> !key.key().equals(newest()));
        }
    }
}
