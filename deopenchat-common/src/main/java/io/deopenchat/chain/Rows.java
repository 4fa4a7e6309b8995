package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedTopUp;
import io.deopenchat.signing.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.Utils;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.generated.Uint8;

/** Rows of a batch: a message of a client and its signature in a few words (section "On chain" of docs/protocol.md). */
final class Rows {
    private static final int WORD = 32;

    private Rows() {}

    static List<Deopenchat.ClaimRow> claims(List<SignedConfirmation> confirmations) {
        return confirmations.stream().map(Rows::claim).toList();
    }

    static List<Deopenchat.TopUpRow> topUps(List<SignedTopUp> topUps) {
        return topUps.stream().map(Rows::topUp).toList();
    }

    static String count(List<?> rows) {
        return rows.size() + (rows.size() == 1 ? " row" : " rows");
    }

    private static Deopenchat.ClaimRow claim(SignedConfirmation signed) {
        return new Deopenchat.ClaimRow(
                Totals.of(signed.confirmation()).packed(),
                signed.confirmation().transcript().toArray(),
                r(signed.signature()),
                vs(signed.signature()));
    }

    private static Deopenchat.TopUpRow topUp(SignedTopUp signed) {
        return new Deopenchat.TopUpRow(
                signed.topUp().owner().toString(),
                signed.topUp().provider().toString(),
                signed.topUp().total().value(),
                Abi.uint(signed.topUp().deadline()),
                r(signed.signature()),
                vs(signed.signature()));
    }

    private static byte[] r(Signature signature) {
        return Arrays.copyOf(signature.compact(), WORD);
    }

    private static byte[] vs(Signature signature) {
        return Arrays.copyOfRange(signature.compact(), WORD, 2 * WORD);
    }

    /** What a batch answers: one status for each row. */
    @SuppressWarnings("unchecked") // the decoder gives a list of what it was asked for
    static <S> List<S> statuses(String answer, IntFunction<S> status) {
        var values = FunctionReturnDecoder.decode(
                answer, Utils.convert(List.of(new TypeReference<DynamicArray<Uint8>>() {})));
        return ((DynamicArray<Uint8>) values.getFirst())
                .getValue().stream()
                        .map(code -> status.apply(code.getValue().intValueExact()))
                        .toList();
    }
}
