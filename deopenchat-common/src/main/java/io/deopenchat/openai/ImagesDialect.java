package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.protocol.Json;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** An image from a text, as JSON that holds it or its address. What pays for it is the price of a request: one each. */
record ImagesDialect() implements Dialect {
    private static final Set<String> PRICED_MEMBERS = Set.of("model", "prompt", "n", "stream");

    /** What stable-diffusion.cpp takes out of a prompt and reads as parameters, the number of images among them. */
    private static final String PARAMETERS_IN_PROMPT = "<sd_cpp_extra_args";

    /** Other names for their number. */
    private static final Set<String> ALIASES = Set.of(
            "batch_size",
            "batch_count",
            "num_images",
            "num_images_per_prompt",
            "num_outputs",
            "num_outputs_per_prompt",
            "n_iter");

    @Override
    public InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        Parameters parameters = new Parameters(Json.parseCall(body));
        parameters.requireExactSpelling(PRICED_MEMBERS);
        parameters.refuse(ALIASES, "is not supported: a request makes one image");
        if (parameters.flag("stream")) {
            throw parameters.unsupported("stream", "must be false: images come whole");
        }
        if (parameters.choices("n") > 1) {
            throw parameters.unsupported(
                    "n", "must be 1: the price of a request is that of one image; send more requests");
        }
        parameters.requireTextOrNothing("prompt");
        parameters.refuseWhere(
                "prompt",
                prompt -> prompt.asText().contains(PARAMETERS_IN_PROMPT),
                "must not hold parameters of a server: '" + PARAMETERS_IN_PROMPT + "'");
        return new InferenceCall(
                endpoint, parameters.requiredText("model"), false, false, OptionalLong.empty(), 1, 0, body.length);
    }

    @Override
    public Output output() {
        return Output.MEDIA;
    }

    @Override
    public PromptMembers prompt() {
        return PromptMembers.ofTexts("prompt");
    }

    @Override
    public boolean isPlain(String data) {
        return true;
    }

    @Override
    public EventKind kindOf(JsonNode event) {
        return EventKind.CONTENT;
    }

    @Override
    public ReportedUsage usageIn(JsonNode answer) {
        return ReportedUsage.ofInputAndOutput(answer.path("usage"));
    }

    @Override
    public void textsOfAnswer(JsonNode answer, Consumer<String> text) {}

    @Override
    public void textsOfEvent(JsonNode event, Consumer<String> text) {}
}
