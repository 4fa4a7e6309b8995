package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;

/** JSON objects in headers: unpadded base64url, at most {@link Limits#MAX_HEADER_BYTES}. */
final class HeaderJson {
    private HeaderJson() {}

    static String encode(ObjectNode node) {
        return encode(Json.bytes(node));
    }

    private static String encode(byte[] json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    static WireObject decode(String header, String value) {
        if (value.length() > Limits.MAX_HEADER_BYTES) {
            throw new MalformedMessage(header + " is longer than " + Limits.MAX_HEADER_BYTES + " bytes");
        }
        byte[] json;
        try {
            json = Base64.getUrlDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessage(header + " is not base64url");
        }
        // the decoder also takes padding and stray bits: two spellings of one message
        if (!encode(json).equals(value)) {
            throw new MalformedMessage(header + " is not canonical base64url without padding");
        }
        return WireObject.parse(json);
    }
}
