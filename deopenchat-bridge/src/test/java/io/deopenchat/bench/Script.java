package io.deopenchat.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the backend answers: bytes that are made once, because making them must cost nothing while somebody measures. */
final class Script {
    static final String MODEL = "bench";
    static final int FRAMES_OF_A_BURST = 131;
    static final String STATS_PATH = "/stats";

    /** Where a paced frame says when it was written, {@link System#nanoTime()}, which all processes of a machine share. */
    static final String WRITTEN_AT = "\"content\":\"t";

    static final int DIGITS = 19;

    private static final int PROMPT_BYTES = 900;
    private static final int ANSWER_BYTES = 480;
    private static final String CHUNK_HEAD =
            "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"bench\",";
    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":128,\"total_tokens\":338}";

    private Script() {}

    /** What a call asks of the backend, in its prompt. */
    enum Wish {
        /** One small answer at once. */
        ANSWER,
        /** {@value #FRAMES_OF_A_BURST} frames at once. */
        BURST,
        /** Frames one after the other. */
        PACED,
        /** Nothing, for as long as the connection lasts. */
        SILENCE;

        String mark() {
            return "bench-" + name().toLowerCase(Locale.ROOT);
        }
    }

    static byte[] call(Wish wish, long everyMillis, int frames) {
        String words = wish.mark() + " " + everyMillis + " " + frames + " ";
        boolean stream = wish == Wish.BURST || wish == Wish.PACED;
        return ("{\"model\":\"" + MODEL + "\",\"max_tokens\":2000,\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + words
                        + "word ".repeat((PROMPT_BYTES - words.length()) / 5) + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] answer() {
        String body =
                "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"bench\",\"choices\":[{"
                        + "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                        + "tale ".repeat(ANSWER_BYTES / 5) + "\"},\"finish_reason\":\"stop\"}]," + USAGE + "}";
        return whole("application/json", body);
    }

    static byte[] models() {
        return whole("application/json", "{\"object\":\"list\",\"data\":[{\"id\":\"bench\",\"object\":\"model\"}]}");
    }

    static byte[] whole(String type, String body) {
        return ascii("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ncontent-length: " + body.length() + "\r\n\r\n"
                + body);
    }

    static byte[] burst() {
        StringBuilder stream = new StringBuilder(STREAM_HEAD).append(piece(role()));
        for (int i = 0; i < FRAMES_OF_A_BURST - 4; i++) {
            stream.append(piece(content(" tale")));
        }
        return ascii(stream.append(end()).toString());
    }

    static byte[] streamHead() {
        return ascii(STREAM_HEAD + piece(role()));
    }

    /** One paced frame; the digits behind {@link #WRITTEN_AT} are put in when it is written. */
    static byte[] timedFrame() {
        return ascii(piece(content("t" + "0".repeat(DIGITS) + " tale")));
    }

    static byte[] streamEnd() {
        return ascii(end());
    }

    private static String end() {
        return piece(CHUNK_HEAD + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
                + piece(CHUNK_HEAD + "\"choices\":[]," + USAGE + "}\n\n") + piece("data: [DONE]\n\n") + "0\r\n\r\n";
    }

    private static String role() {
        return CHUNK_HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                + "\"finish_reason\":null}]}\n\n";
    }

    private static String content(String text) {
        return CHUNK_HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    private static String piece(String frame) {
        return Integer.toHexString(frame.length()) + "\r\n" + frame + "\r\n";
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
