package io.deopenchat.gateway.api;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.protocol.Transcript;
import io.deopenchat.signing.Bytes32;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What is done with each signed call beside the curve. Run by {@code scripts/bench --only inner}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessageBenchmark {
    private final Wish wish = Wish.of(new ClientKey("client"), 7);
    private final SignedRequest signed = wish.signed();
    private final InferenceRequest request = signed.request();
    private final String header = signed.header();
    private final String signature = signed.signature().toString();
    private final byte[] body = wish.bodyBytes();
    private final Bytes32 digest = Parties.DOMAIN.digest(request);

    /** The EIP-712 digest. */
    @Benchmark
    public Bytes32 digest() {
        return Parties.DOMAIN.digest(request);
    }

    /** One step of the hash chain over receipts. */
    @Benchmark
    public Bytes32 transcript() {
        return Transcript.append(Transcript.START, digest);
    }

    @Benchmark
    public SignedRequest parseHeaders() {
        return SignedRequest.parse(header, signature);
    }

    @Benchmark
    public InferenceCall parseCall() {
        return InferenceCall.parse(InferenceEndpoint.CHAT_COMPLETIONS, body);
    }
}
