package io.trystero.codec;

import com.fasterxml.jackson.databind.JavaType;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/** Chooses the codec of a type. */
final class Codecs {

    private Codecs() {}

    @SuppressWarnings("unchecked") // the raw class is that of T
    static <T> Codec<T> of(JavaType type) {
        if (type.hasRawClass(String.class)) {
            return (Codec<T>) TextCodec.INSTANCE;
        }
        if (type.hasRawClass(byte[].class)) {
            return (Codec<T>) BytesCodec.INSTANCE;
        }
        // A value's own class may be asked for, and that of a buffer is one of the JDK's hidden ones.
        if (type.isTypeOrSubTypeOf(ByteBuffer.class) && !type.hasRawClass(MappedByteBuffer.class)) {
            return (Codec<T>) BufferCodec.INSTANCE;
        }
        return new JsonCodec<>(DefaultMapper.INSTANCE, type);
    }
}
