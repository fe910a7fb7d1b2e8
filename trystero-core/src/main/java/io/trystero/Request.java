package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A request of a peer.
 *
 * @param from who asks
 * @param query what is asked; {@code null} where the peer sent a JSON {@code null}
 * @param metadata what was sent beside it, or {@code null} if nothing was
 */
public record Request<Q>(
        PeerId from, @Nullable Q query, @Nullable JsonNode metadata) {}
