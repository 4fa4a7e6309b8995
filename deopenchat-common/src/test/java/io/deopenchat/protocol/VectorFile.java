package io.deopenchat.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hex;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.TestKey;
import io.deopenchat.signing.TypedMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds {@code docs/vectors.json}: the same bytes in every run, on every platform. */
final class VectorFile {
    private static final int SEEDED_OF_EACH_TYPE = 5;

    private final List<TypedMessage> messages = new ArrayList<>();

    VectorFile() {
        messages.addAll(SampleMessages.smallest().ofEveryType());
        messages.addAll(SampleMessages.largest().ofEveryType());
        for (int seed = 0; seed < SEEDED_OF_EACH_TYPE; seed++) {
            messages.addAll(SampleMessages.seeded(seed).ofEveryType());
        }
        messages.add(new Access(TestKey.PROVIDER.address(), "GET /ünïcödé/模型/🜁", 1_800_000_000));
    }

    List<TypedMessage> messages() {
        return List.copyOf(messages);
    }

    String text() {
        ObjectNode file = Json.object();
        file.set("domain", domain());
        file.put("domainSeparator", TestDomain.DOMAIN.separator().toString());
        ArrayNode keys = file.putArray("keys");
        for (TestKey key : TestKey.values()) {
            keys.add(key(key));
        }
        ArrayNode vectors = file.putArray("vectors");
        messages.forEach(message -> vectors.add(vector(message)));
        file.set("transcripts", transcripts());
        file.set("contentHashes", contentHashes());
        file.set("models", models());
        file.set("headers", headers());
        return pretty(file);
    }

    private static ObjectNode domain() {
        return Json.object()
                .put("name", Domain.NAME)
                .put("version", Domain.VERSION)
                .put("chainId", Long.toString(TestDomain.CHAIN_ID))
                .put("verifyingContract", TestDomain.CONTRACT.toString());
    }

    private static ObjectNode key(TestKey key) {
        return Json.object()
                .put("name", key.word())
                .put("privateKey", Hex.of(key.secret().exposed()))
                .put("publicKey", key.signer().publicKey().toString())
                .put("address", key.address().toString());
    }

    private static ObjectNode vector(TypedMessage message) {
        TestKey key = signerOf(message);
        Bytes32 digest = TestDomain.DOMAIN.digest(message);
        Signature signature = key.signer().sign(digest);
        ObjectNode vector = Json.object().put("type", message.getClass().getSimpleName());
        vector.set("message", WireFields.of(message));
        return vector.put("signer", key.word())
                .put("typeHash", MessageTypes.of(message).typeHash().toString())
                .put("structHash", message.structHash().toString())
                .put("digest", digest.toString())
                .put("signature", signature.toString())
                .put("compact", Hex.of(signature.compact()));
    }

    static TestKey signerOf(TypedMessage message) {
        return message instanceof Receipt || message instanceof Release ? TestKey.OPERATOR : TestKey.CLIENT;
    }

    /** Nothing, one receipt, and all receipts above behind one another. */
    private ArrayNode transcripts() {
        List<Bytes32> digests = messages.stream()
                .filter(Receipt.class::isInstance)
                .map(TestDomain.DOMAIN::digest)
                .toList();
        ArrayNode transcripts = Json.object().putArray("transcripts");
        transcripts.add(transcript(Transcript.START, List.of()));
        transcripts.add(transcript(Transcript.START, digests.subList(0, 1)));
        transcripts.add(transcript(Transcript.START, digests));
        transcripts.add(transcript(SampleMessages.seeded(6).bytes32(), digests.reversed()));
        return transcripts;
    }

    private static ObjectNode transcript(Bytes32 start, List<Bytes32> digests) {
        ObjectNode transcript = Json.object().put("head", start.toString());
        ArrayNode receipts = transcript.putArray("receipts");
        Bytes32 head = start;
        for (Bytes32 digest : digests) {
            receipts.add(digest.toString());
            head = Transcript.append(head, digest);
        }
        return transcript.put("result", head.toString());
    }

    private static ArrayNode contentHashes() {
        ArrayNode hashes = Json.object().putArray("contentHashes");
        hashes.add(contentHash("GET", "/v1/models", new byte[0]));
        hashes.add(contentHash("POST", "/v1/chat/completions", utf8("{\"model\":\"m\",\"messages\":[]}")));
        hashes.add(contentHash("POST", "/v1/embeddings", utf8("{\"model\":\"m\",\"input\":\"über\"}\r\n")));
        hashes.add(contentHash("POST", "/v1/audio/transcriptions", new byte[] {0, 10, 13, (byte) 0xff}));
        return hashes;
    }

    private static ObjectNode contentHash(String method, String path, byte[] body) {
        return Json.object()
                .put("method", method)
                .put("path", path)
                .put("body", Hex.of(body))
                .put("contentHash", ContentHash.of(method, path, body).toString());
    }

    private static ArrayNode models() {
        ArrayNode models = Json.object().putArray("models");
        for (String name : List.of("", "meta-llama/Llama-3.1-8B-Instruct", "模型")) {
            models.add(Json.object()
                    .put("name", name)
                    .put("model", ModelId.of(name).toString()));
        }
        return models;
    }

    /** What travels in each header: the message is what the base64url holds, written without spaces. */
    private static ArrayNode headers() {
        SampleMessages samples = SampleMessages.seeded(7);
        InferenceRequest request = samples.inferenceRequest();
        Access access = samples.access();
        Receipt receipt = samples.receipt();
        ArrayNode headers = Json.object().putArray("headers");
        Signature requestSignature = TestKey.CLIENT.signer().sign(TestDomain.DOMAIN, request);
        headers.add(header(
                        Headers.REQUEST,
                        new SignedRequest(request, TestKey.CLIENT.address(), requestSignature).header())
                .put(Headers.SIGNATURE, requestSignature.toString()));
        Signature accessSignature = TestKey.CLIENT.signer().sign(TestDomain.DOMAIN, access);
        headers.add(header(Headers.ACCESS, new SignedAccess(access, TestKey.CLIENT.address(), accessSignature).header())
                .put(Headers.SIGNATURE, accessSignature.toString()));
        Signature receiptSignature = TestKey.OPERATOR.signer().sign(TestDomain.DOMAIN, receipt);
        headers.add(header(Headers.RECEIPT, new SignedReceipt(receipt, receiptSignature).header()));
        return headers;
    }

    private static ObjectNode header(String name, String value) {
        ObjectNode header = Json.object().put("name", name);
        header.set("json", HeaderJson.decode(name, value).node());
        return header.put("value", value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String pretty(ObjectNode node) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        Separators colons = Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter(colons).withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }
}
