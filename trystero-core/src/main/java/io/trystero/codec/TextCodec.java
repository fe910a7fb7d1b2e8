package io.trystero.codec;

import org.jspecify.annotations.Nullable;

/** Strings as they are. */
final class TextCodec implements Codec<String> {

    static final TextCodec INSTANCE = new TextCodec();

    private TextCodec() {}

    @Override
    public Payload encode(@Nullable String value) {
        return value == null ? JsonNull.PAYLOAD : new Payload.Text(value);
    }

    @Override
    public @Nullable String decode(Payload payload) {
        if (payload instanceof Payload.Text text) {
            return text.text();
        }
        JsonNull.require(payload, Kinds.TEXT);
        return null;
    }
}
