package io.deopenchat.chain;

import static io.deopenchat.fuzz.Property.holds;

import io.deopenchat.fuzz.Input;
import java.util.HexFormat;

/** Whatever a contract or a node gives as the reason of a revert becomes one printable sentence of bounded length. */
final class RevertReasonsFuzz {
    private static final RevertReasons REASONS = new RevertReasons(ContractBuild.checkedIn());
    private static final int LONGEST = 4_096;

    private RevertReasonsFuzz() {}

    /** Once as bytes and once as the text that a node sends. */
    public static void fuzzerTestOneInput(byte[] input) {
        isSentence(REASONS.refusal("0x" + HexFormat.of().formatHex(input)));
        isSentence(REASONS.refusal(RevertReasons.hex(new Input(input).text())));
    }

    private static void isSentence(ContractRefusal refusal) {
        String sentence = String.valueOf(refusal.getMessage());
        holds(sentence.length() <= LONGEST, "a bounded sentence", sentence.length());
        holds(sentence.chars().allMatch(c -> c >= ' ' && c <= '~'), "a printable sentence", sentence);
    }
}
