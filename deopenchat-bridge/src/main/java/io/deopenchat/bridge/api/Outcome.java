package io.deopenchat.bridge.api;

import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.protocol.ProtocolError;
import java.util.Optional;

/** What became of one try to have a call answered. */
sealed interface Outcome {
    /** As it is counted, if nobody is tried any more. */
    CallListener.End end();

    /**
     * The application has its answer, or at least the beginning of one, or went away.
     *
     * @param owed whether it has all of it, and owes for it
     * @param answered what it owes for, as far as that can be read
     */
    record Ended(boolean owed, Optional<Answered> answered) implements Outcome {
        static final Ended OTHERWISE = new Ended(false, Optional.empty());

        @Override
        public CallListener.End end() {
            return owed ? CallListener.End.ANSWERED : CallListener.End.UNFINISHED;
        }
    }

    /**
     * The application has heard nothing yet.
     *
     * @param elsewhere whether another provider may do better: not where the call itself is wrong
     */
    record Declined(Reason reason, boolean elsewhere) implements Outcome {
        @Override
        public CallListener.End end() {
            return switch (reason) {
                case ByGateway _ -> CallListener.End.REFUSED_BY_GATEWAY;
                case ByBridge _, ForNow _ -> CallListener.End.REFUSED_BY_BRIDGE;
            };
        }
    }

    /** What the application is told if nobody does better. */
    sealed interface Reason {
        void tell(Seat answer);
    }

    /** In the gateway's words. */
    record ByGateway(GatewayRefusal refusal) implements Reason {
        @Override
        public void tell(Seat answer) {
            answer.refuse(refusal);
        }
    }

    /** In ours, for good. */
    record ByBridge(ProtocolError error) implements Reason {
        @Override
        public void tell(Seat answer) {
            answer.refuse(error);
        }
    }

    /** In ours; trying again later may help. */
    record ForNow(ProtocolError error) implements Reason {
        @Override
        public void tell(Seat answer) {
            answer.refuseForNow(error);
        }
    }
}
