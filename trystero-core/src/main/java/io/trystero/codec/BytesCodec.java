package io.trystero.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Arrays of bytes: sent without a copy, received with one, so that the array is the receiver's own. */
final class BytesCodec implements Codec<byte[]> {

    static final BytesCodec INSTANCE = new BytesCodec();

    private BytesCodec() {}

    @Override
    public Payload encode(byte @Nullable [] value) {
        return value == null ? JsonNull.PAYLOAD : new Payload.Binary(ByteBuffer.wrap(value));
    }

    @Override
    public byte @Nullable [] decode(Payload payload) {
        if (payload instanceof Payload.Binary binary) {
            ByteBuffer content = binary.bytes();
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            return bytes;
        }
        JsonNull.require(payload, Kinds.BINARY);
        return null;
    }
}
