package io.deopenchat.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.bridge.config.Budget;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bridge whose applications need keys, with budgets. A chat costs 23 base units, and may cost some 200. */
class SpendingTest {
    private final Path directory;
    private final FakeGateway gateway = new FakeGateway();
    private final Registry registry = new Registry(gateway.endpoint());
    private final String editor;
    private RunningBridge bridge;

    SpendingTest(@TempDir Path directory) {
        this.directory = directory;
        this.editor = ApplicationKeys.in(directory, InstantSource.system())
                .add("editor")
                .secret();
        this.bridge = RunningBridge.spending(directory, registry);
        gateway.answers(Script.whole());
    }

    @AfterEach
    void stop() {
        bridge.close();
        gateway.close();
        assertThat(gateway.misuses()).isEmpty();
    }

    private void limitedTo(String budget) {
        bridge.close();
        bridge = RunningBridge.spending(directory, registry, Budget.parse(budget));
        bridge.shows("authorization", "Bearer " + editor);
    }

    @Test
    void servesWhoShowsAKeyInEitherHeader() {
        bridge.shows("authorization", "bearer " + editor);
        assertThat(bridge.chats().statusCode()).isEqualTo(200);
        bridge.shows("x-api-key", editor);
        assertThat(bridge.chats().statusCode()).isEqualTo(200);
    }

    @Test
    void signsNothingForWhoShowsNone() {
        bridge.shows("authorization", "Bearer sk-anything-else-at-all");

        assertThat(bridge.chats().statusCode()).isEqualTo(401);
        assertThat(bridge.chats().body()).contains("invalid_api_key").contains("app-key list");
        assertThat(bridge.get("/v1/models").statusCode()).isEqualTo(401);
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void onlyTheApplicationThatMadeACallReadsItsReceiptAlsoAfterARestart() {
        String notebook = ApplicationKeys.in(directory, InstantSource.system())
                .add("notebook")
                .secret();
        limitedTo("1000wei/day");
        String receipt =
                bridge.chats().headers().firstValue("deopenchat-receipt-url").orElseThrow();
        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(bridge.get(receipt).statusCode()).isEqualTo(200);
        limitedTo("1000wei/day");
        assertThat(bridge.get(receipt).body()).contains("\"cost\":\"23\"");

        bridge.shows("authorization", "Bearer " + notebook);
        assertThat(bridge.get(receipt).statusCode()).isEqualTo(404);
        assertThat(bridge.get(receipt).body())
                .as("the same as of a round that is not there")
                .isEqualTo(bridge.get(receipt + "7").body());
    }

    @Test
    void everybodyReadsEverythingWhereNoKeyIsDemanded() {
        limitedTo("1000wei/day");
        String receipt =
                bridge.chats().headers().firstValue("deopenchat-receipt-url").orElseThrow();
        bridge.close();
        bridge = new RunningBridge(directory, registry);

        assertThat(bridge.get(receipt).statusCode()).isEqualTo(200);
    }

    @Test
    void signsNothingAboveABudget() {
        limitedTo("50wei/request");

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(answer.body()).contains("budget_exceeded").contains("50 base units/request");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void manyCallersAtOnceSpendNoMoreThanTheirBudgetAlsoOverARestart() {
        limitedTo("1000wei/day:key=editor");
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 200)
                .mapToObj(i -> bridge.postLater("/v1/chat/completions", RunningBridge.chat(false)))
                .toList();
        long served = answers.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.statusCode() == 200)
                .count();

        assertThat(served * 23).isPositive().isLessThanOrEqualTo(1_000);
        limitedTo("1000wei/day:key=editor");
        while (chatsWhenAllIsSettled() == 200) {
            served++;
        }

        assertThat(served * 23).isLessThanOrEqualTo(1_000).isGreaterThan(600);
        assertThat(gateway.requests()).hasSize((int) served);
    }

    /** An application has its answer a moment before the budget has back what the answer did not cost. */
    private int chatsWhenAllIsSettled() {
        RunningBridge.await(
                "nothing is in flight",
                () -> bridge.rounds().stream().noneMatch(round -> round.state() == RoundState.INTENDED));
        return bridge.chats().statusCode();
    }
}
