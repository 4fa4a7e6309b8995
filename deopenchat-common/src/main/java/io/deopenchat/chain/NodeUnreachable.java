package io.deopenchat.chain;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The request certainly did nothing: no connection was made, or the node turned it away because there were too many. */
final class NodeUnreachable extends ChainUnavailable {
    NodeUnreachable(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}
