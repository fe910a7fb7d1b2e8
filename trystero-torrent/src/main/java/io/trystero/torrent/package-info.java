/**
 * WebTorrent trackers as a way to find peers, as the torrent strategy of the JavaScript library uses them, release 0.25.4.
 *
 * <p>Depends on the core's signalling SPI and its WebSocket. What both sides say is in {@code TrackerCodec}.
 */
@NullMarked
package io.trystero.torrent;

import org.jspecify.annotations.NullMarked;
