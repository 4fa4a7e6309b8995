package io.deopenchat.chain;

import io.deopenchat.chain.ClaimEvent.ClaimSettled;
import io.deopenchat.chain.ClaimEvent.TranscriptArchived;
import io.deopenchat.chain.wrapper.Deopenchat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** What claims say beside their rows, read from logs. */
final class ClaimEvents {
    static final List<EventReader<?>> READERS = List.of(
            new EventReader<>(Deopenchat.CLAIMSETTLED_EVENT, ClaimSettled.class, ClaimEvents::claimSettled),
            new EventReader<>(
                    Deopenchat.TRANSCRIPTARCHIVED_EVENT, TranscriptArchived.class, ClaimEvents::transcriptArchived));

    private ClaimEvents() {}

    private static ClaimSettled claimSettled(EventOrigin origin, Log log) {
        var event = Deopenchat.getClaimSettledEventFromLog(log);
        return new ClaimSettled(
                origin,
                Abi.address(event.provider),
                Abi.weiOrMax(event.amount),
                Abi.weiOrMax(event.fee),
                Abi.count(event.rows));
    }

    private static TranscriptArchived transcriptArchived(EventOrigin origin, Log log) {
        var event = Deopenchat.getTranscriptArchivedEventFromLog(log);
        return new TranscriptArchived(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.archiver),
                Abi.bytes32(event.transcript),
                Abi.bytes32(event.digest));
    }
}
