package io.trystero.star;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * A message of a star.
 *
 * @param source who sent it, which may be a peer that this one has no connection to
 * @param value what was sent; {@code null} where the source sent a JSON {@code null}
 * @param metadata what the source sent beside it, or {@code null} if nothing
 */
public record StarMessage<T>(
        PeerId source, @Nullable T value, @Nullable JsonNode metadata) {}
