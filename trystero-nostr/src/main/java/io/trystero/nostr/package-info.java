/**
 * Finds peers through Nostr relays: {@link io.trystero.nostr.NostrStrategy}.
 *
 * <p>{@code NostrTopicRelay} speaks with one relay; {@code Subscribing} keeps its subscriptions, {@code Standing} decides what its
 * refusals mean, {@code SentEvents} and {@code Author} make events, {@code NostrCodec} reads and writes what is said. Depends on the
 * core's signalling SPI and WebSocket, and for signatures on Bouncy Castle, of which nothing shows in a public signature.
 */
@NullMarked
package io.trystero.nostr;

import org.jspecify.annotations.NullMarked;
