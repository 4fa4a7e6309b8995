package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Usage;
import io.deopenchat.protocol.Json;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One answer of the language model, made on a thread of its own and written on the event loop. */
final class LlamaAnswer implements Runnable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final LanguageModel model;
    private final Dialect dialect;
    private final Prompt prompt;
    private final HttpServerResponse response;
    private final Context context;
    private final Dialect.Head head;
    private final Pause pause;
    private final Consumer<Usage> whenMade;
    private volatile boolean stopped;

    /** @param whenMade is told what the model really read and made, also where nobody waits for it any more */
    LlamaAnswer(
            LanguageModel model,
            Dialect dialect,
            Prompt prompt,
            HttpServerResponse response,
            Context context,
            Pause pause,
            Consumer<Usage> whenMade) {
        this.model = model;
        this.dialect = dialect;
        this.prompt = prompt;
        this.response = response;
        this.context = context;
        this.pause = pause;
        this.whenMade = whenMade;
        this.head = new Dialect.Head(NUMBER.incrementAndGet(), prompt.model());
    }

    /** Nobody waits for the rest. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        if (prompt.stream()) {
            stream();
        } else {
            whole();
        }
    }

    private void whole() {
        List<Dialect.Choice> choices = new ArrayList<>();
        long tokens = 0;
        for (int index = 0; index < prompt.texts().size() && !stopped; index++) {
            LanguageModel.Continuation made = generate(index, piece -> {});
            choices.add(new Dialect.Choice(made.text(), made.finishReason()));
            tokens += made.tokens();
        }
        ObjectNode body = dialect.whole(head, choices);
        body.set("usage", usage(tokens));
        whenMade.accept(made(tokens));
        context.runOnContext(
                turn -> response.putHeader("content-type", "application/json").end(Json.text(body)));
    }

    private void stream() {
        context.runOnContext(turn -> response.setChunked(true).putHeader("content-type", "text/event-stream"));
        long tokens = 0;
        for (int index = 0; index < prompt.texts().size() && !stopped; index++) {
            int choice = index;
            LanguageModel.Continuation made = generate(index, piece -> event(dialect.piece(head, choice, piece)));
            event(dialect.end(head, index, made.finishReason()));
            tokens += made.tokens();
        }
        whenMade.accept(made(tokens));
        if (prompt.includeUsage()) {
            send(Json.text(dialect.usage(head, usage(tokens))));
        }
        send("[DONE]");
        context.runOnContext(turn -> response.end());
    }

    private LanguageModel.Continuation generate(int index, Consumer<String> sink) {
        return model.generate(
                prompt.texts().get(index), prompt.maxTokens(), prompt.temperature(), prompt.seed() + index, piece -> {
                    sink.accept(piece);
                    pause.afterAPiece();
                    return !stopped;
                });
    }

    private ObjectNode usage(long completionTokens) {
        Usage made = made(completionTokens);
        return Dialect.usage(made.promptTokens(), made.completionTokens());
    }

    private Usage made(long completionTokens) {
        return new Usage(prompt.texts().stream().mapToLong(model::tokensIn).sum(), completionTokens);
    }

    private void event(ObjectNode json) {
        if (prompt.includeUsage()) {
            json.putNull("usage");
        }
        send(Json.text(json));
    }

    private void send(String data) {
        context.runOnContext(turn -> {
            if (!response.closed()) {
                response.write("data: " + data + "\n\n");
            }
        });
    }
}
