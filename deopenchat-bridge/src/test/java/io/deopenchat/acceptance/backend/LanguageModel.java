package io.deopenchat.acceptance.backend;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** llama.cpp in this process with one model. Its native thread outlives {@link #close}: the program must end by exit. */
final class LanguageModel implements AutoCloseable {
    static final int PARALLEL = 4;
    static final int CONTEXT_OF_ONE = 512;

    static {
        // the library unpacks its native code under one fixed name, which two programs would overwrite for each other
        System.setProperty("de.kherud.llama.tmpdir", privateDirectory().toString());
        LlamaModel.setLogger(LogFormat.TEXT, (level, text) -> {});
    }

    private final LlamaModel model;

    LanguageModel(Path gguf) {
        this.model = new LlamaModel(new ModelParameters()
                .setModel(gguf.toString())
                .setCtxSize(PARALLEL * CONTEXT_OF_ONE)
                .setParallel(PARALLEL)
                .setThreads(1)
                .skipWarmup()
                .disableLog());
    }

    int tokensIn(String text) {
        return text.isEmpty() ? 0 : model.encode(text).length;
    }

    /**
     * Continues a prompt.
     *
     * @param wants is given every piece as it comes, and says whether the next one is still wanted
     */
    Continuation generate(String prompt, int maxTokens, float temperature, int seed, Predicate<String> wants) {
        LlamaIterator pieces = model.generate(new InferenceParameters(prompt)
                        .setNPredict(maxTokens)
                        .setTemperature(temperature)
                        .setSeed(seed))
                .iterator();
        StringBuilder text = new StringBuilder();
        int tokens = 0;
        while (pieces.hasNext()) {
            LlamaOutput piece = pieces.next();
            // the last output only says that it is the last
            if (!piece.text.isEmpty()) {
                tokens++;
                text.append(piece.text);
                if (!wants.test(piece.text) && pieces.hasNext()) {
                    pieces.cancel();
                    return new Continuation(text.toString(), tokens, "stop");
                }
            }
        }
        return new Continuation(text.toString(), tokens, tokens < maxTokens ? "stop" : "length");
    }

    @Override
    public void close() {
        model.close();
    }

    private static Path privateDirectory() {
        try {
            Path directory = Files.createTempDirectory("llama");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param tokens those that the model really made */
    record Continuation(String text, int tokens, String finishReason) {}
}
