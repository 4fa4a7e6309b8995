package io.deopenchat.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.signing.Hash;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidTest {
    /** As {@code ipfs add --cid-version=1} names them. */
    @ParameterizedTest
    @CsvSource({
        "'',            bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
        "'hello world', bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e",
    })
    void namesBytesAsIpfsDoes(String content, String name) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);

        assertThat(Cid.of(bytes)).hasToString(name);
        assertThat(Cid.parse(name)).isEqualTo(Cid.of(bytes));
    }

    @Test
    void readsWhatItWrites() {
        for (int i = 0; i < 200; i++) {
            Cid cid = new Cid(Hash.keccak256("content " + i));
            assertThat(Cid.parse(cid.toString())).isEqualTo(cid);
        }
    }

    /** Another version, codec or hash; another base; bits behind the end; a digit too few. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
                "bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
                "BAFKREIHDWDCEFGH4DQKJV67UZCMW7OJEE6XEDZDETOJUZJEVTENXQUVYKU",
                "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvykv",
                "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyk",
                "",
            })
    void refusesOtherNames(String text) {
        assertThatThrownBy(() -> Cid.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bafkrei");
    }
}
