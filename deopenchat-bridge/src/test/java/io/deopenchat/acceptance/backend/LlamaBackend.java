package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.http.Await;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An OpenAI-compatible server on loopback in front of a real language model, llama.cpp in this process: models, chat
 * completions and completions, streamed and not, with the tokens that the model really used. Without a temperature the
 * same prompt gets the same text.
 */
public final class LlamaBackend implements AutoCloseable {
    private static final long SEED = 20_261_121;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final ExecutorService threads;
    private final LanguageModel model;
    private final String name;
    private final HttpServer server;
    private final Tally aborted = new Tally("aborted answers");
    private final AtomicBoolean closed = new AtomicBoolean();

    private LlamaBackend(Path gguf) {
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
                LlamaAnswer answer =
                        new LlamaAnswer(model, dialect, prompt, request.response(), vertx.getOrCreateContext());
                request.response().closeHandler(closed -> {
                    if (!request.response().ended()) {
                        aborted.add();
                        answer.stop();
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
