package io.trystero.examples.peershell;

import io.trystero.codec.Codec;
import io.trystero.codec.Payload;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Leaves payloads as they are on the wire, whatever their kind. */
enum RawPayloads implements Codec<Payload> {
    CODEC;

    @Override
    public Payload encode(@Nullable Payload value) {
        return Objects.requireNonNull(value);
    }

    @Override
    public Payload decode(Payload payload) {
        return payload;
    }
}
