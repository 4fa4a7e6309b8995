package io.deopenchat.acceptance.backend;

import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.PoolingType;
import java.nio.file.Path;

/** The model of a file, loaded to embed texts instead of continuing them. */
final class EmbeddingModel implements AutoCloseable {
    private final LlamaModel model;

    EmbeddingModel(Path gguf) {
        this.model = new LlamaModel(new ModelParameters()
                .setModel(gguf.toString())
                .setCtxSize(LanguageModel.CONTEXT_OF_ONE)
                .setThreads(1)
                .enableEmbedding()
                .setPoolingType(PoolingType.LAST)
                .skipWarmup()
                .disableLog());
    }

    float[] embed(String text) {
        return model.embed(text);
    }

    @Override
    public void close() {
        model.close();
    }
}
