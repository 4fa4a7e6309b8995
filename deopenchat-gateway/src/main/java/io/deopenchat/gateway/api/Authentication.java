package io.deopenchat.gateway.api;

import io.deopenchat.gateway.access.RequestRate;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Access;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedAccess;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Verifier;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Who calls, and whether they signed exactly this call to exactly this provider. */
final class Authentication {
    private final Domain domain;
    private final Address provider;
    private final Verifier verifier;
    private final InstantSource clock;
    private final RequestRate<Address> rate;
    private final RequestRate<Address> confirmationRate;

    /** @param confirmationRate a bucket of its own: who asks too much can still pay, and who pays can still ask */
    Authentication(
            Domain domain,
            Address provider,
            Verifier verifier,
            InstantSource clock,
            RequestRate<Address> rate,
            RequestRate<Address> confirmationRate) {
        this.domain = domain;
        this.provider = provider;
        this.verifier = verifier;
        this.clock = clock;
        this.rate = rate;
        this.confirmationRate = confirmationRate;
    }

    /** A request whose signature fits its client and its content. Its deadline is not checked yet: a retry may be late. */
    record Authentic(SignedRequest signed, Bytes32 requestHash) {}

    Authentic request(MultiMap headers, InferenceEndpoint endpoint, byte[] body) {
        SignedRequest signed =
                wellFormed(() -> SignedRequest.parse(only(headers, Headers.REQUEST), only(headers, Headers.SIGNATURE)));
        InferenceRequest request = signed.request();
        requireThisProvider(request.provider());
        Bytes32 requestHash = domain.digest(request);
        if (!verifier.isSignedBy(signed.client(), requestHash, signed.signature())) {
            throw invalid("the signature is not of client " + signed.client() + " on chain " + domain.chainId()
                    + " for contract " + domain.contract());
        }
        Bytes32 content = ContentHash.of(InferenceEndpoint.METHOD, endpoint.path(), body);
        if (!content.equals(request.contentHash())) {
            throw invalid("the signed content hash is " + request.contentHash() + ", that of the received call is "
                    + content);
        }
        requireWithinRate(signed.client());
        return new Authentic(signed, requestHash);
    }

    void requireTimely(InferenceRequest request) {
        requireTimely(request.deadline(), Limits.MAX_REQUEST_DEADLINE);
    }

    /** The model is signed as a hash and named in the body: both must be the same, or the price would be another's. */
    void requireSameModel(InferenceRequest request, InferenceCall call) {
        if (!ModelId.of(call.model()).equals(request.model())) {
            throw invalid("the signed model " + request.model() + " is not the body's '" + call.model() + "'");
        }
    }

    /** @param action method and path of this call */
    Address access(MultiMap headers, String action) {
        SignedAccess signed =
                wellFormed(() -> SignedAccess.parse(only(headers, Headers.ACCESS), only(headers, Headers.SIGNATURE)));
        Access access = signed.access();
        requireThisProvider(access.provider());
        if (!access.action().equals(action)) {
            throw invalid("the signed action is '" + access.action() + "', this call is '" + action + "'");
        }
        if (!verifier.isSignedBy(signed.client(), domain.digest(access), signed.signature())) {
            throw invalid("the signature is not of client " + signed.client());
        }
        requireTimely(access.deadline(), Limits.MAX_ACCESS_DEADLINE);
        requireWithinRate(signed.client());
        return signed.client();
    }

    /** Last of all: nobody else takes what an account may use. */
    private void requireWithinRate(Address client) {
        rate.take(client).ifPresent(wait -> {
            throw new Refusal(ProtocolError.rateLimited("this account sends too many requests", wait));
        });
    }

    /** Of a confirmation whose signature was checked: each that is kept is a write that others wait for. */
    void requireConfirmationWithinRate(Address client) {
        confirmationRate.take(client).ifPresent(wait -> {
            throw new Refusal(ProtocolError.rateLimited("this account sends too many confirmations", wait));
        });
    }

    private void requireThisProvider(Address named) {
        if (!named.equals(provider)) {
            throw invalid("the message is for provider " + named + ", this is " + provider);
        }
    }

    private void requireTimely(long deadline, Duration longest) {
        long now = clock.instant().getEpochSecond();
        long skew = Limits.CLOCK_SKEW.toSeconds();
        if (deadline < now - skew) {
            throw Refusal.of(
                    ErrorCode.REQUEST_EXPIRED, "the deadline " + deadline + " is past; the time here is " + now);
        }
        if (deadline > now + longest.toSeconds() + skew) {
            throw Refusal.of(
                    ErrorCode.REQUEST_EXPIRED,
                    "the deadline " + deadline + " is more than " + longest.toSeconds() + " s ahead of the time here, "
                            + now);
        }
    }

    /** A header that comes twice could be read differently by somebody in between. */
    private static String only(MultiMap headers, String name) {
        List<String> values = headers.getAll(name);
        if (values.size() != 1) {
            throw invalid("expected the header " + name + " once, got it " + values.size()
                    + " times; sign the request with a bridge");
        }
        return values.getFirst();
    }

    private static <T> T wellFormed(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (MalformedMessage e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static Refusal invalid(String message) {
        return Refusal.of(ErrorCode.INVALID_SIGNATURE, message);
    }
}
