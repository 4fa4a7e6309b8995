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
import java.util.List;
import java.util.Optional;

/**
 * Packs calls for one provider: as they are, or sealed to a key that its operator signed, and then never as they are. What a
 * gateway says of itself is a stranger's word; a key counts only with a signature of an operator that the chain names.
 */
public final class Sealing {
    private static final long NEVER = -1;

    private final boolean demanded;
    private final ProviderWatch watch;
    private final GatewayClient gateway;
    private final CheckedKeys checked;
    private final Parties parties;
    private final InstantSource clock;
    private long noneSinceLook = NEVER;

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
        this.checked = new CheckedKeys(domain, verifier);
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
        checked.forget();
    }

    /** What everybody is told counts before what this client was told: a newer key is seen there first. */
    private Optional<Bytes32> key() {
        return watch.encryptionKey()
                .filter(this::counts)
                .or(this::last)
                .or(this::askedFor)
                .map(signed -> signed.key().key());
    }

    private Optional<SignedEncryptionKey> last() {
        return checked.last(operators(), now());
    }

    /**
     * One call asks for all that wait, and a gateway without a key is not asked again before the watch has looked at it: asking
     * takes a signature and a round trip, and a call that is refused should be refused at once.
     */
    private synchronized Optional<SignedEncryptionKey> askedFor() {
        Optional<SignedEncryptionKey> byAnother = last();
        long look = watch.looks();
        if (byAnother.isPresent() || look == noneSinceLook) {
            return byAnother;
        }
        Optional<SignedEncryptionKey> told = ask();
        noneSinceLook = told.isPresent() ? NEVER : look;
        return told;
    }

    private Optional<SignedEncryptionKey> ask() {
        return gateway.encryptionKey(watch.provider().gateway()) instanceof Reply.Answered<SignedEncryptionKey> answered
                ? Optional.of(answered.value()).filter(this::counts)
                : Optional.empty();
    }

    private boolean counts(SignedEncryptionKey signed) {
        return signed.key().isFor(parties.provider(), parties.client(), now())
                && checked.count(signed, operators(), now());
    }

    private List<Address> operators() {
        return watch.provider().operators();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
