package io.deopenchat.acceptance.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A language model of llama's architecture with random weights, for machines that have no trained one at hand. It says
 * words in an order that means nothing, but llama.cpp does everything with it that it does with a real one: tokenize,
 * evaluate, sample. The same seed gives the same file, and at temperature 0 the same text.
 */
final class TinyGguf {
    private static final int CONTEXT = 2_048;
    private static final int WIDTH = 32;
    private static final int HEADS = 4;
    private static final int HIDDEN = 64;
    private static final int LAYERS = 2;
    /** Logits are about this times the square root of the width: far enough apart that silent tokens stay silent. */
    private static final float OUTPUT_SCALE = 2f;

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BYTE = 6;
    private static final String SPACE = "\u2581";
    private static final List<String> WORDS = List.of(
            "river",
            "lamp",
            "seven",
            "green",
            "under",
            "stone",
            "walks",
            "quiet",
            "apple",
            "north",
            "paper",
            "slow",
            "bird",
            "window",
            "glass",
            "early",
            "mountain",
            "salt",
            "yellow",
            "door",
            "music",
            "winter",
            "small",
            "road",
            "cloud",
            "bread",
            "letter",
            "garden",
            "copper",
            "turns",
            "with",
            "and",
            "the",
            "of",
            "to",
            "near");

    private final Random random;
    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();

    private TinyGguf(long seed) {
        this.random = new Random(seed);
        add("<unk>", UNKNOWN);
        add("<s>", CONTROL);
        add("</s>", CONTROL);
        for (int value = 0; value < 256; value++) {
            add("<0x%02X>".formatted(value), BYTE);
        }
        add(SPACE, NORMAL);
        for (char letter = '!'; letter <= '~'; letter++) {
            add(String.valueOf(letter), NORMAL);
        }
        WORDS.stream().flatMap(TinyGguf::beginnings).distinct().forEach(beginning -> add(beginning, NORMAL));
        WORDS.forEach(word -> add(SPACE + word, NORMAL));
    }

    /** The tokenizer joins two tokens at a time: it finds a word only through all of its beginnings. */
    private static Stream<String> beginnings(String word) {
        return IntStream.range(1, word.length()).mapToObj(length -> SPACE + word.substring(0, length));
    }

    /** Writes the model into {@code directory} and names the file. */
    static Path write(Path directory, long seed) throws IOException {
        return Files.write(directory.resolve("random-" + seed + ".gguf"), new TinyGguf(seed).file());
    }

    private byte[] file() {
        GgufFile file = new GgufFile();
        describe(file);
        vocabulary(file);
        file.tensor("token_embd.weight", random(WIDTH * tokens.size(), 1f), WIDTH, tokens.size());
        for (int layer = 0; layer < LAYERS; layer++) {
            layer(file, "blk." + layer + ".");
        }
        file.tensor("output_norm.weight", ones(), WIDTH);
        file.tensor("output.weight", outputWeights(), WIDTH, tokens.size());
        return file.bytes();
    }

    private void describe(GgufFile file) {
        file.put("general.architecture", "llama")
                .put("general.name", "random weights")
                .put("general.file_type", 0)
                .put("llama.context_length", CONTEXT)
                .put("llama.embedding_length", WIDTH)
                .put("llama.block_count", LAYERS)
                .put("llama.feed_forward_length", HIDDEN)
                .put("llama.attention.head_count", HEADS)
                .put("llama.attention.head_count_kv", HEADS)
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .put("llama.rope.dimension_count", WIDTH / HEADS)
                .put("llama.vocab_size", tokens.size());
    }

    private void vocabulary(GgufFile file) {
        float[] scores = new float[tokens.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = types.get(i) == NORMAL ? -i : 0;
        }
        file.put("tokenizer.ggml.model", "llama")
                .putStrings("tokenizer.ggml.tokens", tokens)
                .putFloats("tokenizer.ggml.scores", scores)
                .putInts(
                        "tokenizer.ggml.token_type",
                        types.stream().mapToInt(type -> type).toArray())
                .put("tokenizer.ggml.unknown_token_id", 0)
                .put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.eos_token_id", 2);
    }

    private void layer(GgufFile file, String name) {
        float scale = (float) (1 / Math.sqrt(WIDTH));
        file.tensor(name + "attn_norm.weight", ones(), WIDTH);
        for (String matrix : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
            file.tensor(name + matrix + ".weight", random(WIDTH * WIDTH, scale), WIDTH, WIDTH);
        }
        file.tensor(name + "ffn_norm.weight", ones(), WIDTH);
        file.tensor(name + "ffn_gate.weight", random(WIDTH * HIDDEN, scale), WIDTH, HIDDEN);
        file.tensor(name + "ffn_up.weight", random(WIDTH * HIDDEN, scale), WIDTH, HIDDEN);
        file.tensor(name + "ffn_down.weight", random(HIDDEN * WIDTH, scale), HIDDEN, WIDTH);
    }

    /** Only whole words are ever said: single bytes would be broken UTF-8, and the end of text would come at random. */
    private float[] outputWeights() {
        float[] weights = random(WIDTH * tokens.size(), OUTPUT_SCALE);
        Arrays.fill(weights, 0, WIDTH * (tokens.size() - WORDS.size()), 0f);
        return weights;
    }

    private void add(String token, int type) {
        tokens.add(token);
        types.add(type);
    }

    private float[] random(int length, float scale) {
        float[] floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = (float) random.nextGaussian() * scale;
        }
        return floats;
    }

    private static float[] ones() {
        float[] floats = new float[WIDTH];
        Arrays.fill(floats, 1f);
        return floats;
    }
}
