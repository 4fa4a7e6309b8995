package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Transcriptions and translations of sounds: a form with a file in, text out. Streams are those of OpenAI, which end with
 * {@code transcript.text.done}, or made of choices, as vLLM sends them.
 */
record TranscriptionDialect() implements Dialect {
    /**
     * The thinnest codec for speech needs 750 bytes a second, and no model reads or writes more than 46 tokens of one: a file
     * holds at most a token for this many bytes, and a transcript of it no more.
     */
    static final int FILE_BYTES_PER_TOKEN = 16;

    /** A transcript of next to nothing may still have a sentence. */
    static final long SHORTEST_LIMIT = 1_024;

    /** Names of sounds that a server would fetch. */
    private static final Set<String> ELSEWHERE = Set.of("url", "file_url", "file_id", "audio_url");

    private static final String PROMPT = "prompt";
    private static final Set<String> SUBTITLES = Set.of("application/x-subrip", "application/vtt");
    private static final String EVENT_STREAM = "text/event-stream";

    private static final ChoicesDialect CHOICES = new ChoicesDialect();

    @Override
    public InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        MultipartForm form = MultipartForm.parse(body);
        form.requireExactSpelling(Set.of("model", "stream", PROMPT, MultipartForm.FILE));
        form.requireOneFile();
        form.refuse(ELSEWHERE, "is not supported: send the sound itself, as the field file");
        // here, because nobody can refuse it any more when the round is billed
        prompt().texts().forEach(form::text);
        long tokensOfFiles = Math.ceilDiv(form.fileBytes(), FILE_BYTES_PER_TOKEN);
        return new InferenceCall(
                endpoint,
                form.requiredText("model"),
                form.flag("stream"),
                false,
                OptionalLong.of(Math.max(SHORTEST_LIMIT, tokensOfFiles)),
                1,
                form.files(),
                body.length - form.fileBytes() + tokensOfFiles);
    }

    @Override
    public Output output() {
        return Output.TEXT;
    }

    @Override
    public boolean isForm() {
        return true;
    }

    @Override
    public PromptMembers prompt() {
        return PromptMembers.ofTexts(PROMPT);
    }

    @Override
    public boolean answersWith(String contentType) {
        String type = Dialect.mediaType(contentType);
        boolean isText = type.startsWith("text/") && !type.equals(EVENT_STREAM);
        return isText || type.equals(JSON) || SUBTITLES.contains(type);
    }

    @Override
    public boolean isPlain(String data) {
        return CHOICES.isPlain(data) && !data.contains("transcript.text.done");
    }

    @Override
    public EventKind kindOf(JsonNode event) {
        if (Dialect.type(event).equals("transcript.text.done")) {
            return EventKind.END;
        }
        return Dialect.hasError(event) ? EventKind.ERROR : EventKind.CONTENT;
    }

    /** Seconds, which some servers report instead, are no tokens. */
    @Override
    public ReportedUsage usageIn(JsonNode answer) {
        ReportedUsage usage = ReportedUsage.ofInputAndOutput(answer.path("usage"));
        return usage.usage().isPresent() ? usage : CHOICES.usageIn(answer);
    }

    /** Plain text or subtitles; their times are bytes that bound a little more. */
    @Override
    public String plainText(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8);
    }

    @Override
    public void textsOfAnswer(JsonNode answer, Consumer<String> text) {
        if (answer.path("text").isTextual()) {
            text.accept(answer.path("text").textValue());
        }
    }

    @Override
    public void textsOfEvent(JsonNode event, Consumer<String> text) {
        if (event.path("delta").isTextual()) {
            text.accept(event.path("delta").textValue());
        }
        ChoicesDialect.textsOfChoices(event, text);
    }
}
