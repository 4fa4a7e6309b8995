package io.deopenchat.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.EncryptionKey;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.TestDomain;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Hex;
import io.deopenchat.signing.TestKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/sealed-vectors.json} and the code together; other languages check themselves against the file. */
final class SealedVectorsTest {
    private static final Path FILE = Path.of("..", "docs", "sealed-vectors.json");
    private static final boolean WRITE = "write".equals(System.getProperty("deopenchat.vectors"));
    private static final List<String> EVENTS = List.of(
            "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"lo\"}}]}\n\n",
            "data: [DONE]\n\n");

    @Test
    void theCheckedInVectorsAreWhatThisCodeComputes() throws IOException {
        String computed = file().toPrettyString().replace("\r", "") + "\n";
        if (WRITE) {
            Files.writeString(FILE, computed);
        }
        assertThat(Files.readString(FILE))
                .as("docs/sealed-vectors.json differs from the code. Is the change of the protocol meant? Then write it"
                        + " again: mvn -pl deopenchat-common test -Dtest=SealedVectorsTest -Ddeopenchat.vectors=write")
                .isEqualTo(computed);
    }

    private static ObjectNode file() {
        ObjectNode file = Json.object();
        file.set("request", request());
        file.set("answer", answer("text/event-stream", EVENTS, EVENTS.size()));
        file.set("shortened", answer("text/event-stream", EVENTS, 1));
        file.set("whole", answer("application/json", List.of("{\"choices\":[]}"), 1));
        file.set("empty", answer("application/json", List.of(), 0));
        ArrayNode keys = file.putArray("encryptionKeys");
        keys.add(key(Address.ZERO));
        keys.add(key(TestKey.CLIENT.address()));
        return file;
    }

    private static ObjectNode request() {
        byte[] body = Sample.request().body();
        return Json.object()
                .put("domainSeparator", Sample.PARTIES.separator().toString())
                .put("provider", Sample.PARTIES.provider().toString())
                .put("client", Sample.PARTIES.client().toString())
                .put("call", Sample.CALL)
                .put("recipientSecret", Hex.of(Sample.RECIPIENT.exposed()))
                .put("recipient", Sample.RECIPIENT.publicKey().toString())
                .put("ephemeralSecret", Hex.of(Sample.EPHEMERAL.exposed()))
                .put("info", Hex.of(Sample.PARTIES.info()))
                .put("clear", Hex.of(Sample.PROMPT))
                .put("body", Hex.of(body))
                .put(
                        "contentHash",
                        ContentHash.of("POST", "/v1/chat/completions", body).toString())
                .put("requestHash", Sample.REQUEST_HASH.toString())
                .put("sequence", Long.toString(Sample.SEQUENCE))
                .put("answerContext", Hex.of(Sample.PARTIES.answerContext(Sample.REQUEST_HASH, Sample.SEQUENCE)))
                .put("answerSecret", Hex.of(Sample.answerSecret().bytes()));
    }

    /** @param kept chunks that stay in the log; the others were sealed and nobody took them */
    private static ObjectNode answer(String inside, List<String> texts, int kept) {
        String type = SealedType.of(inside);
        AnswerSealer sealer = new AnswerSealer(Sample.answerSecret(), type, Sample.SALT);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.writeBytes(sealer.salt());
        ObjectNode answer = Json.object().put("contentType", type).put("salt", Hex.of(Sample.SALT));
        ArrayNode clear = answer.putArray("chunks");
        for (int i = 0; i < texts.size(); i++) {
            byte[] chunk = sealer.seal(Sample.utf8(texts.get(i)));
            if (i < kept) {
                clear.add(Hex.of(Sample.utf8(texts.get(i))));
                log.writeBytes(chunk);
            }
        }
        log.writeBytes(sealer.end(kept));
        return answer.put("log", Hex.of(log.toByteArray()))
                .put(
                        "responseHash",
                        Bytes32.of(Hash.sha256().digest(log.toByteArray())).toString());
    }

    private static ObjectNode key(Address client) {
        EncryptionKey key =
                new EncryptionKey(TestKey.PROVIDER.address(), client, Sample.RECIPIENT.publicKey(), 1_800_000_000);
        return Json.object()
                .put("provider", key.provider().toString())
                .put("client", key.client().toString())
                .put("key", key.key().toString())
                .put("until", Long.toString(key.until()))
                .put("digest", TestDomain.DOMAIN.digest(key).toString())
                .put(
                        "signature",
                        TestKey.OPERATOR.signer().sign(TestDomain.DOMAIN, key).toString());
    }
}
