package io.deopenchat.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SseFramerTest {
    private static final long SEED = 20_261_121;
    private static final int STREAMS = 3_000;
    private static final int NO_BOUND = Integer.MAX_VALUE;
    private static final List<String> PARTS = List.of(
            "data: [DONE]",
            "data:{\"choices\":[{\"delta\":{\"content\":\"Grüße, 你好 🙂\"}}]}",
            "data: ",
            "data:",
            "data",
            "data:  two spaces",
            "datax: not a field of ours",
            " data: not at the start of the line",
            "event: deopenchat.receipt",
            "event:",
            ": keepalive",
            ":",
            "id: 7",
            "retry: 10",
            "\uFEFFdata: after a mark",
            "no colon at all");

    @Test
    void refusesALineThatDoesNotEnd() {
        SseFramer framer = new SseFramer(100);
        framer.feed(Buffer.buffer("data: " + "x".repeat(94)));

        assertThatThrownBy(() -> framer.feed(Buffer.buffer("x")))
                .isInstanceOf(SseFramer.FrameTooLong.class)
                .hasMessageContaining("longer than 100 bytes");
    }

    @Test
    void refusesAFrameOfEndlessLines() {
        SseFramer framer = new SseFramer(100);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 101; i++) {
                        framer.feed(Buffer.buffer("a\n"));
                    }
                })
                .isInstanceOf(SseFramer.FrameTooLong.class);
    }

    @Test
    void theBoundIsOnWhatIsHeldAndNotOnTheStream() {
        SseFramer framer = new SseFramer(20);

        for (int i = 0; i < 1_000; i++) {
            assertThat(framer.feed(Buffer.buffer("data: 12345678\n\n"))).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void endsLinesInEveryWayThatTheStandardKnows(String lineEnd) {
        String stream = "event: a" + lineEnd + "data: 1" + lineEnd + "data: 2" + lineEnd + lineEnd + ": next";

        List<SseFrame> frames = new SseFramer(NO_BOUND).feed(Buffer.buffer(stream));

        assertThat(frames).singleElement().satisfies(frame -> {
            assertThat(frame.event()).isEqualTo("a");
            assertThat(frame.data()).isEqualTo("1\n2");
            assertThat(frame.bytes().toString()).isEqualTo(stream.substring(0, stream.length() - ": next".length()));
        });
    }

    @Test
    void aCarriageReturnAtTheEndWaitsForItsLineFeed() {
        SseFramer framer = new SseFramer(NO_BOUND);

        assertThat(framer.feed(Buffer.buffer("data: 1\r\n\r"))).isEmpty();
        assertThat(framer.feed(Buffer.buffer("\n")))
                .singleElement()
                .satisfies(frame -> assertThat(frame.bytes().toString()).isEqualTo("data: 1\r\n\r\n"));
        assertThat(framer.unfinished().length()).isZero();
    }

    @Test
    void aCommentHasNoData() {
        assertThat(new SseFramer(NO_BOUND).feed(Buffer.buffer(": keepalive\n\n")))
                .singleElement()
                .satisfies(frame -> {
                    assertThat(frame.data()).isNull();
                    assertThat(frame.event()).isNull();
                    assertThat(frame.isDone()).isFalse();
                });
    }

    @Test
    void onlyTheExactWordIsTheEnd() {
        assertThat(isDone("data: [DONE]\n\n")).isTrue();
        assertThat(isDone("data:[DONE]\n\n")).isTrue();
        assertThat(isDone("data:  [DONE]\n\n")).isFalse();
        assertThat(isDone("data: [DONE]\ndata: more\n\n")).isFalse();
        assertThat(isDone("data: [done]\n\n")).isFalse();
        assertThat(isDone("event: [DONE]\n\n")).isFalse();
    }

    @Test
    void keepsWhatIsNotCompleteAtTheEnd() {
        SseFramer framer = new SseFramer(NO_BOUND);

        List<SseFrame> frames = framer.feed(Buffer.buffer("data: 1\n\ndata: [DONE]\n"));

        assertThat(frames).hasSize(1);
        assertThat(framer.unfinished().toString()).isEqualTo("data: [DONE]\n");
    }

    @ParameterizedTest
    @CsvSource({
        "data: 1~~, data: 1~~",
        "data: 1~_~, data: 1~_~",
        "data: 1, data: 1__",
        "data: 1_, data: 1__",
        "data: 1~, data: 1~__",
        "data: 1~_, data: 1~__",
    })
    void atTheEndOnlyAMissingBlankLineIsAdded(String unfinished, String finished) {
        SseFramer framer = new SseFramer(NO_BOUND);
        framer.feed(Buffer.buffer(withLineEnds(unfinished)));

        SseFrame last = framer.finished();

        assertThat(last.bytes().toString()).isEqualTo(withLineEnds(finished));
        assertThat(last.data()).isEqualTo("1");
    }

    private static String withLineEnds(String marked) {
        return marked.replace('~', '\r').replace('_', '\n');
    }

    static Stream<Long> seeds() {
        return new Random(SEED).longs(STREAMS).boxed();
    }

    @Test
    void anySplitOfAnyStreamGivesTheSameFramesAndLosesNoByte() {
        seeds().forEach(seed -> {
            Random random = new Random(seed);
            byte[] stream = randomStream(random);
            Framed whole = framed(stream, random, stream.length);
            Framed pieces = framed(stream, random, 1 + random.nextInt(12));
            Framed bytes = framed(stream, random, 1);

            assertThat(pieces).as("seed %d", seed).isEqualTo(whole);
            assertThat(bytes).as("seed %d", seed).isEqualTo(whole);
            assertThat(whole.allBytes()).as("seed %d", seed).isEqualTo(Buffer.buffer(stream));
        });
    }

    @Test
    void readsWhatAnIndependentReaderReads() {
        seeds().forEach(seed -> {
            Random random = new Random(seed);
            byte[] stream = randomStream(random);

            List<Event> events = framed(stream, random, 1 + random.nextInt(30)).frames().stream()
                    .map(frame -> new Event(frame.event(), frame.data()))
                    .toList();

            assertThat(events).as("seed %d", seed).isEqualTo(readLineByLine(stream));
        });
    }

    @ParameterizedTest
    @MethodSource("lossless")
    void anyBytesAtAllComeOutAsTheyWentIn(long seed) {
        Random random = new Random(seed);
        byte[] noise = new byte[random.nextInt(2_000)];
        random.nextBytes(noise);
        for (int i = 0; i < noise.length; i += 1 + random.nextInt(9)) {
            noise[i] = (byte) (random.nextBoolean() ? '\n' : '\r');
        }

        assertThat(framed(noise, random, 1 + random.nextInt(50)).allBytes()).isEqualTo(Buffer.buffer(noise));
    }

    static Stream<Long> lossless() {
        return new Random(SEED + 1).longs(200).boxed();
    }

    private record Event(@Nullable String event, @Nullable String data) {}

    private record Framed(List<SseFrame> frames, Buffer unfinished) {
        Buffer allBytes() {
            Buffer all = Buffer.buffer();
            frames.forEach(frame -> all.appendBuffer(frame.bytes()));
            return all.appendBuffer(unfinished);
        }
    }

    private static Framed framed(byte[] stream, Random random, int longestPiece) {
        SseFramer framer = new SseFramer(NO_BOUND);
        List<SseFrame> frames = new ArrayList<>();
        int from = 0;
        while (from < stream.length) {
            int to = Math.min(stream.length, from + 1 + random.nextInt(longestPiece));
            frames.addAll(framer.feed(Buffer.buffer(stream).slice(from, to)));
            from = to;
        }
        // a copy: the frames must not change when the framer goes on
        return new Framed(frames, framer.unfinished().copy());
    }

    private static byte[] randomStream(Random random) {
        String lineEnd = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        StringBuilder stream = new StringBuilder();
        int lines = random.nextInt(30);
        for (int i = 0; i < lines; i++) {
            boolean blank = random.nextInt(3) == 0;
            stream.append(blank ? "" : PARTS.get(random.nextInt(PARTS.size())));
            boolean mixed = random.nextInt(10) == 0;
            stream.append(mixed ? List.of("\n", "\r\n", "\r").get(random.nextInt(3)) : lineEnd);
        }
        boolean endsWithinALine = random.nextBoolean();
        return stream.append(endsWithinALine ? "data: cut of" : "").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the whole stream at once, by the words of the standard; leaves out what no blank line ends. */
    private static List<Event> readLineByLine(byte[] stream) {
        String text = new String(stream, StandardCharsets.UTF_8);
        List<Event> events = new ArrayList<>();
        List<String> frame = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\r') {
                line.append(c);
                continue;
            }
            if (c == '\r' && i + 1 == text.length()) {
                break;
            }
            if (c == '\r' && text.charAt(i + 1) == '\n') {
                i++;
            }
            if (line.isEmpty()) {
                events.add(event(frame));
                frame.clear();
            }
            frame.add(line.toString());
            line.setLength(0);
        }
        return events;
    }

    private static Event event(List<String> lines) {
        String event = null;
        List<String> data = new ArrayList<>();
        boolean hasData = false;
        for (String line : lines) {
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (field.equals("event")) {
                event = value;
            } else if (field.equals("data")) {
                data.add(value);
                hasData = true;
            }
        }
        return new Event(event, hasData ? String.join("\n", data) : null);
    }

    private static boolean isDone(String stream) {
        return new SseFramer(NO_BOUND).feed(Buffer.buffer(stream)).getFirst().isDone();
    }
}
