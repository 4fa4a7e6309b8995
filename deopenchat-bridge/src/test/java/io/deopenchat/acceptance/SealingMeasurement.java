package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.gateway.config.SealingConfig;
import io.deopenchat.gateway.sealing.KeyRing;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.TestDomain;
import io.deopenchat.sealing.AnswerForm;
import io.deopenchat.sealing.AnswerOpener;
import io.deopenchat.sealing.AnswerSealer;
import io.deopenchat.sealing.EncryptionSecret;
import io.deopenchat.sealing.OpenedRequest;
import io.deopenchat.sealing.Parties;
import io.deopenchat.sealing.SealedRequest;
import io.deopenchat.sealing.SealedType;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.TestKey;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What sealing costs: processor time of a chunk and of a round, both sides together, and what it adds to the first token of a
 * stream, with and without it in turn. Not one of the tests: it looks at clocks, and is run by {@code scripts/measure}.
 */
final class SealingMeasurement {
    private static final String MODEL = "storyteller";
    private static final Duration MOST_PER_CHUNK = Duration.ofNanos(8_000);
    private static final Duration MOST_PER_ROUND = Duration.ofNanos(800_000);
    private static final Duration MOST_TO_FIRST_TOKEN = Duration.ofMillis(1);
    private static final int PROMPT_BYTES = 4_096;
    private static final int CHUNK_BYTES = 200;
    private static final int CHUNKS = 256;
    private static final int ROUNDS = 4_000;
    private static final int CALLS = 1_500;
    private static final int WARM_UP = 1_500;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final SecureRandom random = new SecureRandom();
    private final EncryptionSecret recipient = EncryptionSecret.generate(random);
    private final Parties parties = Parties.of(TestDomain.DOMAIN, TestKey.PROVIDER.address(), TestKey.CLIENT.address());
    private final String type = SealedType.of("text/event-stream");
    private long opened;

    @Test
    void aChunkAndARoundStayWithinTheirProcessorTime() {
        rounds(ROUNDS, 0);
        rounds(ROUNDS, CHUNKS);
        double round = micros(() -> rounds(ROUNDS, 0)) / ROUNDS;
        double chunk = (micros(() -> rounds(ROUNDS, CHUNKS)) / ROUNDS - round) / CHUNKS;
        System.out.printf("round with a prompt of %d bytes, sealed and opened: %.0f us%n", PROMPT_BYTES, round);
        System.out.printf("chunk of %d bytes, sealed and opened: %.2f us (%d opened)%n", CHUNK_BYTES, chunk, opened);
        assertThat(round).isLessThanOrEqualTo(MOST_PER_ROUND.toNanos() / 1e3);
        assertThat(chunk).isLessThanOrEqualTo(MOST_PER_CHUNK.toNanos() / 1e3);
    }

    private double micros(Runnable work) {
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - before) / 1e3;
    }

    private void rounds(int rounds, int chunks) {
        byte[] prompt = new byte[PROMPT_BYTES];
        byte[] text = new byte[CHUNK_BYTES];
        String call = "POST /v1/chat/completions";
        for (int i = 0; i < rounds; i++) {
            SealedRequest sent = SealedRequest.of(recipient.publicKey(), parties, call, prompt);
            OpenedRequest got = OpenedRequest.open(recipient, parties, call, sent.body());
            AnswerSealer sealer = new AnswerSealer(got.answer(Bytes32.ZERO, i), type, random);
            AnswerOpener opener =
                    new AnswerOpener(new AnswerForm.Sealed(sent.answer(Bytes32.ZERO, i)), type, new Counter());
            opener.feed(sealer.salt());
            for (int chunk = 0; chunk < chunks; chunk++) {
                opener.feed(sealer.seal(text));
            }
            opener.feed(sealer.end(sealer.chunks()));
            assertThat(opener.isWhole()).isTrue();
        }
    }

    private final class Counter implements AnswerOpener.Reader {
        @Override
        public void sealed(byte[] bytes) {}

        @Override
        public void clear(byte[] text) {
            opened++;
        }

        @Override
        public void unread(int bytes) {}

        @Override
        public void whole() {}

        @Override
        public void tail(byte[] bytes) {}
    }

    @Test
    void theFirstTokenIsAtMostAMillisecondLater(@TempDir Path scratch) throws Exception {
        Path keys = scratch.resolve("encryption-keys");
        KeyRing.generate(random).write(keys);
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            backend.answers(Reply.saying("Once", " upon", " a", " time").usage(9, 4));
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 64);
            ClientActor plain = market.client();
            ClientActor sealing = market.client();
            plain.fetchesTokens(provider, MODEL, 1_000_000);
            sealing.fetchesTokens(provider, MODEL, 1_000_000);
            provider.opensSealed(new SealingConfig(keys, false)).serves(backend.api());
            compare(
                    plain.startsBridge(provider).baseUrl(),
                    sealing.startsSealingBridge(provider).baseUrl());
        }
    }

    private static void compare(String plain, String sealing) throws Exception {
        long[] without = new long[CALLS];
        long[] differences = new long[CALLS];
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = -WARM_UP; i < CALLS; i++) {
                boolean plainFirst = i % 2 == 0;
                long first = firstToken(http, plainFirst ? plain : sealing);
                long second = firstToken(http, plainFirst ? sealing : plain);
                if (i >= 0) {
                    without[i] = plainFirst ? first : second;
                    differences[i] = plainFirst ? second - first : first - second;
                }
            }
        }
        Arrays.sort(without);
        Arrays.sort(differences);
        System.out.printf(
                "first token unsealed: median %.2f ms; sealed later by: median %.2f ms; load %.1f on %d cores%n",
                without[CALLS / 2] / 1e6,
                differences[CALLS / 2] / 1e6,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        assertThat(TimeUnit.NANOSECONDS.toMicros(differences[CALLS / 2]))
                .isLessThanOrEqualTo(MOST_TO_FIRST_TOKEN.toMillis() * 1_000);
    }

    private static long firstToken(HttpClient http, String baseUrl) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Json.text(BridgeActor.chat(MODEL, "hello").put("stream", true))))
                .build();
        long start = System.nanoTime();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(body.read()).isEqualTo('d');
            long time = System.nanoTime() - start;
            body.readAllBytes();
            return time;
        }
    }
}
