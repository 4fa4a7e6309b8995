package io.deopenchat.openai;

import com.fasterxml.jackson.core.filter.TokenFilter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leaves out of an answer what is at certain places, and counts what is left. */
final class AnswerFilter extends TokenFilter {
    /** Names and values; a tree takes up to 128 bytes for each. */
    static final int MAX_TOKENS = 2_000_000;

    private static final String ELEMENT = "[]";

    /** Only where no model writes: the arguments of a tool have whatever names somebody gives them. */
    private static final Place ANSWER = Place.of(Map.of(
            "prompt_logprobs",
            Place.LEFT_OUT,
            "prompt_token_ids",
            Place.LEFT_OUT,
            "data",
            elements("embedding"),
            "choices",
            elements("logprobs", "prompt_logprobs", "token_ids", "prompt_token_ids")));

    private final @Nullable Place place;
    private final int[] read;

    /**
     * @param kept false for what is not read at all
     * @param below what is of interest within
     */
    private record Place(boolean kept, Map<String, Place> below) {
        static final Place LEFT_OUT = new Place(false, Map.of());

        static Place of(Map<String, Place> below) {
            return new Place(true, below);
        }
    }

    /** There is more than a tree may have. */
    static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    AnswerFilter() {
        this(ANSWER, new int[1]);
    }

    private AnswerFilter(@Nullable Place place, int[] read) {
        this.place = place;
        this.read = read;
    }

    private static Place elements(String... leftOut) {
        Map<String, Place> members = new HashMap<>();
        for (String name : leftOut) {
            members.put(name, Place.LEFT_OUT);
        }
        return Place.of(Map.of(ELEMENT, Place.of(members)));
    }

    @Override
    public @Nullable TokenFilter includeProperty(String name) {
        return below(name);
    }

    @Override
    public @Nullable TokenFilter includeElement(int index) {
        return below(ELEMENT);
    }

    private @Nullable TokenFilter below(String name) {
        if (++read[0] > MAX_TOKENS) {
            throw new TooMuch();
        }
        Place next = place == null ? null : place.below.get(name);
        return next == null || next.kept ? new AnswerFilter(next, read) : null;
    }

    @Override
    public boolean includeEmptyArray(boolean contentsFiltered) {
        return true;
    }

    @Override
    public boolean includeEmptyObject(boolean contentsFiltered) {
        return true;
    }

    @Override
    protected boolean _includeScalar() {
        return true;
    }
}
