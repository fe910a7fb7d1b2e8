package io.trystero.media;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.PeerId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A stream that a peer sends.
 *
 * @param peer who sends
 * @param id names it
 * @param metadata what the peer sent along, {@code null} if nothing or a JSON {@code null}
 * @param tracks its tracks: first those that it has, then each that is added; completes when the peer is gone
 */
public record PeerStream(PeerId peer, String id, @Nullable JsonNode metadata, Flux<ReceivedTrack<?>> tracks) {}
