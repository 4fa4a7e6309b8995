package io.deopenchat.openai;

import java.util.Arrays;
import java.util.Optional;

/** An operation of the OpenAI API that is signed, metered and paid for. All of them are {@code POST}. */
public enum InferenceEndpoint {
    CHAT_COMPLETIONS("/v1/chat/completions"),
    COMPLETIONS("/v1/completions"),
    EMBEDDINGS("/v1/embeddings"),
    /** Documents in the order in which they answer a question, as vLLM, llama.cpp and others offer it. */
    RERANK("/v1/rerank");

    public static final String METHOD = "POST";

    private final String path;

    InferenceEndpoint(String path) {
        this.path = path;
    }

    /** The path that is signed, without a prefix under which a gateway is mounted. */
    public String path() {
        return path;
    }

    /** Embeddings and rankings have input only. */
    public boolean hasOutput() {
        return this != EMBEDDINGS && this != RERANK;
    }

    public static Optional<InferenceEndpoint> ofPath(String path) {
        return Arrays.stream(values())
                .filter(endpoint -> endpoint.path.equals(path))
                .findFirst();
    }
}
