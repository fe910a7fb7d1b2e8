/**
 * A WebSocket relay to host oneself: the strategy that finds peers through it and the server to embed.
 *
 * <p>Depends on the core's signalling SPI and its WebSocket; the server on Reactor Netty.
 */
@NullMarked
package io.trystero.relay;

import org.jspecify.annotations.NullMarked;
