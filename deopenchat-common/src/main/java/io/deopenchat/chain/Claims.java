package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import java.util.List;

/** Confirmations turned into money, and where the rounds behind them are archived. */
public final class Claims {
    private final Functions functions;

    Claims(Functions functions) {
        this.functions = functions;
    }

    /** Pays the provider for what its clients confirmed; anyone may send it. */
    public ContractCall claim(Address provider, List<SignedConfirmation> confirmations) {
        return functions.call(
                contract -> contract.claim(provider.toString(), Rows.claims(confirmations)),
                "claim of " + Rows.count(confirmations));
    }

    /** What a claim would do with each row if it were mined now. */
    public List<ClaimStatus> preflightClaim(Address sender, Address provider, List<SignedConfirmation> confirmations) {
        return Rows.statuses(functions.attempt(sender, claim(provider, confirmations)), ClaimStatus::of);
    }

    /** Says where transcripts of a provider's accounts are archived; anyone may. */
    public ContractCall archiveTranscripts(Address provider, List<ArchivedTranscript> archives) {
        List<Deopenchat.ArchivedTranscript> written =
                archives.stream().map(Claims::written).toList();
        return functions.call(
                contract -> contract.archiveTranscripts(provider.toString(), written),
                "archive of " + archives.size() + (archives.size() == 1 ? " transcript" : " transcripts"));
    }

    private static Deopenchat.ArchivedTranscript written(ArchivedTranscript archive) {
        return new Deopenchat.ArchivedTranscript(
                archive.client().toString(),
                archive.transcript().toArray(),
                archive.digest().toArray());
    }
}
