package io.deopenchat.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Arrays that nobody changes any more, as buffers, and back: without a copy, because they may have 64 MiB. */
public final class ArrayBuffer {
    private ArrayBuffer() {}

    public static Buffer of(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** The very array of {@link #of}, of any other buffer a copy; not to be changed. */
    public static byte[] bytesOf(Buffer buffer) {
        ByteBuf content = ((BufferInternal) buffer).getByteBuf();
        boolean isWhole = content.hasArray()
                && content.arrayOffset() == 0
                && content.readerIndex() == 0
                && content.array().length == buffer.length();
        return isWhole ? content.array() : buffer.getBytes();
    }
}
