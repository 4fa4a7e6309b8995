package io.deopenchat.acceptance;

import io.deopenchat.acceptance.backend.Answer;
import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.ReceivedRequest;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A backend that falls silent now and then, and remembers which chats it was asked. Each chat has a price of its own. */
final class StoryBackend implements AutoCloseable {
    static final String MODEL = "storyteller";

    /** So far apart that no two usages cost the same. */
    static final Prices PRICES = new Prices(
            Wei.ZERO,
            TokenPrice.perThousand(Wei.parseWithUnit("7gwei")),
            TokenPrice.perThousand(Wei.parseWithUnit("1001gwei")));

    private static final int LEAST_PROMPT_TOKENS = 10;
    private static final int LEAST_COMPLETION_TOKENS = 8;

    /** Below what such a short text may be billed for at most. */
    private static final int COMPLETIONS = 24;

    private static final Pattern NUMBER = Pattern.compile("chat-(\\d+) ");

    private final ScriptedBackend backend = ScriptedBackend.serving(MODEL);
    private final Queue<Integer> calls = new ConcurrentLinkedQueue<>();
    private volatile Gate gate = open();

    StoryBackend() {
        backend.answers(Answer.chosen(this::story));
    }

    private static Gate open() {
        Gate gate = Gate.closed();
        gate.open();
        return gate;
    }

    /** What an application asks; it is long enough for the tokens that are billed. */
    static String prompt(int chat) {
        return "chat-" + chat + " of a market where people buy stories from strangers, one at a time";
    }

    /** Base units. */
    static Wei cost(int chat) {
        return new Wei(of(PRICES.input(), promptTokens(chat))
                .add(of(PRICES.output(), completionTokens(chat)))
                .divide(TokenPrice.TOKENS_PER_PRICE));
    }

    private static BigInteger of(TokenPrice price, int tokens) {
        return price.perMillion().value().multiply(BigInteger.valueOf(tokens));
    }

    private static int promptTokens(int chat) {
        return LEAST_PROMPT_TOKENS + chat / COMPLETIONS;
    }

    private static int completionTokens(int chat) {
        return LEAST_COMPLETION_TOKENS + chat % COMPLETIONS;
    }

    private Answer story(ReceivedRequest request) {
        int chat = chat(request);
        calls.add(chat);
        Reply reply = Reply.saying("Once", " upon", " a", " time").usage(promptTokens(chat), completionTokens(chat));
        Gate here = gate;
        return request.asksForAStream() && chat % 4 == 1 ? reply.pausingAfter(2, here) : reply.behind(here);
    }

    private static int chat(ReceivedRequest request) {
        Matcher number = NUMBER.matcher(request.text());
        if (!number.find()) {
            throw new AssertionError("a chat without a number: " + request.text());
        }
        return Integer.parseInt(number.group(1));
    }

    URI api() {
        return backend.api();
    }

    /** Chats in the order in which they came; those that came twice are there twice. */
    List<Integer> calls() {
        return List.copyOf(calls);
    }

    /** From here on it takes requests and says nothing, or nothing after a while. */
    void fallsSilent() {
        gate = Gate.closed();
    }

    void speaks() {
        gate.open();
    }

    @Override
    public void close() {
        speaks();
        backend.close();
    }
}
