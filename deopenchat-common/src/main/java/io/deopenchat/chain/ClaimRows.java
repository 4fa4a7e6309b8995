package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.protocol.SignedConfirmation;
import java.util.Arrays;
import java.util.List;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.Utils;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.generated.Uint8;

/** Rows of a claim: a confirmation and its signature in four words (section "On chain" of docs/protocol.md). */
final class ClaimRows {
    private static final int WORD = 32;

    private ClaimRows() {}

    static List<Deopenchat.ClaimRow> of(List<SignedConfirmation> confirmations) {
        return confirmations.stream().map(ClaimRows::row).toList();
    }

    private static Deopenchat.ClaimRow row(SignedConfirmation signed) {
        byte[] compact = signed.signature().compact();
        return new Deopenchat.ClaimRow(
                Totals.of(signed.confirmation()).packed(),
                signed.confirmation().transcript().toArray(),
                Arrays.copyOf(compact, WORD),
                Arrays.copyOfRange(compact, WORD, 2 * WORD));
    }

    @SuppressWarnings("unchecked") // the decoder gives a list of what it was asked for
    static List<ClaimStatus> statuses(String answer) {
        var values = FunctionReturnDecoder.decode(
                answer, Utils.convert(List.of(new TypeReference<DynamicArray<Uint8>>() {})));
        return ((DynamicArray<Uint8>) values.getFirst())
                .getValue().stream()
                        .map(status -> ClaimStatus.of(status.getValue().intValueExact()))
                        .toList();
    }
}
