package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.comparison.Pair;
import io.deopenchat.bridge.comparison.PairFiles;
import io.deopenchat.bridge.config.Comparing;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways of the same model; the dear one is asked only to compare. */
class ComparingTest {
    private static final Address CHEAP = Address.parse("0x00000000000000000000000000000000000000c4");
    private static final ProviderFilter BOTH =
            new ProviderFilter(Set.of(Parties.PROVIDER, CHEAP), Set.of(), null, null);
    private static final Comparing A_TENTH = new Comparing(Comparing.MAX_SHARE, Wei.of(1_000_000));

    /** Without a draw among so many something is broken: the chance is below one in a billion. */
    private static final int ENOUGH = 200;

    private final Path directory;
    private final FakeGateway dear = new FakeGateway();
    private final FakeGateway cheap = new FakeGateway(CHEAP);
    private final Registry registry = new Registry(dear.endpoint());
    private RunningBridge bridge;

    ComparingTest(@TempDir Path directory) {
        this.directory = directory;
        registry.sells(
                CHEAP,
                cheap.endpoint(),
                new Prices(Wei.ZERO, new TokenPrice(Wei.of(10_000)), new TokenPrice(Wei.of(10_000))));
        cheap.answers(Script.whole("application/json", "{\"choices\":[{\"message\":{\"content\":\"cheap\"}}]}"));
        this.bridge = comparing(A_TENTH);
    }

    private RunningBridge comparing(Comparing how) {
        return RunningBridge.comparing(directory, registry, BOTH, how);
    }

    @AfterEach
    void stop() {
        bridge.close();
        dear.close();
        cheap.close();
        assertThat(dear.misuses()).isEmpty();
        assertThat(cheap.misuses()).isEmpty();
    }

    private List<Pair> pairs() {
        return PairFiles.in(directory, InstantSource.system()).all();
    }

    private void chatsUntilSomethingIsCompared() {
        for (int i = 0; i < ENOUGH && dear.requests().isEmpty(); i++) {
            assertThat(bridge.chats().body()).contains("cheap");
        }
        assertThat(dear.requests()).isNotEmpty();
    }

    @Test
    void asksASecondProviderForAFewAnswersAndKeepsBoth() {
        chatsUntilSomethingIsCompared();

        RunningBridge.await("both answers are kept", () -> !pairs().isEmpty());
        Pair pair = pairs().getFirst();
        assertThat(pair.prompt()).isEqualTo("hi");
        assertThat(Set.of(pair.a().text(), pair.b().text())).isEqualTo(Set.of("cheap", "Hello"));
        assertThat(cheap.requests().size()).isGreaterThan(dear.requests().size());
    }

    @Test
    void paysTheSecondAnswerLikeAnyOther() {
        chatsUntilSomethingIsCompared();

        RunningBridge.await("the second answer is confirmed", () -> dear.newest() != null);
    }

    @Test
    void keepsNothingWhereTheSecondProviderFails() {
        dear.answers(Script.refusing(ErrorCode.BACKEND_ERROR));

        chatsUntilSomethingIsCompared();
        bridge.close();

        assertThat(pairs()).isEmpty();
    }

    @Test
    void spendsNoMoreOnSecondAnswersThanTheirBudget() {
        bridge.close();
        bridge = comparing(new Comparing(Comparing.MAX_SHARE, Wei.of(1)));

        for (int i = 0; i < ENOUGH; i++) {
            assertThat(bridge.chats().statusCode()).isEqualTo(200);
        }

        assertThat(dear.requests()).isEmpty();
    }

    @Test
    void comparesNothingUnlessToldTo() {
        bridge.close();
        bridge = comparing(Comparing.NOTHING);

        for (int i = 0; i < ENOUGH; i++) {
            assertThat(bridge.chats().statusCode()).isEqualTo(200);
        }

        assertThat(dear.requests()).isEmpty();
    }
}
