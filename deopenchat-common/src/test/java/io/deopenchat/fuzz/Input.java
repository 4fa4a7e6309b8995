package io.deopenchat.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The bytes of one input, read as values from front to back. Where they end, zeros follow. */
public final class Input {
    private final byte[] bytes;
    private int position;

    public Input(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** 0 to {@code bound - 1}; takes one byte. */
    public int choice(int bound) {
        return Byte.toUnsignedInt(bytes(1)[0]) % bound;
    }

    /** One of them; takes one byte. */
    public <T> T one(List<T> list) {
        return list.get(choice(list.size()));
    }

    /** Any number; takes eight bytes. */
    public long number() {
        return ByteBuffer.wrap(bytes(Long.BYTES)).getLong();
    }

    /** 0 to 2^63 - 1. */
    public long count() {
        return number() & Long.MAX_VALUE;
    }

    public byte[] bytes(int length) {
        byte[] taken =
                Arrays.copyOfRange(bytes, Math.min(position, bytes.length), Math.min(position, bytes.length) + length);
        position = Math.min(bytes.length, position + length);
        return taken;
    }

    /** Text up to the next line feed, without it. */
    public String line() {
        int end = position;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String line = new String(bytes, position, end - position, StandardCharsets.UTF_8);
        position = Math.min(bytes.length, end + 1);
        return line;
    }

    /** All that was not read yet. */
    public byte[] rest() {
        return bytes(bytes.length - position);
    }

    public String text() {
        return new String(rest(), StandardCharsets.UTF_8);
    }
}
