package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ContentHashTest {
    private final byte[] body = utf8("{}");
    private final Bytes32 hash = ContentHash.of("POST", "/v1/chat/completions", body);

    @Test
    void isTheSha256OfMethodPathAndBody() {
        assertThat(hash).isEqualTo(Bytes32.of(Hash.sha256().digest(utf8("POST /v1/chat/completions\n{}"))));
    }

    @Test
    void bindsMethodPathAndEveryByteOfTheBody() {
        assertThat(ContentHash.of("PUT", "/v1/chat/completions", body)).isNotEqualTo(hash);
        assertThat(ContentHash.of("POST", "/v1/completions", body)).isNotEqualTo(hash);
        assertThat(ContentHash.of("POST", "/v1/chat/completions", utf8("{} "))).isNotEqualTo(hash);
        assertThat(ContentHash.of("POST", "/v1/chat/completions", utf8("{}\n"))).isNotEqualTo(hash);
        assertThat(ContentHash.of("POST", "/v1/chat/completions", new byte[0])).isNotEqualTo(hash);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
