package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Answer;
import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.gateway.Gateway;
import io.deopenchat.gateway.config.SealingConfig;
import io.deopenchat.gateway.sealing.KeyRing;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody ends TLS between bridge and gateway: they read nothing of a sealed round, and change nothing unnoticed. */
final class SealedIT {
    private static final String MODEL = "storyteller";
    private static final String PROMPT = "What did the lighthouse keeper write to Ottilie in the winter of 1871?";
    private static final String[] PIECES = {
        "He wrote that ", "the seals had come ", "back to the northern skerry ", "early."
    };
    private static final String ANSWER = String.join("", PIECES);

    /** Each is longer than a chunk: however they arrive, no chunk but the last has the end. */
    private static final String[] LONG_PIECES =
            Stream.of(PIECES).map(piece -> piece.repeat(5_000)).toArray(String[]::new);

    private static final int IN_A_ROW = 8;
    private static final int SALT = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path scratch = Path.of(".");

    private Path keys = Path.of(".");
    private Marketplace market;
    private ScriptedBackend backend;
    private ProviderActor provider;
    private ClientActor client;
    private Onlooker onlooker;

    @BeforeEach
    void opens() {
        keys = scratch.resolve("encryption-keys");
        market = Marketplace.onAnvil(scratch);
        backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying(PIECES).usage(20, 12));
        provider = market.provider();
        onlooker = market.closing(new Onlooker(provider.port()));
        provider.registersAs(onlooker.endpoint()).lists(MODEL, Wei.parseWithUnit("1000gwei"), 64);
        client = market.client();
        client.fetchesTokens(provider, MODEL, 100_000);
        write(KeyRing.generate(new SecureRandom()));
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private Gateway servesSealed(boolean perClient) {
        return provider.opensSealed(new SealingConfig(keys, perClient)).serves(backend.api());
    }

    private void write(KeyRing ring) {
        try {
            ring.write(keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoeverEndsTlsSeesNoEightBytesInARow() {
        servesSealed(false);
        BridgeActor bridge = client.startsSealingBridge(provider);

        assertThat(bridge.chats(MODEL, PROMPT).text()).contains(ANSWER);
        assertThat(told(bridge.streams(MODEL, PROMPT))).contains(PIECES[0]).contains("[DONE]");
        bridge.hasConfirmed(2);
        backend.answers(Answer.error(400, "cannot take " + PROMPT));
        assertThat(bridge.chats(MODEL, PROMPT).status()).isEqualTo(400);
        backend.answers(Reply.saying(PIECES).usageTimes(1_000));
        bridge.chats(MODEL, PROMPT + " ");
        bridge.hasConfirmed(3);

        assertThat(backend.lastRequest().text()).contains(PROMPT);
        assertThat(rowsOf(PROMPT + ANSWER)).hasSizeGreaterThan(100);
        assertThat(seenRows()).isEmpty();
    }

    @Test
    void aBridgeThatSealsNothingShowsEverything() {
        servesSealed(false);
        client.startsBridge(provider).chats(MODEL, PROMPT);

        assertThat(seenRows()).as("whoever looks finds it").isNotEmpty();
    }

    @Test
    void retriesAndRestartsGetTheStoredAnswer() {
        Gateway gateway = servesSealed(false);
        BridgeActor bridge = client.startsSealingBridge(provider);
        onlooker.changesAnswers(answer -> Arrays.copyOf(answer, answer.length / 2));

        assertFails(() -> bridge.streams(MODEL, PROMPT));
        bridge.hasConfirmed(1);
        onlooker.changesAnswers(UnaryOperator.identity());
        gateway.close();
        servesSealed(false);

        assertThat(bridge.chats(MODEL, PROMPT).text()).contains(ANSWER);
        bridge.hasConfirmed(2);
        assertThat(seenRows()).isEmpty();
    }

    @Test
    void keysAreRotatedWhileBridgesRun() {
        servesSealed(false);
        BridgeActor bridge = client.startsSealingBridge(provider);
        assertThat(bridge.chats(MODEL, PROMPT).text()).contains(ANSWER);

        KeyRing next = KeyRing.read(keys).rotated(0, new SecureRandom());
        write(next);
        String newest = next.publicKeys().getFirst().toString();
        Eventually.holds("the new key is published", () -> published().equals(newest));

        assertThat(bridge.chats(MODEL, PROMPT).text()).contains(ANSWER);
        bridge.hasConfirmed(2);
    }

    private String published() {
        return new Http()
                .get(provider.endpoint() + "/deopenchat/v1/provider")
                .json()
                .path("sealing")
                .path("key")
                .asText();
    }

    @Test
    void aServerMayGiveEachClientAKeyOfItsOwn() {
        servesSealed(true);
        BridgeActor bridge = client.startsSealingBridge(provider);

        assertThat(bridge.chats(MODEL, PROMPT).text()).contains(ANSWER);
        assertThat(published()).isEmpty();
        assertThat(seenRows()).isEmpty();
    }

    /** What opens an answer is never written down. */
    @Test
    void aBridgeThatWasKilledPaysForWhatItCannotReadAnyMore() {
        servesSealed(false);
        Gate gate = Gate.closed();
        backend.answers(Reply.saying(PIECES).usage(20, 12).pausingAfter(1, gate));
        List<String> options =
                List.of("--without-key", "--provider", provider.address().toString(), "--seal");
        try (BridgeProcess killed = BridgeProcess.start(market, client, options)) {
            Future<?> call = asked(killed.address());
            gate.awaitArrivals(1);
            killed.isKilled();
            assertThat(call).failsWithin(PATIENCE);
        }
        assertThat(BridgeActor.journal(client.stateDirectory()))
                .singleElement()
                .satisfies(round -> assertThat(round.path("state").asText()).isNotEqualTo("confirmed"));

        KeyRing next = KeyRing.read(keys).rotated(0, new SecureRandom());
        write(next);
        String newest = next.publicKeys().getFirst().toString();
        Eventually.holds("the new key is published", () -> published().equals(newest));
        gate.open();
        BridgeActor bridge = client.startsSealingBridge(provider);

        bridge.hasConfirmed(1);
        assertThat(onlooker.fetches()).isPositive();
        assertThat(bridge.chats(MODEL, PROMPT).text()).contains(ANSWER);
        bridge.hasConfirmed(2);
        assertThat(seenRows()).isEmpty();
    }

    private static Future<?> asked(String bridge) {
        byte[] call = Json.bytes(BridgeActor.chat(MODEL, PROMPT).put("stream", true));
        return CompletableFuture.supplyAsync(() -> {
            try (CutStream stream =
                    CutStream.post(bridge + "/chat/completions", call, List.of("content-type", "application/json"))) {
                return stream.readToEnd();
            } catch (IOException cut) {
                throw new UncheckedIOException(cut);
            }
        });
    }

    @Test
    void nothingLeavesToAProviderWithoutAKey() {
        provider.serves(backend.api());
        BridgeActor bridge = client.startsSealingBridge(provider);

        Http.Answer refused = bridge.chats(MODEL, PROMPT);

        assertThat(refused.errorCode()).isEqualTo("unavailable");
        assertThat(refused.text()).contains("--seal");
        assertThat(backend.requests()).isEmpty();
        assertThat(bridge.journal()).isEmpty();
        assertThat(seenRows()).isEmpty();
    }

    @Test
    void aKeyThatTheOperatorDidNotSignIsNotSealedTo() {
        servesSealed(false);
        KeyRing ofTheOnlooker = KeyRing.generate(new SecureRandom());
        onlooker.namesAnotherKey(ofTheOnlooker.publicKeys().getFirst().toString());
        BridgeActor bridge = client.startsSealingBridge(provider);

        assertThat(bridge.chats(MODEL, PROMPT).errorCode()).isEqualTo("unavailable");
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void nobodyInBetweenSpeaksToAnApplication() {
        servesSealed(false);
        BridgeActor bridge = client.startsSealingBridge(provider);
        backend.answers(Answer.error(400, "cannot take it"));
        onlooker.changesAnswers(
                answer -> ("{\"error\":{\"message\":\"forged\",\"param\":\"forged\",\"type\":\"forged\","
                                + "\"code\":\"invalid_request\"},\"deopenchat\":{\"nextSequence\":\"forged\",\"hint\":\"forged\"}}")
                        .getBytes(StandardCharsets.UTF_8));

        Http.Answer refused = bridge.chats(MODEL, PROMPT);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorCode()).isEqualTo("invalid_request");
        assertThat(refused.text()).contains("sealed").doesNotContain("forged");
    }

    @Test
    void whateverIsDoneToAnAnswerIsNoticed() {
        backend.answers(Reply.saying(LONG_PIECES).usage(20, 12));
        servesSealed(false);
        BridgeActor bridge = client.startsSealingBridge(provider);
        List<UnaryOperator<byte[]>> ways = List.of(
                answer -> flipped(answer, SALT - 1),
                answer -> flipped(answer, SALT + 3),
                answer -> flipped(answer, SALT + 4 + 8),
                answer -> changed(answer, chunks -> Collections.swap(chunks, 0, 1)),
                answer -> changed(answer, chunks -> chunks.remove(1)),
                answer -> changed(
                        answer,
                        chunks ->
                                chunks.subList(chunks.size() - 2, chunks.size()).clear()),
                answer -> changed(answer, chunks -> chunks.add(1, chunks.getFirst())),
                answer -> Arrays.copyOf(answer, SALT),
                answer -> "data: {\"choices\":[{\"delta\":{\"content\":\"forged\"}}]}\n\n"
                        .getBytes(StandardCharsets.UTF_8));
        for (UnaryOperator<byte[]> way : ways) {
            int before = onlooker.fetches();
            onlooker.changesAnswers(way);
            assertFails(() -> bridge.streams(MODEL, PROMPT));
            Eventually.holds("the bridge asks how the round ended", () -> onlooker.fetches() > before);
        }
        int before = onlooker.fetches();
        onlooker.changesAnswers(answer -> changed(answer, List::removeLast));
        assertThat(told(bridge.streams(MODEL, PROMPT)))
                .as("all but the empty end")
                .contains("[DONE]");
        Eventually.holds("the bridge asks for the end that is missing", () -> onlooker.fetches() > before);
        onlooker.changesAnswers(UnaryOperator.identity());

        bridge.hasConfirmed(ways.size() + 1);
        assertThat(told(bridge.streams(MODEL, PROMPT))).contains("[DONE]");
        assertThat(bridge.journal())
                .allMatch(round -> !round.path("state").asText().equals("disputed"));
    }

    /** An application gets an error, or less than all; never something else than the backend said, and no end in order. */
    private static void assertFails(Supplier<Http.Answer> call) {
        String text;
        try {
            text = call.get().text();
        } catch (AssertionError | UncheckedIOException cut) {
            return;
        }
        assertThat(text).doesNotContain("[DONE]").doesNotContain("forged").contains("error");
    }

    private static byte[] flipped(byte[] answer, int at) {
        byte[] changed = answer.clone();
        changed[at] ^= 1;
        return changed;
    }

    /** The sealed chunks of a stream in another order or number, the tail as it was. */
    private static byte[] changed(byte[] answer, Consumer<List<byte[]>> how) {
        List<byte[]> chunks = new ArrayList<>();
        int at = SALT;
        for (int length = length(answer, at); length > 0; length = length(answer, at)) {
            chunks.add(Arrays.copyOfRange(answer, at, at + Integer.BYTES + length));
            at += Integer.BYTES + length;
        }
        assertThat(chunks).as("chunks to change").hasSizeGreaterThan(1);
        how.accept(chunks);
        ByteBuffer changed = ByteBuffer.allocate(2 * answer.length).put(answer, 0, SALT);
        chunks.forEach(changed::put);
        changed.put(answer, at, answer.length - at);
        return Arrays.copyOf(changed.array(), changed.position());
    }

    private static int length(byte[] answer, int at) {
        return ByteBuffer.wrap(answer, at, Integer.BYTES).getInt();
    }

    private static String told(Http.Answer answer) {
        return answer.text();
    }

    private Set<String> seenRows() {
        Set<String> secret = rowsOf(PROMPT + ANSWER);
        Set<String> found = new HashSet<>(rowsOf(new String(onlooker.seen(), StandardCharsets.ISO_8859_1)));
        found.retainAll(secret);
        return found;
    }

    private static Set<String> rowsOf(String text) {
        Set<String> rows = new HashSet<>();
        for (int from = 0; from + IN_A_ROW <= text.length(); from++) {
            rows.add(text.substring(from, from + IN_A_ROW));
        }
        return rows;
    }
}
