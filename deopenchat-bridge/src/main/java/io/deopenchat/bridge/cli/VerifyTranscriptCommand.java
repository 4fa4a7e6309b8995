package io.deopenchat.bridge.cli;

import io.deopenchat.archive.BlockStore;
import io.deopenchat.archive.BundleSeal;
import io.deopenchat.archive.Cid;
import io.deopenchat.archive.Folder;
import io.deopenchat.archive.TranscriptBundle;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "verify-transcript",
        description = {
            "Proves that bundles hold the receipts that were paid for: adds them up from the first, and compares head, rounds,",
            "tokens and cost with what a claim left on chain. Exit code 1 if anything does not hold."
        })
final class VerifyTranscriptCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "BUNDLE",
            arity = "1..*",
            description =
                    "Files, or CIDs in --folder or --ipfs-api; several in the order in which they follow one another.")
    private List<String> bundles = List.of();

    @Mixin
    private final BlockOptions blocks = new BlockOptions();

    @Mixin
    private final ClientKeyOptions client = new ClientKeyOptions();

    @Option(
            names = "--from-block",
            paramLabel = "BLOCK",
            description = "First block to look for claims in (default: that of the deployment file, else 0).")
    private @Nullable Long fromBlock;

    @Override
    public Integer call() {
        Optional<SecretKey> key = client.here(Output.warnings(spec));
        try (ChainConnection connection = bridge.chain.config().connect()) {
            List<TranscriptBundle> opened = new ArrayList<>();
            for (String name : bundles) {
                opened.add(opened(name, key));
            }
            TranscriptProof proof = TranscriptProof.of(
                    opened, connection, fromBlock == null ? connection.deploymentBlock() : fromBlock);
            PrintWriter out = Output.of(spec);
            proof.told().forEach(out::println);
            proof.findings().forEach(finding -> out.println("does not hold: " + finding));
            return proof.holds() ? 0 : 1;
        } catch (MalformedMessage | StorageFailure | IOException e) {
            Output.of(spec).println("does not hold: " + e.getMessage());
            return 1;
        }
    }

    private TranscriptBundle opened(String name, Optional<SecretKey> key) throws IOException {
        byte[] block = block(name);
        if (!BundleSeal.isSealed(block)) {
            return TranscriptBundle.parse(block);
        }
        return new BundleSeal(key.orElseThrow(() -> new UsageError(
                        "bundle " + name + " is sealed; give the client key with --client-sk-file FILE")))
                .open(block);
    }

    private byte[] block(String name) throws IOException {
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) {
            return Folder.read(file);
        }
        BlockStore store = blocks.store()
                .orElseThrow(() -> new UsageError("there is no file '" + name
                        + "'; if it is a CID, say where the block is: --folder DIR or --ipfs-api URL"));
        try {
            return store.get(Cid.parse(name));
        } catch (IllegalArgumentException e) {
            throw new UsageError("'" + name + "': " + e.getMessage(), e);
        }
    }
}
