package io.deopenchat.chain;

/** The node answered a request with a JSON-RPC error. */
final class RpcFailure extends ChainUnavailable {
    private static final int MAX_REASON_LENGTH = 300;

    private final String reason;

    RpcFailure(String endpoint, String method, int code, String reason) {
        super(
                "the node at %s refused %s: %s (code %d)"
                        .formatted(endpoint, method, Foreign.text(reason, MAX_REASON_LENGTH), code),
                null);
        this.reason = reason;
    }

    /** As the node sent it; for recognising known reasons, not for printing. */
    String reason() {
        return reason;
    }
}
