package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What bounds the cost of an OpenAI call, read from its body. Everything else in the body passes through untouched and
 * unread.
 *
 * @param model as the caller names it
 * @param includeUsage whether the caller asked for the usage chunk of a stream ({@code stream_options.include_usage})
 * @param completionLimit tokens of one completion: {@code max_completion_tokens}, else {@code max_tokens}, else empty
 * @param choices completions that the backend computes: the larger of {@code n} and {@code best_of} (the candidates
 *     include those that are returned), for every prompt
 * @param mediaParts images, sounds, videos and files in the messages
 * @param bodyBytes length of the body as it is sent
 */
public record InferenceCall(
        InferenceEndpoint endpoint,
        String model,
        boolean stream,
        boolean includeUsage,
        OptionalLong completionLimit,
        int choices,
        int mediaParts,
        long bodyBytes) {
    public static final int MAX_CHOICES = 128;
    public static final long MAX_COMPLETION_LIMIT = 1_000_000_000L;

    /** What the price of a call depends on. */
    private static final Set<String> PRICED_MEMBERS = Set.of(
            "model",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "n",
            "best_of",
            "prompt",
            "messages",
            "input");

    private static final Set<String> MEDIA_TYPES = Set.of(
            "image_url", "input_image", "input_audio", "audio_url", "video_url", "input_video", "file", "input_file");

    /** @throws MalformedMessage unless the body is one strict JSON object whose cost can be bounded */
    public static InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        Parameters parameters = new Parameters(Json.parseObject(body));
        parameters.requireExactSpelling(PRICED_MEMBERS);
        parameters.object("stream_options").requireExactSpelling(Set.of("include_usage"));
        return new InferenceCall(
                endpoint,
                parameters.requiredText("model"),
                endpoint.hasOutput() && parameters.flag("stream"),
                parameters.object("stream_options").flag("include_usage"),
                completionLimit(parameters),
                endpoint.hasOutput() ? choices(endpoint, parameters) : 1,
                mediaParts(parameters),
                body.length);
    }

    private static OptionalLong completionLimit(Parameters parameters) {
        OptionalLong newName = parameters.wholeNumber("max_completion_tokens", 1, MAX_COMPLETION_LIMIT);
        OptionalLong oldName = parameters.wholeNumber("max_tokens", 1, MAX_COMPLETION_LIMIT);
        if (newName.isPresent() && oldName.isPresent() && newName.getAsLong() != oldName.getAsLong()) {
            throw parameters.wrong("max_tokens", "must equal max_completion_tokens where both are given");
        }
        return newName.isPresent() ? newName : oldName;
    }

    private static int choices(InferenceEndpoint endpoint, Parameters parameters) {
        long returned = parameters.wholeNumber("n", 1, MAX_CHOICES).orElse(1);
        long candidates = parameters.wholeNumber("best_of", 1, MAX_CHOICES).orElse(1);
        long choices = Math.max(returned, candidates)
                * (endpoint == InferenceEndpoint.COMPLETIONS ? numberOfPrompts(parameters) : 1);
        if (choices > MAX_CHOICES) {
            throw parameters.wrong("n", "times the number of prompts must be at most " + MAX_CHOICES);
        }
        return (int) choices;
    }

    /** A prompt is a string or an array of token numbers; an array of either is several. */
    private static int numberOfPrompts(Parameters parameters) {
        JsonNode prompt = parameters.get("prompt").orElse(null);
        if (prompt == null || !prompt.isArray() || isTokens(prompt)) {
            return 1;
        }
        if (prompt.isEmpty() || prompt.size() > MAX_CHOICES) {
            throw parameters.wrong("prompt", "must hold 1 to " + MAX_CHOICES + " prompts");
        }
        return prompt.size();
    }

    private static boolean isTokens(JsonNode prompt) {
        for (JsonNode element : prompt) {
            if (!element.isNumber()) {
                return false;
            }
        }
        return !prompt.isEmpty();
    }

    /** Whether a part of a message is an image, a sound, a video or a file. */
    public static boolean isMedium(JsonNode part) {
        return MEDIA_TYPES.contains(part.path("type").asText());
    }

    private static int mediaParts(Parameters parameters) {
        int parts = 0;
        for (JsonNode message : parameters.get("messages").orElseGet(Json::object)) {
            for (JsonNode part : message.path("content")) {
                parts += isMedium(part) ? 1 : 0;
            }
        }
        return parts;
    }
}
