package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A message of a peer.
 *
 * @param from who sent it
 * @param value what was sent; {@code null} where the peer sent a JSON {@code null}
 * @param metadata what was sent beside it, or {@code null} if nothing was
 */
public record Message<T>(
        PeerId from, @Nullable T value, @Nullable JsonNode metadata) {}
