/**
 * What rooms are tested with: relays, WebRTC and time in memory, all drawn from one seed. Start at {@link
 * io.trystero.test.SimulatedNetwork}.
 *
 * <p>Depends on Reactor and on the SPIs {@code io.trystero.rtc} and {@code io.trystero.signaling}, on nothing of the engine; has
 * no native code and opens no socket.
 */
@NullMarked
package io.trystero.test;

import org.jspecify.annotations.NullMarked;
