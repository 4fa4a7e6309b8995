package io.deopenchat.openai;

import java.util.Arrays;
import java.util.Optional;

/** An operation that is signed, metered and paid for. All of them are {@code POST}. */
public enum InferenceEndpoint {
    CHAT_COMPLETIONS("/v1/chat/completions", new ChoicesDialect()),
    COMPLETIONS("/v1/completions", new ChoicesDialect()),
    EMBEDDINGS("/v1/embeddings", new InputDialect()),
    /** Documents in the order in which they answer a question, as vLLM, llama.cpp and others offer it. */
    RERANK("/v1/rerank", new InputDialect()),
    RESPONSES("/v1/responses", new ResponsesDialect()),
    /** Anthropic's API, which coding agents speak. */
    MESSAGES("/v1/messages", new MessagesDialect()),
    COUNT_TOKENS("/v1/messages/count_tokens", new TokenCountDialect()),
    TRANSCRIPTIONS("/v1/audio/transcriptions", new TranscriptionDialect()),
    TRANSLATIONS("/v1/audio/translations", new TranscriptionDialect()),
    SPEECH("/v1/audio/speech", new SpeechDialect()),
    IMAGES("/v1/images/generations", new ImagesDialect());

    public static final String METHOD = "POST";

    private final String path;

    @SuppressWarnings("ImmutableEnumChecker") // every dialect is a record without members
    private final Dialect dialect;

    InferenceEndpoint(String path, Dialect dialect) {
        this.path = path;
        this.dialect = dialect;
    }

    /** The path that is signed, without a prefix under which a gateway is mounted. */
    public String path() {
        return path;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** What a request to it is sent as; the boundary of a form is in the bytes of its body, which are what is signed. */
    public String contentType(byte[] body) {
        return dialect.isForm() ? MultipartForm.contentType(body) : Dialect.JSON;
    }

    public static Optional<InferenceEndpoint> ofPath(String path) {
        return Arrays.stream(values())
                .filter(endpoint -> endpoint.path.equals(path))
                .findFirst();
    }
}
