package io.deopenchat.bridge.provider;

import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.SignedEncryptionKey;
import io.deopenchat.sealing.Parties;
import io.deopenchat.sealing.SealedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Verifier;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Packs calls for one provider: as they are, or sealed to a key that its operator signed, and then never as they are. What a
 * gateway says of itself is a stranger's word; a key counts only with a signature of an operator that the chain names.
 */
public final class Sealing {
    private final boolean demanded;
    private final ProviderWatch watch;
    private final GatewayClient gateway;
    private final Domain domain;
    private final Verifier verifier;
    private final Parties parties;
    private final InstantSource clock;
    private volatile @Nullable SignedEncryptionKey known;

    /** @param demanded whether what cannot be sealed stays here */
    public Sealing(
            boolean demanded,
            ProviderWatch watch,
            GatewayClient gateway,
            Domain domain,
            Address provider,
            Address client,
            Verifier verifier,
            InstantSource clock) {
        this.demanded = demanded;
        this.watch = watch;
        this.gateway = gateway;
        this.domain = domain;
        this.verifier = verifier;
        this.parties = Parties.of(domain, provider, client);
        this.clock = clock;
    }

    /**
     * May ask the gateway for a key: not on an event loop.
     *
     * @param contentHash of endpoint and {@code body}
     * @return empty if it had to be sealed and there is no key for that
     */
    public Optional<Parcel> pack(InferenceCall call, Buffer body, Bytes32 contentHash) {
        return demanded
                ? key().flatMap(key -> sealed(call, body, key))
                : Optional.of(Parcel.clear(call, body, contentHash));
    }

    private Optional<Parcel> sealed(InferenceCall call, Buffer body, Bytes32 key) {
        String path = InferenceEndpoint.METHOD + " " + call.endpoint().path();
        try {
            return Optional.of(Parcel.sealed(call, SealedRequest.of(key, parties, path, body.getBytes())));
        } catch (MalformedMessage useless) {
            return Optional.empty();
        }
    }

    /** The gateway does not have the key any more: the next call asks for another one. */
    public void forget() {
        known = null;
    }

    /** What everybody is told counts before what this client was told: a newer key is seen there first. */
    private Optional<Bytes32> key() {
        return watch.encryptionKey()
                .filter(this::counts)
                .or(() -> Optional.ofNullable(known).filter(this::holds))
                .or(this::askedFor)
                .map(signed -> signed.key().key());
    }

    private Optional<SignedEncryptionKey> askedFor() {
        return gateway.encryptionKey(watch.provider().gateway()) instanceof Reply.Answered<SignedEncryptionKey> answered
                ? Optional.of(answered.value()).filter(this::counts)
                : Optional.empty();
    }

    /** One that was checked already is not checked again. */
    private boolean counts(SignedEncryptionKey signed) {
        if (!holds(signed)) {
            return false;
        }
        if (signed.equals(known)) {
            return true;
        }
        boolean isSigned = watch.provider().operators().stream()
                .anyMatch(operator -> verifier.isSignedBy(operator, domain.digest(signed.key()), signed.signature()));
        if (isSigned) {
            known = signed;
        }
        return isSigned;
    }

    private boolean holds(SignedEncryptionKey signed) {
        return signed.key()
                .isFor(parties.provider(), parties.client(), clock.instant().getEpochSecond());
    }
}
