package io.deopenchat.bridge.funds;

import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.SignedRelease;
import io.deopenchat.signing.Address;

/** Asks providers for releases. */
@FunctionalInterface
public interface Releases {
    /** Nobody is asked: withdrawals take the delay. */
    Releases NONE = provider -> new Reply.Failed<>("the gateway was not asked");

    /**
     * The same, where rounds in flight are a reason to take the delay: its request stops new rounds, and whoever has the key
     * as well could keep one in flight for ever.
     */
    static Releases orDelayWhileInFlight(Releases asked) {
        return provider -> switch (asked.ask(provider)) {
            case Reply.Refused<SignedRelease>(GatewayRefusal refusal)
            when refusal.is(ErrorCode.ROUNDS_IN_FLIGHT) ->
                new Reply.Failed<>("rounds are in flight; run this again when they have ended");
            case Reply<SignedRelease> answer -> answer;
        };
    }

    /** Waits for the gateway's answer, within its bound. */
    Reply<SignedRelease> ask(Address provider);
}
