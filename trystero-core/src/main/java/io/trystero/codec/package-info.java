/**
 * What applications send and receive: {@link io.trystero.codec.Codec codecs} between values and the three kinds of
 * {@link io.trystero.codec.Payload payload} that the protocol knows, text, JSON and bytes.
 *
 * <p>A payload written here cannot be told from one of the JavaScript library (its release 0.25.4): JSON is what {@code
 * JSON.stringify} prints. Depends on Jackson alone, and on no other package of this library.
 */
@NullMarked
package io.trystero.codec;

import org.jspecify.annotations.NullMarked;
