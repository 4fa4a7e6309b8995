package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.http.Await;
import io.deopenchat.protocol.Json;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * An OpenAI-compatible server on loopback that does what a test says: the next answers in their order, else the first
 * rule that fits the request, else the usual answer. It records every request, and counts what became of it.
 */
public final class ScriptedBackend implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 65_536;
    private static final String MODELS_PATH = "/v1/models";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpServer server;
    private final List<String> models;
    private final Player.Counters counters = new Player.Counters();
    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
    private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private volatile Answer usual = ScriptedBackend::ordinary;

    private ScriptedBackend(List<String> models) {
        this.models = models;
        HttpServerOptions options =
                new HttpServerOptions().setMaxHeaderSize(MAX_HEADER_BYTES).setTcpNoDelay(true);
        this.server = Await.within(
                Tally.PATIENCE,
                vertx.createHttpServer(options).requestHandler(this::receive).listen(0, "127.0.0.1"),
                "starting a backend");
    }

    /** Serves these models; what {@code GET /v1/models} lists. */
    public static ScriptedBackend serving(String... models) {
        return new ScriptedBackend(List.of(models));
    }

    /** The base URL, with {@code /v1} at its end. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1");
    }

    /** What to do with every request for which nothing else was said. */
    public ScriptedBackend answers(Answer answer) {
        usual = answer;
        return this;
    }

    /** What to do with the next requests, one answer for each. */
    public ScriptedBackend answersNext(Answer... answers) {
        next.addAll(List.of(answers));
        return this;
    }

    /** What to do with the requests that fit, as long as no next answer waits; the rule that was given first wins. */
    public ScriptedBackend answersWhere(Predicate<ReceivedRequest> fits, Answer answer) {
        rules.add(new Rule(fits, answer));
        return this;
    }

    /** All requests but those for the list of models, in the order in which they were complete. */
    public List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /** The newest request, which must exist. */
    public ReceivedRequest lastRequest() {
        return requests.getLast();
    }

    /** Requests that arrived completely. */
    public int calls() {
        return counters.calls.get();
    }

    /** Answers whose status line was sent. */
    public int opened() {
        return counters.opened.get();
    }

    /** Answers that were sent to their end. */
    public int completed() {
        return counters.completed.get();
    }

    /** Writes of what is sent again and again that reached the socket. */
    public int repeated() {
        return counters.repeated.get();
    }

    /** Connections that this side closed, as it was told to. */
    public int dropped() {
        return counters.dropped.get();
    }

    /** Requests whose sender closed the connection before the answer had ended. */
    public int aborted() {
        return counters.aborted.get();
    }

    public void awaitCalls(int atLeast) {
        counters.calls.await(atLeast);
    }

    public void awaitOpened(int atLeast) {
        counters.opened.await(atLeast);
    }

    public void awaitCompleted(int atLeast) {
        counters.completed.await(atLeast);
    }

    public void awaitAborted(int atLeast) {
        counters.aborted.await(atLeast);
    }

    @Override
    public void close() {
        Await.within(Tally.PATIENCE, vertx.close(), "stopping a backend");
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            ReceivedRequest received = new ReceivedRequest(
                    request.method().name(), Objects.requireNonNullElse(request.path(), ""), request.headers(), body);
            if (received.method().equals("GET") && received.path().equals(MODELS_PATH)) {
                listModels(request);
            } else {
                answer(request, received);
            }
        });
    }

    private void answer(HttpServerRequest request, ReceivedRequest received) {
        requests.add(received);
        counters.calls.add();
        new Player(request, vertx.getOrCreateContext(), counters)
                .play(answerTo(received).to(received));
    }

    private Answer answerTo(ReceivedRequest request) {
        Answer planned = next.poll();
        return planned != null
                ? planned
                : rules.stream()
                        .filter(rule -> rule.fits.test(request))
                        .map(Rule::answer)
                        .findFirst()
                        .orElse(usual);
    }

    private static List<Step> ordinary(ReceivedRequest request) {
        Answer answer = request.path().endsWith("/embeddings")
                ? Answer.embedding(5)
                : Reply.saying("Hello", " from", " the", " script", ".");
        return answer.to(request);
    }

    private void listModels(HttpServerRequest request) {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode entries = list.putArray("data");
        models.forEach(model -> entries.addObject()
                .put("id", model)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "test"));
        request.response().putHeader("content-type", "application/json").end(Json.text(list));
    }

    private record Rule(Predicate<ReceivedRequest> fits, Answer answer) {}
}
