/**
 * The WebSocket that strategies talk over: it connects when it is made and again whenever the connection is lost.
 *
 * <p>A strategy parses its URLs with {@link io.trystero.websocket.WebSocketUrl}, opens one
 * {@link io.trystero.websocket.ReconnectingWebSocket} per URL and instance, and implements
 * {@link io.trystero.websocket.WebSocketListener}.
 *
 * <p>The only package of the core that imports Reactor Netty or Netty, neither of which shows in a public signature.
 * Depends on the signalling SPI for the form in which a relay's state is told.
 */
@NullMarked
package io.trystero.websocket;

import org.jspecify.annotations.NullMarked;
