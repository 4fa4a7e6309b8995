package io.deopenchat.bridge.cli;

import io.deopenchat.archive.BlockStore;
import io.deopenchat.archive.Folder;
import io.deopenchat.archive.IpfsNode;
import io.deopenchat.cli.UsageError;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where bundles are kept. */
final class BlockOptions {
    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "A directory with a file for each bundle, named by its CID.")
    private @Nullable Path folder;

    @Option(
            names = "--ipfs-api",
            paramLabel = "URL",
            description = "HTTP API of an IPFS node, for example http://127.0.0.1:5001.")
    private @Nullable URI ipfs;

    /** @throws UsageError if both are named, or the URL cannot be used */
    Optional<BlockStore> store() {
        if (folder != null && ipfs != null) {
            throw new UsageError("--folder and --ipfs-api are two places; name one");
        }
        try {
            return folder != null
                    ? Optional.of(new Folder(folder))
                    : Optional.ofNullable(ipfs).map(IpfsNode::new);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--ipfs-api: " + e.getMessage(), e);
        }
    }
}
