package io.deopenchat.bridge.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Bytes;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hex;
import io.deopenchat.signing.SecretKey;
import org.junit.jupiter.api.Test;

/** The memo of docs/protocol.md. */
final class OrderMemoTest {
    private static final Domain DOMAIN =
            new Domain(31_337, Address.parse("0x5fbdb2315678afecb367f032d93f642f64180aa3"));
    private static final SecretKey OWNER = SecretKey.parse("0x" + "11".repeat(32));
    private static final SecretKey CLIENT = SecretKey.parse("0x" + "22".repeat(32));
    private static final Address ADDRESS = OrderMemo.addressOf(CLIENT);

    /** The vector of the specification. */
    private static final String VECTOR =
            "0x01000102030405060708090a0b8a4f41c62fa2fd1a04c6a3d7fbf4f392ae5fb036bce5949bd3c45f"
                    + "03c63249e8ca8378ca0d8ce9c1c6f537c3ecd55848b3cce1866d7bb34bd6cd4a";

    private final OrderMemo memos = OrderMemo.of(OWNER, DOMAIN);

    private static Bytes bytes(String hex) {
        return Bytes.of(Hex.parse(hex, (hex.length() - 2) / 2));
    }

    @Test
    void theOwnerReadsTheVector() {
        OrderMemo.Content content = memos.open(ADDRESS, bytes(VECTOR)).orElseThrow();
        assertThat(content.model()).isEqualTo("storyteller");
        assertThat(content.client().exposed()).isEqualTo(CLIENT.exposed());
    }

    @Test
    void theOwnerReadsWhatItSealed() {
        Bytes memo = memos.seal(ADDRESS, new OrderMemo.Content(CLIENT, "ein Erzähler"));
        assertThat(memos.open(ADDRESS, memo).map(OrderMemo.Content::model)).contains("ein Erzähler");
    }

    @Test
    void aLongNameIsLeftOut() {
        Bytes memo = memos.seal(ADDRESS, new OrderMemo.Content(CLIENT, "x".repeat(1_000)));
        assertThat(memo.length()).isEqualTo(1 + 12 + 32 + 16);
        assertThat(memos.open(ADDRESS, memo).map(OrderMemo.Content::model)).contains("");
    }

    @Test
    void nobodyElseReadsIt() {
        OrderMemo others = OrderMemo.of(CLIENT, DOMAIN);
        assertThat(others.open(ADDRESS, bytes(VECTOR))).isEmpty();
    }

    @Test
    void aMemoOfAnotherPlaceDoesNotOpen() {
        OrderMemo elsewhere = OrderMemo.of(OWNER, new Domain(314, DOMAIN.contract()));
        assertThat(elsewhere.open(ADDRESS, bytes(VECTOR))).isEmpty();
        assertThat(memos.open(DOMAIN.contract(), bytes(VECTOR))).isEmpty();
    }

    @Test
    void whateverAStrangerPostsIsNoMemo() {
        byte[] vector = bytes(VECTOR).toArray();
        for (int length = 0; length < vector.length; length++) {
            assertThat(memos.open(ADDRESS, Bytes.of(java.util.Arrays.copyOf(vector, length))))
                    .isEmpty();
        }
        for (int at = 0; at < vector.length; at++) {
            byte[] flipped = vector.clone();
            flipped[at] ^= 1;
            assertThat(memos.open(ADDRESS, Bytes.of(flipped))).isEmpty();
        }
    }
}
