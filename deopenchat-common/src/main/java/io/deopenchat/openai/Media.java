package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** How a part of a prompt is known to be an image, a sound, a video or a file: backends go by its type, or by what it holds. */
final class Media {
    private static final Set<String> TYPES = Set.of(
            "image_url",
            "image",
            "image_file",
            "image_pil",
            "image_embeds",
            "input_image",
            "computer_screenshot",
            "audio",
            "audio_url",
            "audio_embeds",
            "input_audio",
            "video",
            "video_url",
            "input_video",
            "file",
            "input_file",
            "document");

    private static final Set<String> MEMBERS = Set.of(
            "image_url",
            "image",
            "image_file",
            "image_pil",
            "image_embeds",
            "input_image",
            "audio",
            "audio_url",
            "audio_embeds",
            "input_audio",
            "video",
            "video_url",
            "input_video",
            "file",
            "file_data",
            "multimodal_data");

    /** Where a medium that is known by its type has its bytes or its address. */
    private static final Set<String> BYTES = Set.of("source", "data", "url", "file_url");

    /** Members of a medium that are text, however they look. */
    private static final Set<String> PROSE = Set.of("text", "title", "name", "filename", "context");

    private Media() {}

    /** How many media an object is: as many as it holds, and one if it says so. */
    static int in(JsonNode part) {
        int held = 0;
        for (String member : MEMBERS) {
            held += held(part.path(member));
        }
        return Math.max(held, TYPES.contains(part.path("type").asText()) ? 1 : 0);
    }

    private static int held(JsonNode value) {
        if (value.isArray()) {
            return value.size();
        }
        return value.isObject() || value.isTextual() ? 1 : 0;
    }

    /** Whether a member of a medium is what it shows. */
    static boolean isContent(String member) {
        return MEMBERS.contains(member) || BYTES.contains(member);
    }

    static boolean isProse(String member) {
        return PROSE.contains(member);
    }
}
