package io.deopenchat.archive;

import java.io.IOException;

/** Where blocks are kept, by name. What it says is checked: a block is what its name says, or it is not taken. */
public sealed interface BlockStore permits Folder, IpfsNode {

    /**
     * @return its name
     * @throws IOException if it is not kept, or under another name
     */
    Cid put(byte[] block) throws IOException;

    /** @throws IOException if it is not there, or something else is */
    byte[] get(Cid cid) throws IOException;

    /** @throws IOException unless it is what the name says */
    static byte[] checked(Cid cid, byte[] block) throws IOException {
        Cid actual = Cid.of(block);
        if (!actual.equals(cid)) {
            throw new IOException("expected block " + cid + ", got " + actual);
        }
        return block;
    }
}
