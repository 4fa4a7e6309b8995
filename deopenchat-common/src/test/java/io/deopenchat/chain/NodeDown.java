package io.deopenchat.chain;

/** What a node that does not answer looks like, without a socket that waits for it. */
public final class NodeDown {
    private NodeDown() {}

    public static ChainUnavailable because(String reason) {
        return new NodeUnreachable(reason, null);
    }
}
