package io.deopenchat.acceptance.backend;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the container that llama.cpp loads models from, GGUF version 3: a header, metadata, descriptions of the tensors,
 * and their values behind one another, each at a multiple of 32 bytes. Everything is little-endian.
 */
final class GgufFile {
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int TENSOR_OF_FLOATS = 0;
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final Bytes metadata = new Bytes();
    private final Bytes descriptions = new Bytes();
    private final Bytes values = new Bytes();
    private int metadataCount;
    private int tensorCount;

    GgufFile put(String key, String value) {
        entry(key, STRING).string(value);
        return this;
    }

    GgufFile put(String key, int value) {
        entry(key, UINT32).int32(value);
        return this;
    }

    GgufFile put(String key, float value) {
        entry(key, FLOAT32).float32(value);
        return this;
    }

    GgufFile putStrings(String key, List<String> strings) {
        Bytes array = array(key, STRING, strings.size());
        strings.forEach(array::string);
        return this;
    }

    GgufFile putFloats(String key, float[] floats) {
        Bytes array = array(key, FLOAT32, floats.length);
        for (float number : floats) {
            array.float32(number);
        }
        return this;
    }

    GgufFile putInts(String key, int[] ints) {
        Bytes array = array(key, INT32, ints.length);
        for (int number : ints) {
            array.int32(number);
        }
        return this;
    }

    /** @param dimensions the fastest-running one first, as GGUF has it; their product is the number of floats */
    GgufFile tensor(String name, float[] floats, int... dimensions) {
        values.align(ALIGNMENT);
        descriptions.string(name).int32(dimensions.length);
        for (int dimension : dimensions) {
            descriptions.int64(dimension);
        }
        descriptions.int32(TENSOR_OF_FLOATS).int64(values.size());
        for (float number : floats) {
            values.float32(number);
        }
        tensorCount++;
        return this;
    }

    byte[] bytes() {
        Bytes file = new Bytes();
        file.raw("GGUF").int32(VERSION).int64(tensorCount).int64(metadataCount);
        file.append(metadata).append(descriptions).align(ALIGNMENT);
        return file.append(values).align(ALIGNMENT).toArray();
    }

    private Bytes entry(String key, int type) {
        metadataCount++;
        return metadata.string(key).int32(type);
    }

    private Bytes array(String key, int type, int length) {
        return entry(key, ARRAY).int32(type).int64(length);
    }

    private static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes int32(int value) {
            return littleEndian(value, Integer.BYTES);
        }

        Bytes int64(long value) {
            return littleEndian(value, Long.BYTES);
        }

        Bytes float32(float value) {
            return int32(Float.floatToRawIntBits(value));
        }

        Bytes string(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int64(utf8.length);
            out.writeBytes(utf8);
            return this;
        }

        Bytes raw(String ascii) {
            out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        Bytes append(Bytes other) {
            out.writeBytes(other.toArray());
            return this;
        }

        Bytes align(int multiple) {
            while (out.size() % multiple != 0) {
                out.write(0);
            }
            return this;
        }

        int size() {
            return out.size();
        }

        byte[] toArray() {
            return out.toByteArray();
        }

        private Bytes littleEndian(long value, int length) {
            for (int i = 0; i < length; i++) {
                out.write((int) (value >>> (8 * i)));
            }
            return this;
        }
    }
}
