/**
 * The public API: everything an application needs to join rooms and to talk to their peers.
 *
 * <p>May depend on the codecs and the SPIs ({@code codec}, {@code signaling}, {@code rtc}). No type of the engine
 * or of the wire shows in a public signature.
 */
@NullMarked
package io.trystero;

import org.jspecify.annotations.NullMarked;
