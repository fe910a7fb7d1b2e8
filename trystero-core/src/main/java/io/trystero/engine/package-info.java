/**
 * The state machines of an instance: rooms, negotiations, shared connections, handshakes.
 *
 * <p>Not API. Everything that changes state runs on one {@link io.trystero.engine.EventLoop}; nothing here locks, blocks,
 * reads a clock of its own or runs user code. What comes in is a method call per input; what goes out goes through {@link
 * io.trystero.engine.RoomObserver} and the SPIs, which only enqueue. May depend on the wire and the SPIs, not on the API.
 */
@NullMarked
package io.trystero.engine;

import org.jspecify.annotations.NullMarked;
