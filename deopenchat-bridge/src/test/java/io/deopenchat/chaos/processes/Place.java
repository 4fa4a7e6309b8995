package io.deopenchat.chaos.processes;

/** The roads by who calls whom on them. */
enum Place {
    BRIDGE_TO_GATEWAY(Party.BRIDGE, Party.GATEWAY),
    GATEWAY_TO_BACKEND(Party.GATEWAY, Party.BACKEND),
    GATEWAY_TO_NODE(Party.GATEWAY, Party.NODE),
    BRIDGE_TO_NODE(Party.BRIDGE, Party.NODE);

    private final Party caller;
    private final Party callee;

    Place(Party caller, Party callee) {
        this.caller = caller;
        this.callee = callee;
    }

    /** Who stands at an end of a road; only the first two are killed. */
    enum Party {
        BRIDGE,
        GATEWAY,
        BACKEND,
        NODE;

        boolean isDaemon() {
            return this == BRIDGE || this == GATEWAY;
        }
    }

    Party caller() {
        return caller;
    }

    Party callee() {
        return callee;
    }

    boolean leadsToNode() {
        return callee == Party.NODE;
    }
}
