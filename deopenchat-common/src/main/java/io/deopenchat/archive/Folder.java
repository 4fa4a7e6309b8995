package io.deopenchat.archive;

import io.deopenchat.storage.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file for each block, named by its CID, that nobody but its owner may read. */
public record Folder(Path directory) implements BlockStore {

    @Override
    public Cid put(byte[] block) throws IOException {
        Cid cid = Cid.of(block);
        Files.createDirectories(directory);
        PrivateFile.replace(directory.resolve(cid.toString()), block);
        return cid;
    }

    @Override
    public byte[] get(Cid cid) throws IOException {
        return BlockStore.checked(cid, read(directory.resolve(cid.toString())));
    }

    /** @throws IOException also if it is larger than any block */
    public static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(TranscriptBundle.MAX_BYTES + 1);
            if (bytes.length > TranscriptBundle.MAX_BYTES) {
                throw new IOException(file + " is larger than the " + TranscriptBundle.MAX_BYTES + " bytes of a block");
            }
            return bytes;
        }
    }
}
