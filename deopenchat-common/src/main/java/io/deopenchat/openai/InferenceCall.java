package io.deopenchat.openai;

import io.deopenchat.protocol.MalformedMessage;
import java.util.OptionalLong;

/**
 * What bounds the cost of a call, read from its body. Everything else in the body passes through untouched and
 * unread.
 *
 * @param model as the caller names it
 * @param includeUsage whether the caller asked for the usage chunk of a stream ({@code stream_options.include_usage})
 * @param completionLimit tokens of one completion: what the call says, under the name that its endpoint has for it; for a
 *     transcript what its sound can hold; else empty
 * @param choices completions that the backend computes: the larger of {@code n} and {@code best_of} (the candidates
 *     include those that are returned), for every prompt
 * @param mediaParts images, sounds, videos and files in what the model reads
 * @param bodyBytes bytes of the body, each of which may be a token of the prompt; of a file in a form only so many as it can
 *     hold tokens; of the query of a ranking as often as it is read
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

    /** @throws MalformedMessage unless the body is what its endpoint takes, and its cost can be bounded */
    public static InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        return endpoint.dialect().parse(endpoint, body);
    }

    InferenceCall readingMore(long bytes) {
        return new InferenceCall(
                endpoint,
                model,
                stream,
                includeUsage,
                completionLimit,
                choices,
                mediaParts,
                Math.addExact(bodyBytes, bytes));
    }

    public Dialect dialect() {
        return endpoint.dialect();
    }
}
