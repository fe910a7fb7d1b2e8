/**
 * A WebSocket relay to host oneself.
 *
 * <ul>
 *   <li>{@link io.trystero.relay.WebSocketRelayStrategy}: finds peers through one or more such relays, ours or the JavaScript
 *       library's;
 *   <li>{@link io.trystero.relay.WebSocketRelay}: the server, to embed;
 *   <li>{@link io.trystero.relay.RelayServer}: the server as a program.
 * </ul>
 *
 * <p>Depends on the core's signalling SPI and its WebSocket; the server on Reactor Netty. What both sides say is in
 * {@code RelayCodec}.
 */
@NullMarked
package io.trystero.relay;

import org.jspecify.annotations.NullMarked;
