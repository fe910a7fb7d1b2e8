/**
 * The wire protocol as values and pure functions: topics and keys, signalling messages, channel frames, reassembly.
 *
 * <p>Not API. Nothing here keeps time, starts a thread or knows a peer's state; depends on Jackson and {@code
 * io.trystero.rtc}'s values alone. The protocol is that of the JavaScript library's release 0.25.4.
 */
@NullMarked
package io.trystero.wire;

import org.jspecify.annotations.NullMarked;
