package io.deopenchat.signing;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One signature, and one check of it, by both implementations. Run by {@code scripts/bench --only inner}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SigningBenchmark {
    @Param({"fastest", "Bouncy Castle"})
    public String curve = "fastest";

    private final SecretKey key = TestKey.CLIENT.secret();
    private final Bytes32 digest = Hash.keccak256("a message");
    private Secp256k1 implementation = new BouncyCastleSecp256k1();
    private Signature signature = implementation.sign(digest, key);

    @Setup
    public void choose() {
        implementation = curve.equals("fastest") ? Secp256k1.fastest() : new BouncyCastleSecp256k1();
        signature = implementation.sign(digest, key);
    }

    @Benchmark
    public Signature sign() {
        return implementation.sign(digest, key);
    }

    @Benchmark
    public Optional<PublicKey> verify() {
        return implementation.recover(digest, signature);
    }
}
