package io.trystero.codec;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

public interface Codec<T> {
    Payload encode(@Nullable T value);

    @Nullable
    T decode(Payload payload);

    static <T> Codec<T> of(Class<T> type) {
        return new Stub<>(new ObjectMapper().constructType(type));
    }

    static <T> Codec<T> of(TypeReference<T> type) {
        return new Stub<>(new ObjectMapper().constructType(type));
    }

    record Stub<T>(JavaType type) implements Codec<T> {
        static final ObjectMapper M = new ObjectMapper();

        @Override
        public Payload encode(@Nullable T value) {
            try {
                if (value instanceof String s) {
                    return new Payload.Text(s);
                }
                if (value instanceof byte[] b) {
                    return new Payload.Binary(ByteBuffer.wrap(b));
                }
                return new Payload.Json(ByteBuffer.wrap(M.writeValueAsBytes(value)));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        @SuppressWarnings("unchecked")
        public @Nullable T decode(Payload payload) {
            try {
                if (payload instanceof Payload.Text t) {
                    return (T) t.text();
                }
                byte[] b = new byte[payload.bytes().remaining()];
                payload.bytes().duplicate().get(b);
                if (payload instanceof Payload.Binary) {
                    return (T) b;
                }
                return M.readValue(new String(b, StandardCharsets.UTF_8), type);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
