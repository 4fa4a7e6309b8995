package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private final Bytes32 first = Hash.keccak256("first");
    private final Bytes32 second = Hash.keccak256("second");

    @Test
    void startsWith32ZeroBytes() {
        assertThat(Transcript.START).hasToString("0x" + "0".repeat(64));
    }

    /** keccak-256 of 64 zero bytes is a number that every Merkle tree of Ethereum knows. */
    @Test
    void appendsByHashingHeadAndDigest() {
        assertThat(Transcript.append(Bytes32.ZERO, Bytes32.ZERO))
                .hasToString("0xad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5");
    }

    @Test
    void theOrderOfReceiptsMatters() {
        Bytes32 oneWay = Transcript.append(Transcript.append(Transcript.START, first), second);
        Bytes32 otherWay = Transcript.append(Transcript.append(Transcript.START, second), first);
        assertThat(oneWay).isNotEqualTo(otherWay);
    }

    @Test
    void theSameReceiptTwiceIsAnotherTranscript() {
        Bytes32 once = Transcript.append(Transcript.START, first);
        assertThat(Transcript.append(once, first)).isNotEqualTo(once);
    }
}
