package io.deopenchat.gateway.round;

import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.sealing.AnswerSealer;
import io.deopenchat.sealing.AnswerSecret;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Seals the log of one round as it grows. Its keys depend on the content type, which is known with the first byte. */
final class LogSeal {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AnswerSecret secret;
    private final Supplier<String> contentType;
    private @Nullable AnswerSealer sealer;

    /** @param contentType of the sealed answer */
    LogSeal(AnswerSecret secret, Supplier<String> contentType) {
        this.secret = secret;
        this.contentType = contentType;
    }

    private AnswerSealer sealer() {
        AnswerSealer known = sealer;
        if (known == null) {
            known = new AnswerSealer(secret, contentType.get(), RANDOM);
            sealer = known;
        }
        return known;
    }

    /** How many chunks were sealed. */
    long chunks() {
        return sealer().chunks();
    }

    /** @param isFirst whether the log begins with it */
    Buffer seal(Buffer clear, boolean isFirst) {
        return begun(sealer().seal(clear.getBytes()), isFirst);
    }

    /** The end of a log that keeps so many chunks. */
    Buffer end(long kept, boolean isFirst) {
        return begun(sealer().end(kept), isFirst);
    }

    private Buffer begun(byte[] chunk, boolean isFirst) {
        return isFirst ? Buffer.buffer(sealer().salt()).appendBytes(chunk) : ArrayBuffer.of(chunk);
    }
}
