package io.trystero.engine;

import io.trystero.rtc.IceServer;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * ICE servers whose credentials do not last.
 *
 * @param servers asked again when a connection is to be made; must not signal on the loop
 * @param maxAgeMillis how long an answer is used
 */
public record IceServerSource(Mono<List<IceServer>> servers, long maxAgeMillis) {}
