package io.deopenchat.gateway.api;

import io.deopenchat.money.Usage;
import io.deopenchat.openai.InferenceEndpoint;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a backend may answer, as a file of {@code src/test/resources/shapes} tells it (docs/fidelity.md).
 *
 * @param name of the file and of the shape in it
 * @param source where it is specified that a backend may answer so
 * @param contentType null for an answer that says none
 * @param sent what the backend sends
 * @param passed what a client must get of it: the byte log of the round
 * @param usage what the answer says was used; empty if it says nothing usable
 */
record ResponseShape(
        String name,
        String source,
        String path,
        String request,
        boolean stream,
        @Nullable String contentType,
        Buffer sent,
        Buffer passed,
        Optional<Usage> usage) {
    private static final int LONGEST_PIECE = 48;

    boolean isOfToday() {
        return InferenceEndpoint.ofPath(path).isPresent();
    }

    InferenceEndpoint endpoint() {
        return InferenceEndpoint.ofPath(path).orElseThrow();
    }

    /** Cut at every byte where a character may be cut, else at places that depend on the name alone. */
    List<Buffer> pieces() {
        Random random = new Random(name.hashCode());
        List<Buffer> pieces = new ArrayList<>();
        int start = 0;
        while (start < sent.length()) {
            int length = hasLongCharacters() ? 1 : 1 + random.nextInt(LONGEST_PIECE);
            int end = Math.min(sent.length(), start + length);
            pieces.add(sent.getBuffer(start, end));
            start = end;
        }
        return pieces;
    }

    /** Whether some character takes more than one byte. */
    boolean hasLongCharacters() {
        for (byte b : sent.getBytes()) {
            if (b < 0) {
                return true;
            }
        }
        return false;
    }

    /** Names the test. */
    @Override
    public String toString() {
        return name;
    }
}
