package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Published digests of the two hash functions. */
class HashTest {
    @Test
    void keccakIsTheOneOfEthereumAndNotSha3() {
        assertThat(Hash.keccak256(""))
                .hasToString("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assertThat(Hash.keccak256("abc"))
                .hasToString("0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    }

    @Test
    void textIsHashedAsUtf8() {
        assertThat(Hash.keccak256("ü模型🜁")).isEqualTo(Hash.keccak256("ü模型🜁".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void sha256TakesPieces() {
        var running = Hash.sha256();
        running.update((byte) 'a');
        running.update((byte) 'b');
        assertThat(Bytes32.of(running.digest(new byte[] {'c'})))
                .hasToString("0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
