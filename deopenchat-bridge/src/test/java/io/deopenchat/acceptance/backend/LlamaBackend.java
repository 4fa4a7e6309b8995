package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.http.Await;
import io.deopenchat.money.Usage;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible server on loopback in front of a real language model, llama.cpp in this process: models, chat
 * completions and completions, streamed and not, and embeddings, with the tokens that the model really used. Without a temperature the
 * same prompt gets the same text.
 */
public final class LlamaBackend implements AutoCloseable {
    private static final long SEED = 20_261_121;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final ExecutorService threads;
    private final LanguageModel model;
    private final String name;
    private final HttpServer server;
    private final Path gguf;
    private final List<Usage> made = new CopyOnWriteArrayList<>();
    private final Tally answers = new Tally("answers that the model made");
    private volatile Pause pause = Pause.never();
    private @Nullable EmbeddingModel embedder;
    private final Tally aborted = new Tally("aborted answers");
    private final AtomicBoolean closed = new AtomicBoolean();

    private LlamaBackend(Path gguf) {
        this.gguf = gguf;
        this.name = gguf.getFileName().toString().replaceAll("\\.gguf$", "");
        this.model = new LanguageModel(gguf);
        // native code would pin virtual threads
        this.threads = Executors.newFixedThreadPool(
                LanguageModel.PARALLEL,
                Thread.ofPlatform().daemon().name("llama-", 0).factory());
        this.server = Await.within(
                Tally.PATIENCE,
                vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                        .requestHandler(this::route)
                        .listen(0, "127.0.0.1"),
                "starting a backend");
        // a program that ends while llama.cpp works crashes in its destructors
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** With the trained model that lies beside the checkout, else with random weights that are written to scratch. */
    public static LlamaBackend withModelAtHand(Path scratch) throws IOException {
        Optional<Path> trained = trainedModel();
        return with(trained.isPresent() ? trained.get() : TinyGguf.write(scratch, SEED));
    }

    /** With a model of random weights, written to scratch. */
    public static LlamaBackend withRandomWeights(Path scratch) throws IOException {
        return with(TinyGguf.write(scratch, SEED));
    }

    /** With a model file in GGUF format. */
    public static LlamaBackend with(Path gguf) {
        return new LlamaBackend(gguf);
    }

    /** {@code ../shared/models/stories260K.gguf}, seen from the checkout; empty where it is not. */
    public static Optional<Path> trainedModel() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("deopenchat-bridge"))) {
                return Optional.of(folder.resolveSibling("shared/models/stories260K.gguf"))
                        .filter(Files::isReadable);
            }
        }
        return Optional.empty();
    }

    /** The base URL, with {@code /v1} at its end. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1");
    }

    /** The name under which the model is served. */
    public String model() {
        return name;
    }

    /** As the model's own tokenizer counts. */
    public int tokensIn(String text) {
        return model.tokensIn(text);
    }

    /** Makes the model stand still behind so many pieces of text from now on. */
    public void pausesAfter(int pieces, Gate gate) {
        pause = new Pause(pieces, gate);
    }

    /** What the model read and made for each of so many answers, by its own count, when they are there. */
    public List<Usage> made(int answersMade) {
        answers.await(answersMade);
        return List.copyOf(made);
    }

    private void count(Usage usage) {
        made.add(usage);
        answers.add();
    }

    /** Waits, bounded, until so many callers went away before their answer had ended. */
    public void awaitAborted(int atLeast) {
        aborted.await(atLeast);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Await.within(Tally.PATIENCE, server.close(), "stopping a backend");
            awaitTheModel();
            model.close();
            closeEmbedder();
            Await.within(Tally.PATIENCE, vertx.close(), "stopping a backend");
        }
    }

    private void awaitTheModel() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(Tally.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the model is still busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void route(HttpServerRequest request) {
        String call = request.method().name() + " " + request.path();
        Optional<Dialect> dialect = Dialect.of(Objects.requireNonNullElse(request.path(), ""));
        if (call.equals("GET /v1/models")) {
            send(request, 200, models());
        } else if (call.equals("POST /v1/embeddings")) {
            request.body().onSuccess(body -> embed(request, body.getBytes()));
        } else if (request.method().name().equals("POST") && dialect.isPresent()) {
            request.body().onSuccess(body -> complete(request, dialect.get(), body.getBytes()));
        } else {
            send(request, 404, Answer.errorObject("no such route: " + call));
        }
    }

    private void complete(HttpServerRequest request, Dialect dialect, byte[] body) {
        try {
            Prompt prompt = Prompt.of(dialect, Json.parseObject(body));
            if (prompt.model().equals(name)) {
                LlamaAnswer answer = new LlamaAnswer(
                        model, dialect, prompt, request.response(), vertx.getOrCreateContext(), pause, this::count);
                request.response().closeHandler(closed -> {
                    if (!request.response().ended()) {
                        answer.stop();
                        aborted.add();
                    }
                });
                threads.execute(answer);
            } else {
                send(request, 404, Answer.errorObject("no such model: " + prompt.model()));
            }
        } catch (MalformedMessage | IllegalArgumentException e) {
            send(request, 400, Answer.errorObject(String.valueOf(e.getMessage())));
        }
    }

    private void embed(HttpServerRequest request, byte[] body) {
        try {
            ObjectNode asked = Json.parseObject(body);
            String input = asked.path("input").asText();
            if (asked.path("model").asText().equals(name) && !input.isEmpty()) {
                Context context = vertx.getOrCreateContext();
                threads.execute(() -> {
                    ObjectNode answer = embedding(input);
                    context.runOnContext(turn -> send(request, 200, answer));
                });
            } else {
                send(request, 404, Answer.errorObject("a text for the model " + name + " must be given"));
            }
        } catch (MalformedMessage e) {
            send(request, 400, Answer.errorObject(String.valueOf(e.getMessage())));
        }
    }

    private ObjectNode embedding(String input) {
        Usage usage = new Usage(model.tokensIn(input), 0);
        ObjectNode answer = Json.object().put("object", "list").put("model", name);
        ArrayNode vector = answer.putArray("data")
                .addObject()
                .put("object", "embedding")
                .put("index", 0)
                .putArray("embedding");
        for (float component : embedder().embed(input)) {
            vector.add(component);
        }
        answer.putObject("usage").put("prompt_tokens", usage.promptTokens()).put("total_tokens", usage.promptTokens());
        count(usage);
        return answer;
    }

    /** llama.cpp embeds with a model of its own, which few tests need. */
    private synchronized EmbeddingModel embedder() {
        if (embedder == null) {
            embedder = new EmbeddingModel(gguf);
        }
        return embedder;
    }

    private synchronized void closeEmbedder() {
        if (embedder != null) {
            embedder.close();
        }
    }

    private ObjectNode models() {
        ObjectNode list = Json.object().put("object", "list");
        list.putArray("data")
                .addObject()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "llama.cpp");
        return list;
    }

    private static void send(HttpServerRequest request, int status, ObjectNode json) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Json.text(json));
    }
}
