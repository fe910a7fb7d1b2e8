package io.trystero.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

public sealed interface Payload {
    ByteBuffer bytes();

    record Text(String text) implements Payload {
        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    record Json(ByteBuffer bytes) implements Payload {}

    record Binary(ByteBuffer bytes) implements Payload {}
}
