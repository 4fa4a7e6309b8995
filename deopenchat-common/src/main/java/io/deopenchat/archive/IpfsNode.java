package io.deopenchat.archive;

import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.WireObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/**
 * An IPFS node by its HTTP API (that of Kubo, usually port 5001 of this machine). A block is added in one piece, so that its name is
 * the hash of its bytes; a node that names it otherwise is not believed.
 */
public final class IpfsNode implements BlockStore {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** One chunk holds any block; CID version 1 with raw leaves names a single chunk by its bytes. */
    private static final String ADD =
            "/api/v0/add?cid-version=1&raw-leaves=true&pin=true&chunker=size-" + TranscriptBundle.MAX_BYTES;

    private static final String CAT = "/api/v0/cat?length=" + (TranscriptBundle.MAX_BYTES + 1) + "&arg=";
    private static final int MAX_ANSWER = TranscriptBundle.MAX_BYTES + 1;

    private final URI api;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @throws IllegalArgumentException unless it is an http or https URL without query */
    public IpfsNode(URI api) {
        boolean isUsable = ("http".equals(api.getScheme()) || "https".equals(api.getScheme()))
                && api.getHost() != null
                && api.getRawQuery() == null
                && api.getRawFragment() == null;
        if (!isUsable) {
            throw new IllegalArgumentException(
                    "the API of an IPFS node is http(s)://HOST:PORT, for example http://127.0.0.1:5001");
        }
        this.api = api;
    }

    @Override
    public Cid put(byte[] block) throws IOException {
        String boundary = UUID.randomUUID().toString();
        byte[] answer = asked(HttpRequest.newBuilder(at(ADD))
                .header("content-type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form(boundary, block))));
        Cid cid = Cid.of(block);
        String named = named(answer);
        if (!named.equals(cid.toString())) {
            throw new IOException("the IPFS node added block " + cid + " as '" + named + "'; nobody would find it");
        }
        return cid;
    }

    private static byte[] form(String boundary, byte[] block) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--" + boundary + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"bundle\"\r\n"
                        + "content-type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        form.writeBytes(block);
        form.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return form.toByteArray();
    }

    private static String named(byte[] answer) throws IOException {
        try {
            return new WireObject(Json.parseObject(answer)).text("Hash");
        } catch (MalformedMessage e) {
            throw new IOException("the IPFS node did not tell what it added: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] get(Cid cid) throws IOException {
        return BlockStore.checked(
                cid, asked(HttpRequest.newBuilder(at(CAT + cid)).POST(HttpRequest.BodyPublishers.noBody())));
    }

    private URI at(String path) {
        String base = api.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private byte[] asked(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<InputStream> response =
                    http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] answer = body.readNBytes(MAX_ANSWER);
                if (response.statusCode() != 200) {
                    throw new IOException("the IPFS node answered with status " + response.statusCode());
                }
                return answer;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the IPFS node was asked", e);
        }
    }
}
