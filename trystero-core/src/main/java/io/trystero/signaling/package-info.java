/**
 * The SPI of strategies: how peers that do not know each other exchange their first messages.
 *
 * <p>A {@link io.trystero.signaling.SignalingStrategy} is configuration; an instance opens it into relays, each of which
 * carries messages by topic. What the messages say is the engine's business alone. Depends on Reactor alone.
 */
@NullMarked
package io.trystero.signaling;

import org.jspecify.annotations.NullMarked;
