/** Peers that speak into a room, listen, watch, record and relay; {@link io.trystero.examples.conference.Conference} runs them. */
@NullMarked
package io.trystero.examples.conference;

import org.jspecify.annotations.NullMarked;
