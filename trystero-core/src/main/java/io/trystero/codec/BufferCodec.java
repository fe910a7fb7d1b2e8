package io.trystero.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Buffers of bytes: no copy either way. */
final class BufferCodec implements Codec<ByteBuffer> {

    static final BufferCodec INSTANCE = new BufferCodec();

    private BufferCodec() {}

    @Override
    public Payload encode(@Nullable ByteBuffer value) {
        return value == null ? JsonNull.PAYLOAD : new Payload.Binary(value);
    }

    @Override
    public @Nullable ByteBuffer decode(Payload payload) {
        if (payload instanceof Payload.Binary binary) {
            return binary.bytes();
        }
        JsonNull.require(payload, Kinds.BINARY);
        return null;
    }
}
