package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.Answer;
import io.deopenchat.acceptance.backend.EventStream;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both daemons at their most talkative: keys, prompts and answers on good and bad ways are in nothing that they leave. */
final class SecretsIT {
    private static final String MODEL = "storyteller";
    private static final String PROMPT = "canary-prompt-b71f0c94e2";
    private static final String ANSWER = "canary-answer-5d20e8a613";
    private static final String BACKEND_KEY = "sk-canary-backend-90ac47f1";
    private static final String WRONG_KEY = "sk-canary-wrong-3e6b8d02";

    @TempDir
    Path scratch = Path.of(".");

    private final Http http = new Http();
    private final Canaries canaries = new Canaries();
    private final List<String> metrics = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private Path logs;
    private Marketplace market;
    private ScriptedBackend backend;
    private ProviderActor provider;
    private ClientActor client;
    private String admin = "";
    private String key = "";

    @BeforeEach
    void opens() throws IOException {
        logs = Files.createDirectories(scratch.resolve("logs"));
        market = Marketplace.onAnvil(scratch);
        backend = market.closing(ScriptedBackend.serving(MODEL));
        provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 64);
        client = market.client();
        client.fetchesTokens(provider, MODEL, 100_000);
        canaries.text("the prompt", PROMPT)
                .text("the answer", ANSWER)
                .text("the key of the backend", BACKEND_KEY)
                .text("a wrong key", WRONG_KEY)
                .key("the client's key", client.key().exposed())
                .key("the wallet's key", provider.wallet().exposed());
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private DaemonProcess.Surroundings talkative(String name) {
        return DaemonProcess.Surroundings.USUAL
                .on("-DDEOPENCHAT_LOG_LEVEL=DEBUG")
                .knowing(Map.of("DEOPENCHAT_BACKEND_API_KEY", BACKEND_KEY))
                .loggingTo(logs.resolve(name));
    }

    @Test
    void noKeyPromptOrAnswerIsFoundInAnythingTheyLeave() throws IOException {
        int adminPort = ProviderActor.freePort();
        admin = "http://127.0.0.1:" + adminPort;
        GatewayProcess.Launch launch = GatewayProcess.Launch.USUAL
                .in(talkative("gateway.log"))
                .with("--admin-addr", "127.0.0.1:" + adminPort, "--log-format", "json");
        List<String> options =
                List.of("--provider", provider.address().toString(), "--log-format", "json", "--budget", "1ether/day");
        try (GatewayProcess gateway = GatewayProcess.start(market, provider, backend.api(), launch);
                BridgeProcess bridge = BridgeProcess.start(market, client, talkative("bridge.log"), options)) {
            gateway.address();
            String baseUrl = bridge.address();
            key = bridge.said().getFirst().replaceFirst(".*: ", "");
            new RawClient(market, provider, client, MODEL).isKnown();

            goesWell(baseUrl);
            goesWrongWithTheBackend(baseUrl);
            goesWrongWithTheCall(baseUrl);
            goesWrongWithTheGateway();
            looksAtTheMetricsOfTheBridge(baseUrl);

            canaries.areNotIn("what the gateway printed", gateway.said());
            canaries.areNotIn("what the bridge printed", bridge.said());
            isNotInTheListOfProcesses(gateway);
            isNotInTheListOfProcesses(bridge);
        }
        theyDidTalk();
        canaries.areNotIn("errors", errors);
        canaries.areNotIn("metrics", metrics);
        canaries.areNotIn(client.stateDirectory());
        canaries.text("the application's key", key);
        canaries.areNotIn(logs);
        canaries.areNotIn("metrics", metrics);
        canaries.areNotIn("errors", errors);
        canaries.areNotIn(provider.stateDirectory());
    }

    private void goesWell(String baseUrl) {
        backend.answers(Reply.saying(ANSWER, " and more").usage(9, 4));
        assertThat(asks(baseUrl, "/chat/completions", chat()).text()).contains(ANSWER);
        assertThat(asks(baseUrl, "/chat/completions", chat().put("stream", true))
                        .text())
                .contains(ANSWER);
        assertThat(asks(
                                baseUrl,
                                "/completions",
                                Json.object()
                                        .put("model", MODEL)
                                        .put("prompt", PROMPT)
                                        .put("max_tokens", 64))
                        .status())
                .isEqualTo(200);
        assertThat(backend.lastRequest().text()).contains(PROMPT);
        assertThatThrownBy(() -> canaries.areNotIn(
                        "a call", List.of(backend.lastRequest().text())))
                .as("whoever looks for a canary finds it")
                .isInstanceOf(AssertionError.class);
        assertThat(backend.lastRequest().header("authorization")).contains("Bearer " + BACKEND_KEY);
    }

    /** What a backend says is no secret of ours, but it is the prompt and the answer that it repeats. */
    private void goesWrongWithTheBackend(String baseUrl) {
        for (Answer answer : List.of(
                Answer.error(500, "cannot " + PROMPT),
                Answer.error(429, "too much of " + PROMPT),
                Answer.error(401, "wrong key " + BACKEND_KEY),
                Answer.bytes(200, "text/html", ("<p>" + PROMPT + ANSWER).getBytes(StandardCharsets.UTF_8)),
                Answer.json(200, "{\"no json of " + ANSWER),
                Answer.hangUp(),
                Reply.saying(ANSWER).usageAs("{\"prompt_tokens\":\"" + ANSWER + "\"}"),
                Reply.saying(ANSWER).usageTimes(1_000))) {
            backend.answers(answer);
            fails(asks(baseUrl, "/chat/completions", chat()));
        }
        backend.answers(EventStream.open()
                .data("{\"choices\":[{\"delta\":{\"content\":\"" + ANSWER)
                .drop());
        asks(baseUrl, "/chat/completions", chat().put("stream", true));
    }

    private void goesWrongWithTheCall(String baseUrl) {
        String url = baseUrl + "/chat/completions";
        List<String> shown = List.of("content-type", "application/json", "authorization", "Bearer " + key);
        List<String> wrong = List.of("content-type", "application/json", "authorization", "Bearer " + WRONG_KEY);
        fails(http.send("POST", url, Json.bytes(chat()), wrong));
        fails(http.send("POST", url + "?key=" + WRONG_KEY, Json.bytes(chat()), List.of()));
        for (String body : List.of(
                "{\"model\":\"" + MODEL + "\",\"messages\":[\"" + PROMPT,
                "{\"model\":\"" + MODEL + "\",\"max_tokens\":\"" + PROMPT + "\"}",
                "{\"model\":\"" + MODEL + "\",\"max_tokens\":64,\"messages\":[],\"messages\":\"" + PROMPT + "\"}",
                Json.text(chat().put("n", 4_096)),
                Json.text(chat().put("model", "nobody/has-this")),
                PROMPT)) {
            fails(http.send("POST", url, body.getBytes(StandardCharsets.UTF_8), shown));
        }
    }

    private void goesWrongWithTheGateway() {
        byte[] body = Json.bytes(chat());
        String url = provider.endpoint() + RawClient.CHAT_PATH;
        fails(http.send("POST", url, body, List.of("content-type", "application/json")));
        fails(http.send(
                "POST",
                url,
                body,
                List.of("content-type", "application/json", Headers.REQUEST, PROMPT, Headers.SIGNATURE, WRONG_KEY)));
        fails(http.send("POST", url, body, List.of("authorization", "Bearer " + WRONG_KEY)));
    }

    private void fails(Http.Answer answer) {
        if (answer.status() != 200) {
            errors.add(answer.text());
        }
        metrics.add(http.get(admin + "/metrics").text());
    }

    private Http.Answer asks(String baseUrl, String path, ObjectNode call) {
        return http.send(
                "POST",
                baseUrl + path,
                Json.bytes(call),
                List.of("content-type", "application/json", "authorization", "Bearer " + key));
    }

    private void looksAtTheMetricsOfTheBridge(String baseUrl) {
        String page = http.send(
                        "GET",
                        baseUrl.substring(0, baseUrl.length() - "/v1".length()) + "/metrics",
                        new byte[0],
                        List.of("authorization", "Bearer " + key))
                .text();
        assertThat(page).contains("deopenchat_bridge_signatures_total", "deopenchat_bridge_budget_left_base_units{");
        canaries.areNotIn("the metrics of the bridge", List.of(page));
        assertThat(page).doesNotContain(key);
    }

    private static ObjectNode chat() {
        return BridgeActor.chat(MODEL, PROMPT);
    }

    private void isNotInTheListOfProcesses(DaemonProcess daemon) throws IOException {
        Path line = Path.of("/proc", Long.toString(daemon.pid()), "cmdline");
        if (Files.exists(line)) {
            canaries.areNotIn("the list of processes", Files.readAllBytes(line));
        }
    }

    private void theyDidTalk() {
        for (String name : List.of("gateway.log", "bridge.log")) {
            assertThat(logs.resolve(name))
                    .content()
                    .contains("\"DEBUG\"", provider.address().toString());
        }
        assertThat(metrics).last().asString().contains("deopenchat_");
        assertThat(errors).hasSizeGreaterThan(10);
    }
}
