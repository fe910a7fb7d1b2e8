package io.trystero.star;

import io.trystero.codec.Codec;
import io.trystero.codec.Payload;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads once, for all subscribers, and keeps the payload for those that it is passed on to: a hub passes on what it can't read,
 * too. Each is equal to itself alone, so that the action is used by nothing but the star.
 */
final class ArrivalCodec<T> implements Codec<Arrival<T>> {

    private final Codec<T> codec;
    private final boolean passedOn;

    ArrivalCodec(Codec<T> codec, boolean passedOn) {
        this.codec = codec;
        this.passedOn = passedOn;
    }

    @Override
    public Payload encode(@Nullable Arrival<T> value) {
        return Objects.requireNonNull(Objects.requireNonNull(value).payload());
    }

    @Override
    public Arrival<T> decode(Payload payload) {
        if (!passedOn) {
            return new Arrival<>(null, codec.decode(payload), null);
        }
        try {
            return new Arrival<>(payload, codec.decode(payload), null);
        } catch (RuntimeException e) {
            return new Arrival<>(payload, null, e);
        }
    }
}
