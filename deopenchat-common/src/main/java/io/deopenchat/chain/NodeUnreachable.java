package io.deopenchat.chain;

import java.io.IOException;

/** The request certainly did not reach the node: no connection was made. */
final class NodeUnreachable extends ChainUnavailable {
    NodeUnreachable(String message, IOException cause) {
        super(message, cause);
    }
}
